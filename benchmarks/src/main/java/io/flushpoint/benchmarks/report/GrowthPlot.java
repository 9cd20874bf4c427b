package io.flushpoint.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** How some figures grow: beside each other a panel for each, both axes logarithmic, a line per client. */
final class GrowthPlot implements Plot {
    /** One figure over the axis. */
    record Curve(String title, ToDoubleFunction<GrowthResult> value) {}

    private static final int HEAD = 62;
    private static final int HEIGHT = 250;
    private static final double AXIS_WIDTH = 46;
    private static final double GAP = 14;
    private static final int MARK = 3;

    private static final List<Colour> INKS = List.of(
            Colour.ORANGE, Colour.VERMILION, Colour.BLUE, Colour.GREEN, Colour.BLACK, Colour.SKY, Colour.PURPLE);

    private final String axis;
    private final Map<String, List<GrowthResult>> byClient = new LinkedHashMap<>();
    private final List<Curve> curves;
    private final Typeface typeface;

    GrowthPlot(String axis, List<GrowthResult> results, List<Curve> curves, Typeface typeface) {
        this.axis = axis;
        this.curves = curves;
        this.typeface = typeface;
        results.forEach(result -> byClient.computeIfAbsent(result.client(), any -> new ArrayList<>())
                .add(result));
    }

    @Override
    public String description() {
        List<String> clients = new ArrayList<>();
        byClient.forEach((client, results) -> {
            GrowthResult least = results.get(0);
            GrowthResult most = results.get(results.size() - 1);
            clients.add(client + " p99 from " + Notation.label(least.p99()) + " µs at " + Notation.tick(least.at())
                    + " to " + Notation.label(most.p99()) + " µs at " + Notation.tick(most.at()));
        });
        return "Latency and heap over " + axis + ": " + String.join("; ", clients) + ".";
    }

    @Override
    public int height() {
        return HEAD + HEIGHT + Panel.AXIS_HEIGHT;
    }

    @Override
    public void draw(Canvas canvas, double top) {
        double x = Picture.MARGIN;
        List<String> clients = List.copyOf(byClient.keySet());
        for (int i = 0; i < clients.size(); i++) {
            canvas.line(x, top + 10, x + 24, top + 10, 2, ink(i));
            mark(canvas, x + 12, top + 10, i);
            canvas.text(x + 30, top + 14, clients.get(i), Lettering.SMALL);
            x += 44 + typeface.width(clients.get(i), Lettering.SMALL);
        }
        double each = (Picture.WIDTH - 2.0 * Picture.MARGIN) / curves.size();
        for (int i = 0; i < curves.size(); i++) {
            double left = Picture.MARGIN + i * each + AXIS_WIDTH;
            Panel panel = new Panel(left, top + HEAD, each - AXIS_WIDTH - GAP, HEIGHT);
            curve(canvas, panel, curves.get(i));
        }
    }

    private void curve(Canvas canvas, Panel panel, Curve curve) {
        List<GrowthResult> all =
                byClient.values().stream().flatMap(List::stream).toList();
        LogScale across = panel.logScale(
                all.stream().mapToDouble(GrowthResult::at).min().orElseThrow() * 1.1,
                all.stream().mapToDouble(GrowthResult::at).max().orElseThrow());
        LogScale up = new LogScale(
                all.stream().mapToDouble(curve.value()).min().orElseThrow(),
                all.stream().mapToDouble(curve.value()).max().orElseThrow(),
                panel.bottom(),
                panel.top());
        canvas.text(panel.left() - AXIS_WIDTH + 4, panel.top() - 14, curve.title(), Lettering.HEAD);
        panel.logAxis(canvas, across, axis);
        for (double tick : up.ticks()) {
            canvas.line(panel.left() - 4, up.at(tick), panel.right(), up.at(tick), 1, Colour.GRID);
            canvas.text(panel.left() - 7, up.at(tick) + 4, LogScale.label(tick), Lettering.SMALL.ending());
        }
        int number = 0;
        for (List<GrowthResult> results : byClient.values()) {
            for (int i = 0; i < results.size(); i++) {
                double x = across.at(results.get(i).at());
                double y = up.at(curve.value().applyAsDouble(results.get(i)));
                mark(canvas, x, y, number);
                if (i > 0) {
                    GrowthResult before = results.get(i - 1);
                    canvas.line(
                            across.at(before.at()), up.at(curve.value().applyAsDouble(before)), x, y, 2, ink(number));
                }
            }
            number++;
        }
    }

    private static Colour ink(int number) {
        return INKS.get(number % INKS.size());
    }

    /** Squares, crosses, bars: the lines differ in form as well. */
    private static void mark(Canvas canvas, double x, double y, int number) {
        Colour ink = ink(number);
        switch (number % 4) {
            case 0 -> canvas.rectangle(x - MARK, y - MARK, 2 * MARK, 2 * MARK, ink);
            case 1 -> {
                canvas.line(x - MARK, y - MARK, x + MARK, y + MARK, 2, ink);
                canvas.line(x - MARK, y + MARK, x + MARK, y - MARK, 2, ink);
            }
            case 2 -> {
                canvas.rectangle(x - MARK - 1, y - MARK - 1, 2 * MARK + 2, 2 * MARK + 2, ink);
                canvas.rectangle(x - MARK + 1, y - MARK + 1, 2 * MARK - 2, 2 * MARK - 2, Colour.PAPER);
            }
            default -> canvas.line(x, y - 2 * MARK, x, y + 2 * MARK, 2, ink);
        }
    }
}
