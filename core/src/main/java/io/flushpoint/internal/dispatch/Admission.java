package io.flushpoint.internal.dispatch;

import io.flushpoint.Body;
import io.flushpoint.Bound;
import io.flushpoint.Failure;
import io.flushpoint.SenderOptions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The door of a sender: lets a send in or refuses it at once, by the bounds on queued sends and bytes in flight, and shuts
 * when the sender closes. From any thread.
 */
final class Admission {
    private final long maxQueued;
    private final long maxBytes;
    private final long pieceBytes;
    private final AtomicLong queued = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger entering = new AtomicInteger();
    private volatile boolean shut;

    Admission(SenderOptions options) {
        this.maxQueued = options.bound(Bound.QUEUED_SENDS);
        this.maxBytes = options.bound(Bound.BYTES_IN_FLIGHT);
        this.pieceBytes = options.bound(Bound.PIECE_BYTES);
    }

    /** Bytes that a body takes in memory until it is written. */
    long weight(Body body) {
        if (body instanceof Body.Empty) {
            return 0;
        }
        return body instanceof Body.InMemory memory ? memory.length() : pieceBytes;
    }

    /**
     * Asks to enter with so many bytes; null if granted. Every call is followed by {@link #entered()} once the send is with
     * its event loop, or settled.
     */
    @Nullable
    Failure enter(long weight) {
        entering.incrementAndGet();
        if (shut) {
            return Failure.SENDER_CLOSED;
        }
        if (queued.incrementAndGet() > maxQueued) {
            queued.decrementAndGet();
            return Failure.QUEUE_FULL;
        }
        if (bytes.addAndGet(weight) > maxBytes) {
            bytes.addAndGet(-weight);
            queued.decrementAndGet();
            return Failure.BYTES_IN_FLIGHT_EXCEEDED;
        }
        return null;
    }

    /** Asks to enter with something that is no send; followed by {@link #entered()} as {@link #enter} is. */
    boolean open() {
        entering.incrementAndGet();
        return !shut;
    }

    void entered() {
        entering.decrementAndGet();
    }

    /** A send left the queue, for a connection or for good. */
    void unqueue() {
        queued.decrementAndGet();
    }

    /** A send came back to the queue, to be tried again. */
    void requeue() {
        queued.incrementAndGet();
    }

    /** A send needs its bytes no more. */
    void release(long weight) {
        bytes.addAndGet(-weight);
    }

    /** Shuts the door; when this returns, every send let in is with its event loop. */
    void shut() {
        shut = true;
        while (entering.get() > 0) {
            Thread.onSpinWait(); // a few instructions of another thread
        }
    }

    long queued() {
        return queued.get();
    }

    long bytesInFlight() {
        return bytes.get();
    }
}
