package io.flushpoint.internal.dispatch;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpProtocol;
import io.flushpoint.Proxy;
import io.flushpoint.Receipt;
import io.flushpoint.WireState;
import io.flushpoint.internal.connection.Clocks;
import io.flushpoint.internal.connection.Connection;
import io.flushpoint.internal.connection.OpeningTimes;
import org.jspecify.annotations.Nullable;

/** What is known about a send so far: the facts that a receipt is a snapshot of. Confined to its event loop. */
final class Progress {
    private final Clocks clocks;
    private final long submitted;
    private OpeningTimes opening = OpeningTimes.NONE;
    private long queued = SendTimings.ABSENT;
    private long writtenAfter = SendTimings.ABSENT;
    private long sentAfter = SendTimings.ABSENT;
    private long acknowledgedAfter = SendTimings.ABSENT;
    private long answeredAfter = SendTimings.ABSENT;
    private @Nullable DeliveryLevel highest;
    private WireState wire = WireState.NOTHING_WRITTEN;
    private long connection;
    private @Nullable Proxy proxy;
    private @Nullable HttpProtocol protocol;
    private int stream;
    private boolean reused;
    private int attempts;
    private long bytes;
    private int status;

    /** Begins now. */
    Progress(Clocks clocks) {
        this.clocks = clocks;
        this.submitted = clocks.now();
    }

    /** When the send was submitted, by the monotonic clock. */
    long submitted() {
        return submitted;
    }

    /** The wire state over all attempts. */
    WireState wire() {
        return wire;
    }

    /** Whether the whole request was handed to the kernel, by an attempt that counts. */
    boolean isWritten() {
        return wire == WireState.FULLY_WRITTEN;
    }

    int attempts() {
        return attempts;
    }

    boolean reused() {
        return reused;
    }

    void leased(Connection leased) {
        attempts++;
        connection = leased.id();
        proxy = leased.route().proxy();
        protocol = leased.protocol();
        reused = leased.carriedBefore() || leased.readyAtNanos() - submitted < 0;
        waited(reused ? OpeningTimes.NONE : leased.times());
    }

    /** The wait for a connection ended; {@code madeForIt} is what opening one took of it. */
    void waited(OpeningTimes madeForIt) {
        opening = madeForIt;
        queued = Math.max(0, clocks.now() - submitted - madeForIt.total());
    }

    /** On a stream of so much; 0 if the protocol has none. */
    void onStream(int id) {
        stream = id;
    }

    /** The attempt before is proven not to have been processed, and does not count. */
    void startsOver() {
        wire = WireState.NOTHING_WRITTEN;
        bytes = 0;
        stream = 0;
    }

    void firstByteWritten() {
        wire = WireState.PARTLY_WRITTEN;
    }

    void written(long encodedBytes) {
        wire = WireState.FULLY_WRITTEN;
        bytes = encodedBytes;
    }

    /** The request is written no further. */
    void unfinished(long encodedBytes) {
        bytes = encodedBytes;
    }

    void answered(int finalStatus) {
        status = finalStatus;
    }

    void reached(DeliveryLevel level) {
        long after = clocks.now() - submitted;
        switch (level) {
            case WRITTEN -> writtenAfter = after;
            case SENT -> sentAfter = after;
            case ACKNOWLEDGED -> acknowledgedAfter = after;
            case ANSWERED -> answeredAfter = after;
        }
        highest = highest == null || highest.compareTo(level) < 0 ? level : highest;
    }

    Receipt snapshot() {
        SendTimings timings =
                new SendTimings(queued, opening, writtenAfter, sentAfter, acknowledgedAfter, answeredAfter);
        return new SendReceipt(highest, bytes, timings, connection, proxy, protocol, stream, reused, attempts, status);
    }
}
