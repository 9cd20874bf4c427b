package io.flushpoint.benchmarks.probe;

import io.flushpoint.Receipt.Timings;
import java.util.Locale;

/** How times are shown to people: milliseconds with their microseconds, or a dash for a stage that was not passed. */
final class Millis {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private Millis() {}

    static String text(long nanos) {
        return nanos == Timings.ABSENT ? "-" : String.format(Locale.ROOT, "%,.3f ms", nanos / (double) NANOS_PER_MILLI);
    }

    /** Whole milliseconds, rounded up, as AWS Lambda bills them. */
    static String billed(long nanos) {
        return String.format(Locale.ROOT, "%,d", (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    }
}
