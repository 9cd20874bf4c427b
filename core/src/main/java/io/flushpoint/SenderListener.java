package io.flushpoint;

import org.jspecify.annotations.Nullable;

/**
 * Watches a sender. Every method has an empty default. Calls come from the sender's event loops (caller-driven: from
 * the owner thread) and from a thread that submits a send which is refused at once; they must be fast and must not
 * block. What they throw is logged and goes no further.
 */
public interface SenderListener {
    /** Watches nothing. */
    SenderListener NONE = new SenderListener() {};

    /** The goal of a send is reached (failure is null), or will not be. Once per send. */
    default void sendSettled(SendRequest request, Receipt receipt, @Nullable SendException failure) {}

    /** What became of a written request. Once per send that was written. */
    default void lateNews(SendRequest request, LateNews news) {}

    /** A send is tried again on a fresh connection because {@code cause} ended the attempt before. */
    default void sendRetried(SendRequest request, Failure cause) {}

    /**
     * A connection is ready: TCP connected, TLS handshake done.
     *
     * @param endpoint scheme, host and port
     */
    default void connectionOpened(String endpoint, long connection) {}

    /** A connection that stood open carries another send. */
    default void connectionReused(String endpoint, long connection) {}

    /** A connection takes no more sends. */
    default void connectionRetired(String endpoint, long connection, RetireReason reason) {}

    /** Why a connection takes no more sends. */
    enum RetireReason {
        /** Idle longer than {@link Bound#IDLE_AGE} or the peer's {@code Keep-Alive: timeout} allows. */
        IDLE_AGE,
        /** Open longer than {@link Bound#CONNECTION_AGE}, with its jitter. */
        CONNECTION_AGE,
        /** Made before {@link HttpSender#renew()}. */
        GENERATION,
        /** Closed or reset by the peer. */
        PEER_CLOSED,
        /** The thaw probe found the peer gone, or got no verdict in time. */
        PROBE_FAILED,
        /** An outside clock calls it old, the kernel calls it fresh: this machine stood still. */
        CLOCK_DISAGREES,
        /** The response said so: {@code Connection: close}, HTTP/1.0, or a body that ends with the connection. */
        RESPONSE_SAYS_CLOSE,
        /** The response body passed {@link Bound#DRAIN_BYTES} or {@link Bound#DRAIN_TIME}. */
        DRAIN_CAP,
        /** An undecodable response, a change of protocol (101), or bytes that nobody asked for. */
        PROTOCOL_ERROR,
        /** Idle, and closed to make room for the fresh connection that a retry wants. */
        REPLACED,
        /** A request was left half-written, or was answered before it was written. */
        REQUEST_UNFINISHED,
        /** The answer did not come within {@link Bound#ANSWER_DEADLINE}, or within the deadline of a send that waits for it. */
        ANSWER_TIMEOUT,
        /** The send it carried was cancelled. */
        CANCELLED,
        /** {@link HttpSender#disconnect()}. */
        DISCONNECTED,
        /** The sender is closed. */
        SENDER_CLOSED
    }
}
