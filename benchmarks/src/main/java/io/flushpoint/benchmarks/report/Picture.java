package io.flushpoint.benchmarks.report;

import java.util.List;

/** A picture: a title, a line about the run, a plot, and the caption that says where the figures come from. */
final class Picture {
    /** In pixels: what a README shows in full. */
    static final int WIDTH = 800;

    /** Free at both sides. */
    static final int MARGIN = 24;

    private static final int HEAD = 68;
    private static final int CAPTION_LINE = 16;

    private final String title;
    private final String subtitle;
    private final Plot plot;
    private final List<String> caption;

    /**
     * A picture whose caption is wrapped to its width.
     *
     * @throws ReportException if the title does not fit
     */
    Picture(String title, String subtitle, Plot plot, List<String> caption, Typeface typeface) {
        if (typeface.width(title, Lettering.TITLE) > WIDTH - 2 * MARGIN) {
            throw new ReportException("the title is wider than the plot: " + title);
        }
        this.title = title;
        this.subtitle = subtitle;
        this.plot = plot;
        this.caption = caption.stream()
                .flatMap(line -> typeface.wrap(line, Lettering.SMALL, WIDTH - 2 * MARGIN).stream())
                .toList();
    }

    String title() {
        return title;
    }

    String description() {
        return plot.description();
    }

    int width() {
        return WIDTH;
    }

    int height() {
        return HEAD + plot.height() + CAPTION_LINE * caption.size() + 28;
    }

    void draw(Canvas canvas) {
        canvas.rectangle(0, 0, WIDTH, height(), Colour.PAPER);
        canvas.text(MARGIN, 34, title, Lettering.TITLE);
        canvas.text(MARGIN, 54, subtitle, Lettering.SMALL);
        plot.draw(canvas, HEAD);
        double y = HEAD + plot.height() + 8;
        canvas.line(MARGIN, y, WIDTH - MARGIN, y, 1, Colour.GRID);
        for (String line : caption) {
            y += CAPTION_LINE;
            canvas.text(MARGIN, y, line, Lettering.SMALL);
        }
    }
}
