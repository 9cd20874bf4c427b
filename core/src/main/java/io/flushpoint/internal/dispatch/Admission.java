package io.flushpoint.internal.dispatch;

import io.flushpoint.Body;
import io.flushpoint.Bound;
import io.flushpoint.Failure;
import io.flushpoint.SenderOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The door of a sender: lets a send in or refuses it at once, by the bounds on queued sends and bytes in flight, of the
 * sender and of each endpoint, and shuts when the sender closes. From any thread.
 */
final class Admission {
    private final long maxQueued;
    private final long maxBytes;
    private final long maxQueuedOfShare;
    private final long maxBytesOfShare;
    private final long pieceBytes;
    private final Map<String, Share> shares = new ConcurrentHashMap<>();
    private final AtomicInteger entering = new AtomicInteger();
    private long queued;
    private long bytes;
    private volatile boolean shut;
    private volatile @Nullable Throwable broken;

    /** What the sends to one endpoint take of the bounds, and give back. Guarded by the whole. */
    final class Share {
        private final String endpoint;
        private long queuedHere;
        private long bytesHere;
        private Share counted = this; // the one that is known for the endpoint, if this one was forgotten meanwhile

        private Share(String endpoint) {
            this.endpoint = endpoint;
        }

        /** A send left the queue, for a connection or for good. */
        void unqueue() {
            add(this, -1, 0);
        }

        /** A send waits for a connection, for the first time or again. */
        void queue() {
            queueAgain(this);
        }

        /** A send needs its body no more. */
        void release(Body body) {
            add(this, 0, -weight(body));
        }
    }

    /** Why a send is not let in. */
    enum Refusal {
        CLOSED(Failure.SENDER_CLOSED, "the sender is closed"),
        QUEUE(Failure.QUEUE_FULL, "refused at once, by " + Bound.QUEUED_SENDS),
        QUEUE_OF_ENDPOINT(Failure.QUEUE_FULL, "refused at once, by " + Bound.QUEUED_SENDS_PER_ENDPOINT),
        BYTES(Failure.BYTES_IN_FLIGHT_EXCEEDED, "refused at once, by " + Bound.BYTES_IN_FLIGHT),
        BYTES_OF_ENDPOINT(
                Failure.BYTES_IN_FLIGHT_EXCEEDED, "refused at once, by " + Bound.BYTES_IN_FLIGHT_PER_ENDPOINT);

        private final Failure failure;
        private final String reason;

        Refusal(Failure failure, String reason) {
            this.failure = failure;
            this.reason = reason;
        }

        Failure failure() {
            return failure;
        }

        String reason() {
            return reason;
        }
    }

    Admission(SenderOptions options) {
        this.maxQueued = options.bound(Bound.QUEUED_SENDS);
        this.maxBytes = options.bound(Bound.BYTES_IN_FLIGHT);
        this.maxQueuedOfShare = options.bound(Bound.QUEUED_SENDS_PER_ENDPOINT);
        this.maxBytesOfShare = options.bound(Bound.BYTES_IN_FLIGHT_PER_ENDPOINT);
        this.pieceBytes = options.bound(Bound.PIECE_BYTES);
    }

    /** Bytes that a body takes in memory until it is written. */
    private long weight(Body body) {
        if (body instanceof Body.Empty) {
            return 0;
        }
        return body instanceof Body.InMemory memory ? memory.size() : pieceBytes;
    }

    /**
     * Asks to enter with a body; null if granted. Every call is followed by {@link #entered()} once the send, or the
     * news of its refusal, is with its event loop. Nothing between the two is code of users.
     */
    @Nullable
    Refusal enter(Share share, Body body) {
        entering.incrementAndGet();
        return take(share, weight(body));
    }

    /** All that a send needs at once, or nothing: who is refused never stands in the way of others. */
    private synchronized @Nullable Refusal take(Share share, long weight) {
        if (shut) {
            return Refusal.CLOSED;
        }
        Share counted = counted(share);
        if (counted.queuedHere >= maxQueuedOfShare) {
            return Refusal.QUEUE_OF_ENDPOINT;
        }
        if (queued >= maxQueued) {
            return Refusal.QUEUE;
        }
        if (counted.bytesHere + weight > maxBytesOfShare) {
            return Refusal.BYTES_OF_ENDPOINT;
        }
        if (bytes + weight > maxBytes) {
            return Refusal.BYTES;
        }
        add(share, 1, weight);
        return null;
    }

    private synchronized void queueAgain(Share share) {
        counted(share);
        add(share, 1, 0);
    }

    /** Where a share counts from now on. It may have been forgotten, as nothing of it was counted. */
    private Share counted(Share share) {
        Share known = shares.putIfAbsent(share.endpoint, share);
        share.counted = known == null ? share : known;
        return share.counted;
    }

    private synchronized void add(Share share, long sends, long weight) {
        share.counted.queuedHere += sends;
        share.counted.bytesHere += weight;
        queued += sends;
        bytes += weight;
    }

    /** The share of an endpoint. */
    Share share(String endpoint) {
        Share known = shares.get(endpoint);
        return known != null ? known : shares.computeIfAbsent(endpoint, Share::new);
    }

    /** Nothing is known of an endpoint any longer, unless it is in use. A send that still has its share may enter with it. */
    synchronized void forget(String endpoint) {
        Share share = shares.get(endpoint);
        if (share != null && share.queuedHere == 0 && share.bytesHere == 0) {
            shares.remove(endpoint, share);
        }
    }

    /** Asks to enter with something that is no send; followed by {@link #entered()} as {@link #enter} is. */
    boolean open() {
        entering.incrementAndGet();
        return !shut;
    }

    void entered() {
        entering.decrementAndGet();
    }

    /** Shuts the door. Waits for nobody: the event loop stays until {@link #isAnyoneEntering()} is false. */
    synchronized void shut() {
        shut = true;
    }

    /** Shuts the door because an event loop can go on no longer. */
    synchronized void shut(Throwable cause) {
        broken = cause;
        shut = true;
    }

    /** Why the door was shut, unless by {@code close}. */
    @Nullable
    Throwable broken() {
        return broken;
    }

    /** Whether somebody may still bring something to an event loop. Once false after the door was shut, nobody will. */
    boolean isAnyoneEntering() {
        return entering.get() > 0;
    }

    synchronized long queued() {
        return queued;
    }

    synchronized long bytesInFlight() {
        return bytes;
    }
}
