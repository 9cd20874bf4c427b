package io.flushpoint.benchmarks.report;

import io.flushpoint.benchmarks.report.Canvas.Dashes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Up to three lines over one axis, on a linear scale from 0 upwards.
 *
 * @param across what the horizontal axis shows, and its unit
 * @param up the same of the vertical one
 * @param logarithmic whether the horizontal axis is
 */
public record LinePlot(String across, String up, boolean logarithmic, List<Series> series) implements Plot {
    /** One line; each differs from the others in colour and in dashes. */
    public record Series(String name, List<Value> values) {}

    /** What was found at a place of the horizontal axis. */
    public record Value(double at, double value) {}

    private static final int HEAD = 62;
    private static final int HEIGHT = 250;
    private static final double AXIS_WIDTH = 60;
    private static final double SAMPLE = 36;

    private static final List<Colour> INKS = List.of(Colour.BLUE, Colour.ORANGE, Colour.BLACK);
    private static final List<Dashes> DASHES = List.of(Dashes.NONE, Dashes.LONG, Dashes.SHORT);

    /** With a whole sheet for its own. */
    public String document(String title, String subtitle, List<String> caption) {
        return SvgCanvas.document(new Picture(title, subtitle, this, caption, Typeface.load()));
    }

    @Override
    public String description() {
        return up + " over " + across + ": "
                + series.stream()
                        .map(each -> each.name() + " at most " + Notation.tick(most(List.of(each), Value::value)))
                        .collect(Collectors.joining("; "))
                + ".";
    }

    @Override
    public int height() {
        return HEAD + HEIGHT + Panel.AXIS_HEIGHT;
    }

    @Override
    public void draw(Canvas canvas, double top) {
        double left = Picture.MARGIN + AXIS_WIDTH;
        Panel panel = new Panel(left, top + HEAD, Picture.WIDTH - Picture.MARGIN - left, HEIGHT);
        legend(canvas, top + 10);
        double full = panel.upAxis(canvas, most(series, Value::value), up);
        Scale scale = scale(canvas, panel);
        for (int i = 0; i < series.size(); i++) {
            List<Canvas.Point> points = series.get(i).values().stream()
                    .map(each -> new Canvas.Point(scale.at(each.at()), panel.up(each.value(), full)))
                    .toList();
            canvas.polyline(points, 2, INKS.get(i), DASHES.get(i));
        }
    }

    private Scale scale(Canvas canvas, Panel panel) {
        double greatest = most(series, Value::at);
        if (!logarithmic) {
            double full = panel.linearAxis(canvas, greatest, across);
            return value -> panel.at(value, full);
        }
        double least = all(series).stream().mapToDouble(Value::at).min().orElseThrow();
        LogScale scale = panel.logScale(LogScale.HEADROOM * least, greatest);
        panel.logAxis(canvas, scale, across + " (logarithmic)");
        return scale::at;
    }

    private void legend(Canvas canvas, double y) {
        Typeface typeface = Typeface.load();
        double x = Picture.MARGIN;
        for (int i = 0; i < series.size(); i++) {
            String name = series.get(i).name();
            List<Canvas.Point> sample = List.of(new Canvas.Point(x, y), new Canvas.Point(x + SAMPLE, y));
            canvas.polyline(sample, 2, INKS.get(i), DASHES.get(i));
            canvas.text(x + SAMPLE + 6, y + 4, name, Lettering.SMALL);
            x += SAMPLE + 24 + typeface.width(name, Lettering.SMALL);
        }
    }

    private static double most(List<Series> series, ToDoubleFunction<Value> of) {
        return all(series).stream().mapToDouble(of).max().orElseThrow();
    }

    private static List<Value> all(List<Series> series) {
        List<Value> all = new ArrayList<>();
        series.forEach(each -> all.addAll(each.values()));
        return all;
    }

    /** Where a value stands on the horizontal axis. */
    private interface Scale {
        double at(double value);
    }
}
