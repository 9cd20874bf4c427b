package io.flushpoint;

import org.jspecify.annotations.Nullable;

/**
 * Watches a sender. Every method has an empty default. Calls come from the sender's event loops (caller-driven: from
 * the owner thread while it drives the loop), those for sends that are refused at once included. Only when the loop has
 * ended, after {@code close}, a thread that sends makes them. They must be fast and must not block. What they throw is logged
 * and goes no further.
 *
 * <p>Of a request that is written, or refused at once, a listener is told {@linkplain SendRequest#withoutContent() without its
 * body}, so that neither a peer which does not answer nor a loop which is held up costs memory.
 *
 * <p>Of a refusal it is not told if {@link Bound#REFUSALS_WAITING} refusals wait to be told already: sends are
 * refused faster than the loop can tell them, most of all while a callback holds it up or nobody drives it.
 */
public interface SenderListener {
    /** Watches nothing. */
    SenderListener NONE = new SenderListener() {};

    /** The goal of a send is reached (failure is null), or will not be. Once per send, but for refusals that are not told. */
    default void onSettled(SendRequest request, Receipt receipt, @Nullable SendException failure) {}

    /** What became of a written request. Once per send that was written. */
    default void onReport(SendRequest request, DeliveryReport report) {}

    /**
     * A send is tried again because {@code cause} ended the attempt before: on a fresh connection, or, after
     * {@link Failure#UNPROCESSED}, on any that takes it.
     */
    default void onRetried(SendRequest request, Failure cause) {}

    /**
     * A connection is ready: TCP connected, TLS handshake done.
     *
     * @param endpoint scheme, host and port
     */
    default void onConnectionOpened(String endpoint, long connection) {}

    /** A connection that stood open carries another send. */
    default void onConnectionReused(String endpoint, long connection) {}

    /** A connection takes no more sends. */
    default void onConnectionRetired(String endpoint, long connection, RetireReason reason) {}

    /** Why a connection takes no more sends. */
    enum RetireReason {
        /** Idle longer than {@link Bound#IDLE_AGE} or the peer's {@code Keep-Alive: timeout} allows. */
        IDLE_AGE,
        /** Open longer than {@link Bound#CONNECTION_AGE}, with its jitter. */
        CONNECTION_AGE,
        /** Made before {@link HttpSender#renew()}. */
        GENERATION,
        /** Closed or reset by the peer, or reading or writing failed. */
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
        /** The peer said by GOAWAY that it takes no more streams (RFC 9113 §6.8); those it has taken were answered, or lost. */
        GOING_AWAY,
        /** Idle, and closed to make room for the fresh connection that a retry wants. */
        REPLACED,
        /**
         * Idle for longest, and closed to make room for another connection: {@link Bound#CONNECTIONS_OVER_ALL} was reached, or
         * the process had no descriptor left. Or it became free while an endpoint with fewer connections waited for room.
         */
        MADE_ROOM,
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
