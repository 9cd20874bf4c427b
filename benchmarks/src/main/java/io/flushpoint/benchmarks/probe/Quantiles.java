package io.flushpoint.benchmarks.probe;

import java.util.Arrays;

/** Times in nanoseconds, and the nearest-rank quantiles over them: each is a time that was measured. */
final class Quantiles {
    private long[] nanos = new long[16];
    private int count;

    void add(long time) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = time;
    }

    int count() {
        return count;
    }

    /**
     * The smallest of the times that is not less than {@code percent} of them.
     *
     * @param percent from 1 to 100; 100 is the maximum
     * @throws IllegalStateException if there is no time
     */
    long percentile(int percent) {
        if (count == 0) {
            throw new IllegalStateException("no times");
        }
        Arrays.sort(nanos, 0, count);
        long rank = ((long) count * percent + 99) / 100;
        return nanos[(int) rank - 1];
    }
}
