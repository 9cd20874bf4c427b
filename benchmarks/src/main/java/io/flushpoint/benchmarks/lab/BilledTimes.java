package io.flushpoint.benchmarks.lab;

import io.flushpoint.benchmarks.figures.JsonLine;
import io.flushpoint.benchmarks.figures.Quantiles;

/** The billed times of a run in milliseconds, before Lambda's rounding up to whole ones. */
final class BilledTimes {
    private static final double NANOS_PER_MILLI = 1e6;

    private final Quantiles nanos;

    BilledTimes(long[] nanos) {
        this.nanos = Quantiles.of(nanos);
    }

    /** In milliseconds; {@code percent} from 1 to 100. */
    double percentile(int percent) {
        return nanos.percentile(percent) / NANOS_PER_MILLI;
    }

    /** In milliseconds. */
    double max() {
        return percentile(100);
    }

    /** In milliseconds. */
    JsonLine json() {
        return new JsonLine()
                .putThousandths("p50", percentile(50))
                .putThousandths("p90", percentile(90))
                .putThousandths("p99", percentile(99))
                .putThousandths("max", max());
    }
}
