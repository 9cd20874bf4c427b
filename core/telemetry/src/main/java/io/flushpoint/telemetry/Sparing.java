package io.flushpoint.telemetry;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts events, and lets one a minute through. For any thread. */
final class Sparing {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoTime;
    private long events;
    private long held;
    private long last;

    /** @param nanoTime the monotonic clock */
    Sparing(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** One more event; if it is let through, how many were held back since the one before, else empty. */
    synchronized OptionalLong one() {
        long now = nanoTime.getAsLong();
        if (events++ > 0 && now - last < MINUTE) {
            held++;
            return OptionalLong.empty();
        }
        long before = held;
        held = 0;
        last = now;
        return OptionalLong.of(before);
    }

    /** How many there were. */
    synchronized long events() {
        return events;
    }
}
