package io.flushpoint.benchmarks.probe;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** How times are shown to people: milliseconds with their microseconds, or a dash for a stage that was not passed. */
final class Millis {
    private static final double NANOS_PER_MILLI = 1e6;

    private Millis() {}

    /** A time that was measured. */
    static String text(double nanos) {
        return String.format(Locale.ROOT, "%,.3f ms", nanos / NANOS_PER_MILLI);
    }

    static String text(Optional<Duration> time) {
        return time.map(passed -> text((double) passed.toNanos())).orElse("-");
    }

    /** Whole milliseconds, rounded up, as AWS Lambda bills them. */
    static String billed(double nanos) {
        return String.format(Locale.ROOT, "%,d", (long) Math.ceil(nanos / NANOS_PER_MILLI));
    }
}
