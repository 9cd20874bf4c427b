package io.flushpoint.benchmarks.report;

import java.util.List;

/** What can be drawn on, and all that plots need. Later strokes cover earlier ones. */
interface Canvas {
    /** A place on it, in pixels from the upper left corner. */
    record Point(double x, double y) {}

    void rectangle(double x, double y, double width, double height, Colour ink);

    void dot(double x, double y, double radius, Colour ink);

    void line(double x1, double y1, double x2, double y2, double width, Colour ink);

    /** Straight from point to point; two kinds of dashes differ in grey as well. */
    void polyline(List<Point> points, double width, Colour ink, Dashes dashes);

    /** {@code y} is the base line. */
    void text(double x, double y, String text, Lettering lettering);

    /** The strokes and gaps of a line. */
    enum Dashes {
        NONE,
        LONG,
        SHORT
    }
}
