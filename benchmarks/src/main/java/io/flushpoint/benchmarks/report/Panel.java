package io.flushpoint.benchmarks.report;

/** A rectangle in which values are drawn along a horizontal axis. */
record Panel(double left, double top, double width, double height) {
    /** Below a panel, for ticks, their labels and the axis' title. */
    static final int AXIS_HEIGHT = 42;

    private static final int TICK = 5;
    private static final int STEP = 3;

    double right() {
        return left + width;
    }

    double bottom() {
        return top + height;
    }

    /** A scale that fills the panel. */
    LogScale logScale(double least, double greatest) {
        return new LogScale(least, greatest, left, right());
    }

    /** Draws grid, ticks and the axis' title, which carries the unit. */
    void logAxis(Canvas canvas, LogScale scale, String title) {
        for (double step : scale.steps()) {
            canvas.line(scale.at(step), bottom(), scale.at(step), bottom() + STEP, 1, Ink.GRID);
        }
        for (double tick : scale.ticks()) {
            tick(canvas, scale.at(tick), LogScale.label(tick));
        }
        title(canvas, title);
    }

    /** The same for a share of a whole. */
    void shareAxis(Canvas canvas, String title) {
        for (int percent = 0; percent <= 100; percent += 50) {
            tick(canvas, left + width * percent / 100, percent + " %");
        }
        title(canvas, title);
    }

    private void tick(Canvas canvas, double x, String label) {
        canvas.line(x, top, x, bottom() + TICK, 1, Ink.GRID);
        canvas.text(x, bottom() + 18, label, Lettering.SMALL.centred());
    }

    private void title(Canvas canvas, String title) {
        canvas.line(left, bottom(), right(), bottom(), 1, Ink.FAINT_TEXT);
        canvas.text(left + width / 2, bottom() + 36, title, Lettering.SMALL.centred());
    }
}
