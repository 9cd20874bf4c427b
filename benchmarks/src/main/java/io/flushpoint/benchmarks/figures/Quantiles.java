package io.flushpoint.benchmarks.figures;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.DoubleStream;

/**
 * The quantiles of measurements. A percentile is by nearest rank: that of p among n measurements is the one at rank ⌈p·n/100⌉
 * of them in rising order, so it was measured. The median is the usual one, of an even number the mean of the middle two:
 * of the two or three runs of an experiment, nearest rank would choose the best.
 */
public final class Quantiles {
    private final double[] rising;

    private Quantiles(DoubleStream measurements) {
        rising = measurements.sorted().toArray();
        if (rising.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
    }

    /**
     * Of all of them.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Quantiles of(DoubleStream measurements) {
        return new Quantiles(measurements);
    }

    /**
     * Of all of them.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Quantiles of(long... measurements) {
        return new Quantiles(Arrays.stream(measurements).asDoubleStream());
    }

    /**
     * Of all of them.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Quantiles of(Collection<? extends Number> measurements) {
        return new Quantiles(measurements.stream().mapToDouble(Number::doubleValue));
    }

    /** How many were measured. */
    public int count() {
        return rising.length;
    }

    /** The least that is not less than so many of a hundred of them, from 1 to 100. */
    public double percentile(int percent) {
        long rank = ((long) rising.length * percent + 99) / 100;
        return rising[(int) rank - 1];
    }

    /** The least. */
    public double min() {
        return rising[0];
    }

    /** The middle one, or the mean of the middle two. */
    public double median() {
        int last = rising.length - 1;
        return (rising[last / 2] + rising[(last + 1) / 2]) / 2;
    }

    /** The greatest. */
    public double max() {
        return percentile(100);
    }
}
