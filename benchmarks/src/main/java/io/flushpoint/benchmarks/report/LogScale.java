package io.flushpoint.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A logarithmic scale: maps values above 0 to positions. It begins at the power of ten at or below the least value, and
 * ends a little above the greatest, at least one power later; so it has two ticks or more.
 */
final class LogScale {
    /** Room above the greatest value. */
    static final double HEADROOM = 1.1;

    private final int firstPower;
    private final double end;
    private final double from;
    private final double to;

    /**
     * A scale for values between two, both above 0, over the positions between two.
     *
     * @param from the position of the beginning
     * @param to the position of the end
     */
    LogScale(double least, double greatest, double from, double to) {
        if (!(least > 0 && greatest >= least)) {
            throw new IllegalArgumentException("no logarithmic scale from " + least + " to " + greatest);
        }
        // A dot right at the beginning would stand half outside.
        firstPower = (int) Math.floor(Math.log10(least / HEADROOM));
        end = Math.max(greatest * HEADROOM, Math.pow(10, firstPower + 1.0));
        this.from = from;
        this.to = to;
    }

    /** The position of a value. */
    double at(double value) {
        return from + (to - from) * (Math.log10(value) - firstPower) / (Math.log10(end) - firstPower);
    }

    /** The powers of ten on the scale. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (int power = firstPower; Math.pow(10, power) <= end; power++) {
            ticks.add(Double.valueOf("1e" + power));
        }
        return ticks;
    }

    /** What stands between the ticks: twice to nine times each. */
    List<Double> steps() {
        List<Double> steps = new ArrayList<>();
        for (double tick : ticks()) {
            for (int times = 2; times <= 9 && times * tick <= end; times++) {
                steps.add(times * tick);
            }
        }
        return steps;
    }

    /** Such as 0.1, 1, 10, 1000, 100k, 1M. */
    static String label(double tick) {
        if (tick >= 1e5) {
            return tick < 1e6 ? LogScale.label(tick / 1e3) + "k" : LogScale.label(tick / 1e6) + "M";
        }
        return tick < 1 ? Double.toString(tick) : String.format(Locale.ROOT, "%.0f", tick);
    }
}
