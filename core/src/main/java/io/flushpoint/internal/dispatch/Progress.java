package io.flushpoint.internal.dispatch;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Receipt;
import io.flushpoint.Receipt.Timings;
import io.flushpoint.WireState;
import io.flushpoint.internal.connection.Connection;
import io.flushpoint.internal.connection.OpeningTimes;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What is known about a send so far: the facts that a receipt is a snapshot of. Confined to its event loop. */
final class Progress {
    private final long submitted;
    private OpeningTimes opening = OpeningTimes.NONE;
    private long queued = Timings.ABSENT;
    private long writtenAfter = Timings.ABSENT;
    private long sentAfter = Timings.ABSENT;
    private long acknowledgedAfter = Timings.ABSENT;
    private long answeredAfter = Timings.ABSENT;
    private @Nullable DeliveryLevel highest;
    private WireState wire = WireState.NOTHING_WRITTEN;
    private boolean earlierAttemptWrote;
    private long connection;
    private boolean reused;
    private int attempts;
    private long bytes;
    private int status;

    Progress(long submittedNanos) {
        this.submitted = submittedNanos;
    }

    /** Whether not a byte of the current attempt was handed to the kernel. */
    boolean nothingWrittenNow() {
        return wire == WireState.NOTHING_WRITTEN;
    }

    /** The wire state over all attempts. */
    WireState wire() {
        return nothingWrittenNow() && earlierAttemptWrote ? WireState.PARTLY_WRITTEN : wire;
    }

    int attempts() {
        return attempts;
    }

    boolean reused() {
        return reused;
    }

    void leased(Connection leased, long now) {
        attempts++;
        connection = leased.id();
        reused = leased.carriedBefore() || leased.readyAtNanos() - submitted < 0;
        waited(reused ? OpeningTimes.NONE : leased.times(), now);
    }

    /** The wait for a connection ended; {@code madeForIt} is what opening one took of it. */
    void waited(OpeningTimes madeForIt, long now) {
        opening = madeForIt;
        queued = Math.max(0, now - submitted - madeForIt.total());
    }

    void firstByteWritten() {
        wire = WireState.PARTLY_WRITTEN;
    }

    void encoded(long bytesSoFar) {
        bytes = bytesSoFar;
    }

    void written() {
        wire = WireState.FULLY_WRITTEN;
    }

    /** The attempt is over; what it wrote is not forgotten. */
    void startsAgain() {
        earlierAttemptWrote |= !nothingWrittenNow();
        wire = WireState.NOTHING_WRITTEN;
        bytes = 0;
    }

    void answered(int finalStatus) {
        status = finalStatus;
    }

    void reached(DeliveryLevel level, long now) {
        long after = now - submitted;
        switch (level) {
            case WRITTEN -> writtenAfter = after;
            case SENT -> sentAfter = after;
            case ACKNOWLEDGED -> acknowledgedAfter = after;
            case ANSWERED -> answeredAfter = after;
        }
        highest = highest == null || highest.compareTo(level) < 0 ? level : highest;
    }

    private OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    Receipt snapshot() {
        Timings timings = new Timings(
                queued,
                opening.resolve(),
                opening.connect(),
                opening.tls(),
                writtenAfter,
                sentAfter,
                acknowledgedAfter,
                answeredAfter);
        return new Receipt(highest, bytes, timings, connection, reused, attempts, status());
    }
}
