package io.flushpoint.benchmarks.lab;

import java.util.Arrays;

/** The billed times of a run, before Lambda's rounding up to whole milliseconds; percentiles by nearest rank. */
final class BilledTimes {
    private static final double NANOS_PER_MILLI = 1e6;

    private final long[] sortedNanos;

    BilledTimes(long[] nanos) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("no times");
        }
        sortedNanos = nanos.clone();
        Arrays.sort(sortedNanos);
    }

    /** In milliseconds; {@code percent} from 1 to 100. */
    double percentile(int percent) {
        int rank = (int) Math.ceil(percent / 100.0 * sortedNanos.length);
        return sortedNanos[rank - 1] / NANOS_PER_MILLI;
    }

    /** In milliseconds. */
    double max() {
        return percentile(100);
    }
}
