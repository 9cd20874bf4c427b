package io.flushpoint.benchmarks.report;

/** A text over a grid: on a piece of paper of its own, so that no line runs through it. */
record Label(Canvas canvas, Typeface typeface) {
    /** Begins at {@code x}, on the base line {@code y}. */
    void write(double x, double y, String text, Lettering lettering) {
        double width = typeface.width(text, lettering);
        canvas.rectangle(x - 1, y - 0.8 * lettering.size(), width + 2, lettering.size(), Colour.PAPER);
        canvas.text(x, y, text, lettering);
    }
}
