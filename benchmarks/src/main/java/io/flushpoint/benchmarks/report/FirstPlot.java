package io.flushpoint.benchmarks.report;

import java.util.List;
import java.util.stream.Collectors;

/** The first invocation after INIT beside a warm one, a pair of bars per share of a core, and how many times as long it took. */
final class FirstPlot implements Plot {
    private static final int HEAD = 34;
    private static final int ROW = 56;
    private static final int BAR = 15;

    /** At the right of the bars, for the values of the longest one. */
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
                                result.name(), result.share(), Words.label(result.first()), Words.label(result.warm())))
                        .collect(Collectors.joining("; "))
                + ".";
    }

    @Override
    public int height() {
        return HEAD + ROW * results.size() + Panel.AXIS_HEIGHT;
    }

    @Override
    public void draw(Canvas canvas, double top) {
        double left = Sheet.MARGIN + labelWidth() + LABEL_GAP;
        double width = Sheet.WIDTH - Sheet.MARGIN - RATIO_WIDTH - VALUES - left;
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
                .entry(Ink.ORANGE, "first invocation after INIT")
                .entry(Ink.BLUE, "warm invocation (median)");
        canvas.text(Sheet.WIDTH - Sheet.MARGIN, top + 14, "first / warm", Lettering.SMALL.ending());
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
        canvas.text(Sheet.MARGIN, y + 26, result.share(), Lettering.HEAD);
        canvas.text(Sheet.MARGIN, y + 42, result.name(), Lettering.SMALL);
        bar(canvas, scale, y + 12, result.first(), Ink.ORANGE);
        bar(canvas, scale, y + 12 + BAR + 2, result.warm(), Ink.BLUE);
        canvas.text(Sheet.WIDTH - Sheet.MARGIN, y + 33, Words.ratio(result.ratio()), Lettering.VALUE.ending());
    }

    private void bar(Canvas canvas, LogScale scale, double y, double millis, Ink ink) {
        double start = scale.at(scale.ticks().get(0));
        double end = scale.at(millis);
        canvas.rectangle(start, y, end - start, BAR, ink);
        new Label(canvas, typeface).write(end + 6, y + 12, Words.label(millis) + " ms", Lettering.VALUE);
    }
}
