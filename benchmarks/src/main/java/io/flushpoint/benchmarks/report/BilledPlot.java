package io.flushpoint.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Billed time per strategy, and beside it what became of the requests.
 *
 * <pre>
 *   await            o==--| 953 ms           ############  10 before freeze
 *   forget   o==-----| 4.1 ms                ####::::::xx  3 before freeze, 5 after thaw, 2 lost
 * </pre>
 */
final class BilledPlot implements Plot {
    private static final int HEAD = 52;
    private static final int ROW = 46;
    private static final int BAR = 16;
    private static final int RADIUS = 6;

    private static final int LABEL_GAP = 14;

    /** At the right of the panel, for the values of the longest line. */
    private static final int VALUES = 142;

    /** Narrowest part of a bar, in pixels. */
    private static final int LEAST_PART = 2;

    private static final int ARRIVED_LEFT = 548;
    private static final int ARRIVED_WIDTH = 208;

    private final List<LabResult> results;
    private final Typeface typeface;

    BilledPlot(List<LabResult> results, Typeface typeface) {
        this.results = results;
        this.typeface = typeface;
    }

    @Override
    public String description() {
        List<String> parts = new ArrayList<>();
        for (LabResult result : results) {
            parts.add(result.strategy() + " " + Notation.label(result.p50()) + " ms, " + fate(result));
        }
        return "Median billed time per strategy, and what became of its requests: " + String.join("; ", parts) + ".";
    }

    @Override
    public int height() {
        return HEAD + ROW * results.size() + Panel.AXIS_HEIGHT;
    }

    @Override
    public void draw(Canvas canvas, double top) {
        double height = ROW * results.size();
        double left = Picture.MARGIN + labelWidth() + LABEL_GAP;
        Panel billed = new Panel(left, top + HEAD, ARRIVED_LEFT - VALUES - left, height);
        Panel arrived = new Panel(ARRIVED_LEFT, top + HEAD, ARRIVED_WIDTH, height);
        LogScale scale = billed.logScale(
                results.stream().mapToDouble(LabResult::p50).min().orElseThrow(),
                results.stream().mapToDouble(LabResult::max).max().orElseThrow());
        heads(canvas, left, top);
        billed.logAxis(canvas, scale, "billed time of an invocation, ms (logarithmic)");
        arrived.shareAxis(canvas, "share of requests");
        double y = billed.top();
        for (LabResult result : results) {
            canvas.text(Picture.MARGIN, y + BAR + 6, result.strategy(), Lettering.LABEL);
            billed(canvas, scale, y + 8, result);
            arrived(canvas, arrived, y + 8, result);
            y += ROW;
        }
    }

    private double labelWidth() {
        return results.stream()
                .mapToDouble(result -> typeface.width(result.strategy(), Lettering.LABEL))
                .max()
                .orElseThrow();
    }

    private void heads(Canvas canvas, double left, double top) {
        canvas.text(left, top + 14, "Billed time", Lettering.HEAD);
        double baseline = top + 34;
        Legend legend = new Legend(canvas, typeface, left, baseline).dot(Colour.SKY, "median");
        canvas.line(legend.x(), baseline - 4, legend.x() + 20, baseline - 4, 4, Colour.TEXT);
        legend.text(25, "to p90");
        canvas.line(legend.x(), baseline - 4, legend.x() + 20, baseline - 4, 1, Colour.TEXT);
        canvas.line(legend.x() + 20, baseline - 8, legend.x() + 20, baseline, 1, Colour.TEXT);
        legend.text(25, "to the longest");
        canvas.text(ARRIVED_LEFT, top + 14, "Requests arrived", Lettering.HEAD);
        new Legend(canvas, typeface, ARRIVED_LEFT, baseline)
                .entry(Colour.BLUE, "before freeze")
                .entry(Colour.ORANGE, "after thaw")
                .entry(Colour.BLACK, "lost");
    }

    private void billed(Canvas canvas, LogScale scale, double y, LabResult result) {
        double middle = y + BAR / 2.0;
        double end = scale.at(result.max());
        canvas.line(scale.at(result.p50()), middle, scale.at(result.p90()), middle, 4, Colour.TEXT);
        canvas.line(scale.at(result.p90()), middle, end, middle, 1, Colour.TEXT);
        canvas.line(end, middle - 4, end, middle + 4, 1, Colour.TEXT);
        canvas.dot(scale.at(result.p50()), middle, RADIUS, Colour.SKY);
        Label label = new Label(canvas, typeface);
        label.write(end + 8, middle + 1, Notation.label(result.p50()) + " ms", Lettering.VALUE);
        String rest = "p90 " + Notation.label(result.p90()) + ", max " + Notation.label(result.max());
        label.write(end + 8, middle + 15, rest, Lettering.SMALL);
    }

    /** Each part covers the rest of the bar, then the next covers what is not its own: so even one lost request shows. */
    private void arrived(Canvas canvas, Panel panel, double y, LabResult result) {
        long[] parts = {result.beforeFreeze(), result.afterThaw(), result.lost()};
        Colour[] inks = {Colour.BLUE, Colour.ORANGE, Colour.BLACK};
        long sum = 0;
        for (int i = 0; i < parts.length; i++) {
            double x = panel.left() + panel.width() * sum / Math.max(1, result.requests());
            if (parts[i] > 0) {
                double start = Math.min(x, panel.right() - LEAST_PART);
                canvas.rectangle(start, y, panel.right() - start, BAR, inks[i]);
            }
            sum += parts[i];
        }
        new Label(canvas, typeface).write(panel.left(), y + BAR + 13, fate(result), Lettering.SMALL);
    }

    /** Such as {@code 8 before, 1 after, 1 lost}: what there was none of is left out. */
    static String fate(LabResult result) {
        List<String> parts = new ArrayList<>();
        add(parts, result.beforeFreeze(), "before");
        add(parts, result.afterThaw(), "after");
        add(parts, result.lost(), "lost");
        add(parts, result.duplicates(), "twice");
        return parts.isEmpty() ? "none made" : String.join(", ", parts);
    }

    private static void add(List<String> parts, long count, String word) {
        if (count > 0) {
            parts.add(count + " " + word);
        }
    }
}
