package io.flushpoint.benchmarks.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Percentiles of a time, a row per client on one logarithmic axis.
 *
 * <pre>
 *   floor      [#]--|------|-----------------·
 *              p50  p99  p99.9              max
 * </pre>
 */
final class LatencyPlot implements Plot {
    private static final int HEAD = 34;
    private static final int ROW = 34;
    private static final int BAR = 10;
    private static final double LABEL_GAP = 12;
    private static final double VALUES = 96;

    private final List<JmhResult> results;
    private final Typeface typeface;

    LatencyPlot(List<JmhResult> results, Typeface typeface) {
        this.results = results;
        this.typeface = typeface;
    }

    @Override
    public String description() {
        return "Time until a client says that its request is out, p50 and p99.9: "
                + results.stream()
                        .map(result -> result.label() + " " + Notation.label(result.percentile("50.0")) + " and "
                                + Notation.label(result.percentile("99.9")) + " µs")
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
        Panel panel = new Panel(left, top + HEAD, Picture.WIDTH - Picture.MARGIN - VALUES - left, ROW * results.size());
        LogScale scale = panel.logScale(
                results.stream()
                        .mapToDouble(each -> each.percentile("50.0"))
                        .min()
                        .orElseThrow(),
                results.stream()
                        .mapToDouble(each -> each.percentile("100.0"))
                        .max()
                        .orElseThrow());
        legend(canvas, Picture.MARGIN, top + 14);
        panel.logAxis(canvas, scale, "µs (logarithmic)");
        double y = panel.top();
        for (JmhResult result : results) {
            canvas.text(Picture.MARGIN, y + 21, result.label(), Lettering.LABEL);
            row(canvas, scale, y + 17, result);
            y += ROW;
        }
    }

    private double labelWidth() {
        return results.stream()
                .mapToDouble(result -> typeface.width(result.label(), Lettering.LABEL))
                .max()
                .orElseThrow();
    }

    private void legend(Canvas canvas, double left, double baseline) {
        Legend legend = new Legend(canvas, typeface, left, baseline)
                .entry(Colour.ORANGE, "Flushpoint")
                .entry(Colour.SKY, "others")
                .entry(Colour.BLACK, "floor, bare Netty");
        canvas.line(legend.x(), baseline - 4, legend.x() + 60, baseline - 4, 2, Colour.TEXT);
        canvas.rectangle(legend.x(), baseline - 4 - BAR / 2.0, 4, BAR, Colour.TEXT);
        canvas.line(legend.x() + 30, baseline - 8, legend.x() + 30, baseline, 2, Colour.TEXT);
        canvas.line(legend.x() + 60, baseline - 8, legend.x() + 60, baseline, 2, Colour.TEXT);
        canvas.line(legend.x() + 60, baseline - 4, legend.x() + 84, baseline - 4, 1, Colour.TEXT);
        legend.text(90, "p50, p99, p99.9; thin to the longest");
    }

    private void row(Canvas canvas, LogScale scale, double middle, JmhResult result) {
        Colour ink = Clients.ink(result.client());
        double start = scale.at(result.percentile("50.0"));
        double late = scale.at(result.percentile("99.9"));
        canvas.line(start, middle, scale.at(result.percentile("100.0")), middle, 1, ink);
        canvas.line(start, middle, late, middle, 3, ink);
        canvas.rectangle(start - 2, middle - BAR / 2.0 - 1, 5, BAR + 2, ink);
        for (String mark : List.of("99.0", "99.9")) {
            double x = scale.at(result.percentile(mark));
            canvas.line(x, middle - BAR / 2.0, x, middle + BAR / 2.0, 2, ink);
        }
        String figures = Notation.label(result.percentile("50.0")) + " / " + Notation.label(result.percentile("99.9"));
        canvas.text(Picture.WIDTH - Picture.MARGIN, middle + 4, figures, Lettering.SMALL.ending());
    }
}
