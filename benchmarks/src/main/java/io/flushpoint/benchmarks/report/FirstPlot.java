package io.flushpoint.benchmarks.report;

import java.util.List;
import java.util.stream.Collectors;

/** The first invocation after INIT beside a warm one, a pair of dots per share of a core, and how many times as long it took. */
final class FirstPlot implements Plot {
    private static final int HEAD = 34;
    private static final int ROW = 56;
    private static final int LINE = 17;
    private static final int RADIUS = 5;

    /** At the right of the panel, for the value of the rightmost dot. */
    private static final double VALUES = 76;

    private static final double RATIO_WIDTH = 110;
    private static final double LABEL_GAP = 14;

    private final List<FirstResult> results;
    private final Typeface typeface;

    FirstPlot(List<FirstResult> results, Typeface typeface) {
        this.results = results;
        this.typeface = typeface;
    }

    @Override
    public String description() {
        return "First invocation after INIT against the median of warm ones: "
                + results.stream()
                        .map(result -> String.format(
                                "%s, %s: %s ms against %s ms",
                                result.name(),
                                result.share(),
                                Notation.label(result.first()),
                                Notation.label(result.warm())))
                        .collect(Collectors.joining("; "))
                + ".";
    }

    @Override
    public int height() {
        return HEAD + ROW * results.size() + Panel.AXIS_HEIGHT;
    }

    @Override
    public void draw(Canvas canvas, double top) {
        double left = Picture.MARGIN + labelWidth() + LABEL_GAP;
        double width = Picture.WIDTH - Picture.MARGIN - RATIO_WIDTH - VALUES - left;
        Panel panel = new Panel(left, top + HEAD, width, ROW * results.size());
        LogScale scale = panel.logScale(
                results.stream()
                        .mapToDouble(r -> Math.min(r.first(), r.warm()))
                        .min()
                        .orElseThrow(),
                results.stream()
                        .mapToDouble(r -> Math.max(r.first(), r.warm()))
                        .max()
                        .orElseThrow());
        new Legend(canvas, typeface, left, top + 14)
                .dot(Colour.ORANGE, "first invocation after INIT")
                .dot(Colour.BLUE, "warm invocation (median)");
        canvas.text(Picture.WIDTH - Picture.MARGIN, top + 14, "first / warm", Lettering.SMALL.ending());
        panel.logAxis(canvas, scale, "billed time of an invocation, ms (logarithmic)");
        double y = panel.top();
        for (FirstResult result : results) {
            row(canvas, scale, y, result);
            y += ROW;
        }
    }

    private double labelWidth() {
        return results.stream()
                .mapToDouble(result -> Math.max(
                        typeface.width(result.share(), Lettering.HEAD), typeface.width(result.name(), Lettering.SMALL)))
                .max()
                .orElseThrow();
    }

    private void row(Canvas canvas, LogScale scale, double y, FirstResult result) {
        canvas.text(Picture.MARGIN, y + 26, result.share(), Lettering.HEAD);
        canvas.text(Picture.MARGIN, y + 42, result.name(), Lettering.SMALL);
        dot(canvas, scale, y + 20, result.first(), Colour.ORANGE);
        dot(canvas, scale, y + 20 + LINE, result.warm(), Colour.BLUE);
        canvas.text(Picture.WIDTH - Picture.MARGIN, y + 33, Notation.ratio(result.ratio()), Lettering.VALUE.ending());
    }

    private void dot(Canvas canvas, LogScale scale, double y, double millis, Colour ink) {
        double x = scale.at(millis);
        canvas.dot(x, y, RADIUS, ink);
        new Label(canvas, typeface).write(x + RADIUS + 5, y + 5, Notation.label(millis) + " ms", Lettering.VALUE);
    }
}
