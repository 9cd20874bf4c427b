package io.flushpoint.internal.dispatch;

import io.flushpoint.Body;
import io.flushpoint.Bound;
import io.flushpoint.Failure;
import io.flushpoint.SenderOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
    private final AtomicLong queued = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger entering = new AtomicInteger();
    private volatile boolean shut;
    private volatile @Nullable Throwable broken;

    /** What the sends to one endpoint take of the bounds, and give back. */
    final class Share {
        private final AtomicLong queuedHere = new AtomicLong();
        private final AtomicLong bytesHere = new AtomicLong();

        /** A send left the queue, for a connection or for good. */
        void unqueue() {
            queuedHere.decrementAndGet();
            queued.decrementAndGet();
        }

        /** A send waits for a connection, for the first time or again. */
        void queue() {
            queuedHere.incrementAndGet();
            queued.incrementAndGet();
        }

        /** A send needs its body no more. */
        void release(Body body) {
            release(weight(body));
        }

        private void release(long weight) {
            bytesHere.addAndGet(-weight);
            bytes.addAndGet(-weight);
        }

        private boolean isUnused() {
            return queuedHere.get() == 0 && bytesHere.get() == 0;
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
        if (shut) {
            return Refusal.CLOSED;
        }
        long weight = weight(body);
        share.queue();
        boolean fullForEndpoint = share.queuedHere.get() > maxQueuedOfShare;
        if (fullForEndpoint || queued.get() > maxQueued) {
            share.unqueue();
            return fullForEndpoint ? Refusal.QUEUE_OF_ENDPOINT : Refusal.QUEUE;
        }
        boolean tooMuchForEndpoint = share.bytesHere.addAndGet(weight) > maxBytesOfShare;
        if (bytes.addAndGet(weight) > maxBytes || tooMuchForEndpoint) {
            share.release(weight);
            share.unqueue();
            return tooMuchForEndpoint ? Refusal.BYTES_OF_ENDPOINT : Refusal.BYTES;
        }
        return null;
    }

    /** The share of an endpoint. */
    Share share(String endpoint) {
        Share known = shares.get(endpoint);
        return known != null ? known : shares.computeIfAbsent(endpoint, name -> new Share());
    }

    /**
     * Nothing is known of an endpoint any longer. A send that enters at this very moment may keep the old share beside a new
     * one: it takes it along, and gives back to it.
     */
    void forget(String endpoint) {
        Share share = shares.get(endpoint);
        if (share != null && share.isUnused()) {
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
    void shut() {
        shut = true;
    }

    /** Shuts the door because an event loop can go on no longer. */
    void shut(Throwable cause) {
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

    long queued() {
        return queued.get();
    }

    long bytesInFlight() {
        return bytes.get();
    }
}
