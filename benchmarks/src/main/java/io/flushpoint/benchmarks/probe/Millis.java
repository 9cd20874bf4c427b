package io.flushpoint.benchmarks.probe;

import io.flushpoint.Receipt.Timings;
import java.util.Locale;

/** How times are shown to people: milliseconds with their microseconds, or a dash for a stage that was not passed. */
final class Millis {
    private static final double NANOS_PER_MILLI = 1e6;

    private Millis() {}

    /** A time that was measured. */
    static String text(double nanos) {
        return String.format(Locale.ROOT, "%,.3f ms", nanos / NANOS_PER_MILLI);
    }

    static String text(long nanos) {
        return nanos == Timings.ABSENT ? "-" : text((double) nanos);
    }

    /** Whole milliseconds, rounded up, as AWS Lambda bills them. */
    static String billed(double nanos) {
        return String.format(Locale.ROOT, "%,d", (long) Math.ceil(nanos / NANOS_PER_MILLI));
    }
}
