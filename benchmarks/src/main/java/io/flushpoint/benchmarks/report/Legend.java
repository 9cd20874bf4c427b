package io.flushpoint.benchmarks.report;

/** What the colours mean: squares and dots with their names, on one line. */
final class Legend {
    private static final int SQUARE = 10;
    private static final int GAP = 14;

    private final Canvas canvas;
    private final Typeface typeface;
    private final double baseline;
    private double x;

    Legend(Canvas canvas, Typeface typeface, double x, double baseline) {
        this.canvas = canvas;
        this.typeface = typeface;
        this.x = x;
        this.baseline = baseline;
    }

    Legend entry(Colour ink, String name) {
        canvas.rectangle(x, baseline - SQUARE + 1, SQUARE, SQUARE, ink);
        return text(SQUARE + 5, name);
    }

    Legend dot(Colour ink, String name) {
        double radius = SQUARE / 2.0;
        canvas.dot(x + radius, baseline - radius + 1, radius, ink);
        return text(SQUARE + 5, name);
    }

    /** A name for something else, drawn by the caller in the {@code space} before it. */
    Legend text(double space, String name) {
        canvas.text(x + space, baseline, name, Lettering.SMALL);
        x += space + typeface.width(name, Lettering.SMALL) + GAP;
        return this;
    }

    /** Where the next entry begins. */
    double x() {
        return x;
    }
}
