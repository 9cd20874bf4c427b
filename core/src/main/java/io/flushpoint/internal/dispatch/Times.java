package io.flushpoint.internal.dispatch;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Receipt.Timings;
import io.flushpoint.internal.connection.OpeningTimes;

/** The time line of a send as it grows, in nanoseconds since it was submitted; confined to its event loop. */
final class Times {
    private final long submitted;
    private OpeningTimes opening = OpeningTimes.NONE;
    private long queued = Timings.ABSENT;
    private final long[] levels = {Timings.ABSENT, Timings.ABSENT, Timings.ABSENT, Timings.ABSENT};

    Times(long submittedNanos) {
        this.submitted = submittedNanos;
    }

    long submitted() {
        return submitted;
    }

    /** A connection was leased at {@code now}, or could not be; {@code madeForIt} is what opening it took of the send's time. */
    void leased(long now, OpeningTimes madeForIt) {
        opening = madeForIt;
        queued = Math.max(0, now - submitted - madeForIt.total());
    }

    @SuppressWarnings("EnumOrdinal") // an index into an array of our own, where a map would allocate for every send
    void reached(DeliveryLevel level, long now) {
        levels[level.ordinal()] = now - submitted;
    }

    Timings snapshot() {
        return new Timings(
                queued,
                opening.resolve(),
                opening.connect(),
                opening.tls(),
                levels[0],
                levels[1],
                levels[2],
                levels[3]);
    }
}
