package io.flushpoint;

/**
 * Why a send did not reach a level. Each constant says which events lead to it and what to do next; the
 * {@link WireState} beside it in a {@link SendException} says whether doing it again can duplicate the request. It covers
 * all attempts: of a {@linkplain SendRequest#replayable() replayable} request of which an earlier attempt wrote a part it is
 * {@code PARTLY_WRITTEN}, also where {@code NOTHING_WRITTEN} stands below. An attempt that the peer has proven not to have
 * processed does not count.
 */
public enum Failure {
    /**
     * The bounded queue of the sender, or the endpoint's share of it, is full ({@link Bound#QUEUED_SENDS},
     * {@link Bound#QUEUED_SENDS_PER_ENDPOINT}); the message names the bound. Always {@code NOTHING_WRITTEN}.
     * Next: shed load, or raise the bound together with the time budget.
     */
    QUEUE_FULL,

    /**
     * The request would lift the bytes held in memory over {@link Bound#BYTES_IN_FLIGHT} or
     * {@link Bound#BYTES_IN_FLIGHT_PER_ENDPOINT}; the message names the bound. Always
     * {@code NOTHING_WRITTEN}. Next: wait for earlier sends, or send a file or a stream, which are not held in memory.
     */
    BYTES_IN_FLIGHT_EXCEEDED,

    /**
     * The sender was closed before the send got its level. {@code NOTHING_WRITTEN} for a send submitted after
     * {@code close()}; any wire state for one that the grace period of {@code close()} cut short. Also when an event loop
     * failed for good, such as on an exhausted heap; then the cause says so. In the Lambda adapter also of a send that was
     * tried when no invocation was open to take it: {@code NOTHING_WRITTEN}.
     * Next: keep one sender open for as long as sends are made.
     */
    SENDER_CLOSED,

    /**
     * {@link Delivery#cancel()} was called. Clean ({@code NOTHING_WRITTEN}) before the first byte; afterwards the
     * connection is retired. Also what a send gets whose connection was being opened at {@link HttpSender#disconnect()}.
     * Next: nothing.
     */
    CANCELLED,

    /**
     * The total deadline of the send ({@link SendRequest#timeout(java.time.Duration)} or {@link Bound#SEND_DEADLINE})
     * passed; the {@link Phase} says in which stage. Time in which the process was frozen does not count. A level of the
     * kernel that was asked for beyond the goal has until {@link Bound#ANSWER_DEADLINE} instead.
     * Next: by wire state; look at the phase to see who was slow.
     */
    DEADLINE_EXCEEDED,

    /**
     * The host name has no address: unknown, an empty answer, a resolver error, or no answer within
     * {@link Bound#RESOLVE_DEADLINE}. {@code NOTHING_WRITTEN}. Next: check the name; try again later.
     */
    UNRESOLVED_HOST,

    /**
     * No address of the host could be connected: refused, unreachable, reset, or no local port or descriptor left.
     * {@code NOTHING_WRITTEN}. Next: try again later, or elsewhere.
     */
    CONNECT_FAILED,

    /**
     * No address of the host answered within {@link Bound#CONNECT_DEADLINE}. {@code NOTHING_WRITTEN}.
     * Next: as {@link #CONNECT_FAILED}.
     */
    CONNECT_TIMEOUT,

    /**
     * A proxy opened no tunnel: it answered with another status than 200, such as 407 or 502, which the message names, refused
     * by SOCKS, spoke something else, or closed. {@code NOTHING_WRITTEN}: it was asked for a tunnel only. A proxy that is sent
     * the request itself, for {@code http}, answers it instead. Next: by the status; correct the credentials at 407.
     */
    PROXY_FAILED,

    /**
     * A proxy neither opened a tunnel nor refused it within {@link Bound#PROXY_DEADLINE}. {@code NOTHING_WRITTEN}.
     * Next: as {@link #CONNECT_FAILED}.
     */
    PROXY_TIMEOUT,

    /**
     * The TLS handshake failed: certificate, host name, protocol or cipher refused by either side, an alert, a peer
     * that does not speak TLS, or a connection closed in the handshake. {@code NOTHING_WRITTEN}. A server of TLS 1.3
     * refuses a client's certificate only after the handshake, as a rule after {@code WRITTEN}: that is
     * {@link #PROTOCOL_ERROR} or {@link #CONNECTION_LOST}.
     * Next: correct trust or name; never retry blindly.
     */
    TLS_FAILED,

    /**
     * The TLS handshake did not complete within {@link Bound#HANDSHAKE_DEADLINE}. {@code NOTHING_WRITTEN}.
     * Next: as {@link #CONNECT_FAILED}.
     */
    TLS_TIMEOUT,

    /**
     * The level cannot be established on this transport, or of a Unix domain socket, so it is refused before a byte is written, or, when it is
     * asked for only after the send, without touching the send. Next: ask for a level of
     * {@link HttpSender#levels(SendRequest)}, or use Linux with the epoll transport.
     */
    LEVEL_UNAVAILABLE,

    /**
     * The body failed: a file that cannot be opened or got shorter, a publisher that signalled an error, or one that
     * gave more or fewer bytes than declared. {@code NOTHING_WRITTEN} or {@code PARTLY_WRITTEN}; the connection is
     * retired if a byte was written. Next: mend the body.
     */
    BODY_FAILED,

    /**
     * The operating system took nothing of the request for {@link Bound#WRITE_STALL}: the peer does not read, or the
     * path is dead. {@code PARTLY_WRITTEN} as a rule. Next: by wire state.
     */
    WRITE_TIMEOUT,

    /**
     * The connection was reset or closed by the peer or the network. While writing: {@code NOTHING_WRITTEN} (after the
     * one automatic retry failed as well) or {@code PARTLY_WRITTEN}. After {@code WRITTEN}: {@code FULLY_WRITTEN}, the
     * answer is lost and the peer may or may not have acted. Also when a step within the sender failed, such as for want of
     * memory; then the connection was given up for it, and the cause says so. Next: by wire state.
     */
    CONNECTION_LOST,

    /**
     * The peer reset the request's HTTP/2 stream (RFC 9113 §6.4); the message names the error code. The connection goes on, with
     * its other sends. {@code PARTLY_WRITTEN} or {@code FULLY_WRITTEN}: the peer has seen the request and may have acted.
     * Next: by the code; {@code HTTP_1_1_REQUIRED} wants {@link HttpProtocol#HTTP_1_1}.
     */
    STREAM_RESET,

    /**
     * The peer proved that it has not processed the request: by GOAWAY with a lower last stream, or by a reset with
     * {@code REFUSED_STREAM} (RFC 9113 §8.7). {@code PARTLY_WRITTEN} or {@code FULLY_WRITTEN}, and yet sending it again cannot
     * duplicate it, whatever its method. The sender has done so once, where it could ({@link Bound#KEPT_AFTER_WRITTEN}). It
     * speaks of the last attempt: of an earlier one, of a replayable request that was partly written, nothing is proven.
     * An intermediary speaks for itself. Next: send it again.
     */
    UNPROCESSED,

    /**
     * The final response arrived before the request was completely written, so writing was stopped and the connection
     * retired, or its HTTP/2 stream reset. Also where a write failed first and the response lay in the socket. {@code PARTLY_WRITTEN};
     * {@link SendException#status()} has the status. Never tried again by the sender. Next: by the status, such as 413, 408
     * or 503.
     */
    ANSWERED_EARLY,

    /**
     * The peer broke HTTP or TLS: no status line of HTTP/1, frames that HTTP/2 does not allow, bytes nobody asked for, interim responses beyond
     * their bounds, a TLS alert or a TLS record that fails. The connection is retired, or, where RFC 9113 has it so, its HTTP/2
     * stream reset. Next: as {@link #CONNECTION_LOST}. Also a request head longer than an HTTP/2 peer says to take: it is not
     * written ({@code NOTHING_WRITTEN}), and a shorter one may be.
     */
    PROTOCOL_ERROR,

    /**
     * No final response head within {@link Bound#ANSWER_DEADLINE} after the request was written. Always
     * {@code FULLY_WRITTEN}: the peer may have acted. Next: as for any unanswered request.
     */
    ANSWER_TIMEOUT
}
