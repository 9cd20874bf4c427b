package io.flushpoint.benchmarks.report;

/** What can be drawn on, and all that plots need. Later strokes cover earlier ones. */
interface Canvas {
    void rectangle(double x, double y, double width, double height, Ink ink);

    void line(double x1, double y1, double x2, double y2, double width, Ink ink);

    /** {@code y} is the base line. */
    void text(double x, double y, String text, Lettering lettering);
}
