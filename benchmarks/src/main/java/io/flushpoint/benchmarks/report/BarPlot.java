package io.flushpoint.benchmarks.report;

import java.util.List;
import java.util.stream.Collectors;

/** Bars on one linear axis from nothing, each made of parts that follow each other, with what it amounts to beside it. */
final class BarPlot implements Plot {
    /**
     * One bar.
     *
     * @param parts as many as there are names of parts
     * @param reach where a whisker ends; the sum of the parts for none
     * @param note beside it
     */
    record Bar(String label, List<Double> parts, double reach, String note) {
        double sum() {
            return parts.stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    /** What a colour stands for. */
    record Part(String name, Colour ink) {}

    private static final int HEAD = 34;
    private static final int ROW = 26;
    private static final int BAR = 15;
    private static final double LABEL_GAP = 12;

    private final String description;
    private final String axis;
    private final List<Part> parts;
    private final List<Bar> bars;
    private final Typeface typeface;

    BarPlot(String description, String axis, List<Part> parts, List<Bar> bars, Typeface typeface) {
        this.description = description;
        this.axis = axis;
        this.parts = parts;
        this.bars = bars;
        this.typeface = typeface;
    }

    @Override
    public String description() {
        return description + ": "
                + bars.stream().map(bar -> bar.label() + " " + bar.note()).collect(Collectors.joining("; ")) + ".";
    }

    @Override
    public int height() {
        return HEAD + ROW * bars.size() + Panel.AXIS_HEIGHT;
    }

    @Override
    public void draw(Canvas canvas, double top) {
        double left = Picture.MARGIN + width(bars.stream().map(Bar::label).toList(), Lettering.LABEL) + LABEL_GAP;
        double notes = width(bars.stream().map(Bar::note).toList(), Lettering.VALUE) + LABEL_GAP;
        Panel panel = new Panel(left, top + HEAD, Picture.WIDTH - Picture.MARGIN - notes - left, ROW * bars.size());
        Legend legend = new Legend(canvas, typeface, left, top + 14);
        parts.forEach(part -> legend.entry(part.ink(), part.name()));
        double full = panel.linearAxis(
                canvas,
                bars.stream()
                        .mapToDouble(bar -> Math.max(bar.reach(), bar.sum()))
                        .max()
                        .orElseThrow(),
                axis);
        double y = panel.top() + (ROW - BAR) / 2.0;
        for (Bar bar : bars) {
            canvas.text(Picture.MARGIN, y + 12, bar.label(), Lettering.LABEL);
            draw(canvas, panel, full, y, bar);
            y += ROW;
        }
    }

    private void draw(Canvas canvas, Panel panel, double full, double y, Bar bar) {
        double sum = 0;
        for (int i = 0; i < parts.size(); i++) {
            double start = panel.at(sum, full);
            sum += bar.parts().get(i);
            canvas.rectangle(
                    start, y, panel.at(sum, full) - start, BAR, parts.get(i).ink());
        }
        double reach = panel.at(Math.max(bar.reach(), sum), full);
        double middle = y + BAR / 2.0;
        canvas.line(panel.at(sum, full), middle, reach, middle, 1, Colour.TEXT);
        new Label(canvas, typeface).write(reach + 6, y + 12, bar.note(), Lettering.VALUE);
    }

    private double width(List<String> texts, Lettering lettering) {
        return texts.stream()
                .mapToDouble(text -> typeface.width(text, lettering))
                .max()
                .orElseThrow();
    }
}
