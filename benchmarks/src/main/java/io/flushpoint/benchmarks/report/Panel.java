package io.flushpoint.benchmarks.report;

/** A rectangle in which values are drawn along a horizontal axis, and some along a vertical one. */
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
            canvas.line(scale.at(step), bottom(), scale.at(step), bottom() + STEP, 1, Colour.GRID);
        }
        for (double tick : scale.ticks()) {
            tick(canvas, scale.at(tick), LogScale.label(tick));
        }
        title(canvas, title);
    }

    /** A position on a linear scale from nothing to a value that fills the panel. */
    double at(double value, double full) {
        return left + width * value / full;
    }

    /** Draws grid, ticks and title of a linear scale, and returns the value at its end: round, and not under the greatest. */
    double linearAxis(Canvas canvas, double greatest, String title) {
        double step = step(greatest);
        double full = step * Math.max(1, Math.ceil(greatest / step));
        for (double value = 0; value <= full * 1.0001; value += step) {
            tick(canvas, at(value, full), Notation.tick(value));
        }
        title(canvas, title);
        return full;
    }

    /** The height of a value on a linear scale from nothing, at the bottom, to a value that fills the panel. */
    double up(double value, double full) {
        return bottom() - height * value / full;
    }

    /** Draws grid and ticks of a linear scale at the left, its title above, and returns the value at its upper end. */
    double upAxis(Canvas canvas, double greatest, String title) {
        double step = step(greatest);
        double full = step * Math.max(1, Math.ceil(greatest / step));
        for (double value = 0; value <= full * 1.0001; value += step) {
            canvas.line(left - TICK, up(value, full), right(), up(value, full), 1, Colour.GRID);
            canvas.text(left - TICK - 3, up(value, full) + 4, Notation.tick(value), Lettering.SMALL.ending());
        }
        canvas.text(Picture.MARGIN, top - 14, title, Lettering.HEAD);
        return full;
    }

    /** 1, 2 or 5 times a power of ten: at most five to the greatest value. */
    private static double step(double greatest) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(greatest, 1e-9))) - 1);
        for (double times : new double[] {1, 2, 5, 10, 20}) {
            if (greatest / (times * power) <= 5) {
                return times * power;
            }
        }
        return 50 * power;
    }

    /** The same for a share of a whole. */
    void shareAxis(Canvas canvas, String title) {
        for (int percent = 0; percent <= 100; percent += 50) {
            tick(canvas, left + width * percent / 100, percent + " %");
        }
        title(canvas, title);
    }

    private void tick(Canvas canvas, double x, String label) {
        canvas.line(x, top, x, bottom() + TICK, 1, Colour.GRID);
        canvas.text(x, bottom() + 18, label, Lettering.SMALL.centred());
    }

    private void title(Canvas canvas, String title) {
        canvas.line(left, bottom(), right(), bottom(), 1, Colour.FAINT_TEXT);
        canvas.text(left + width / 2, bottom() + 36, title, Lettering.SMALL.centred());
    }
}
