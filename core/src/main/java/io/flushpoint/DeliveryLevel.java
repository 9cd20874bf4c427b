package io.flushpoint;

/**
 * How far a request has provably got, in the order in which the levels are reached.
 *
 * <p>Each level implies the ones before it. No level implies a later one: a success at {@link #WRITTEN} does
 * <em>not</em> say that a byte has left this machine.
 */
public enum DeliveryLevel {
    /**
     * The operating system accepted the last byte of the request: the write-and-flush {@code ChannelFuture} of its
     * last piece succeeded. Known on every transport.
     *
     * <p>Does not prove that a byte left this machine. A process frozen here sends what is left after the thaw.
     */
    WRITTEN,

    /**
     * No byte of the request is left on this machine: none unsent in the socket ({@code tcpi_notsent_bytes}) and none
     * waiting in the queueing discipline or the driver ({@code SK_MEMINFO_WMEM_ALLOC}); or all of them are
     * {@link #ACKNOWLEDGED}. Known on Linux with epoll only.
     *
     * <p>Does not prove that the peer's machine received anything: a lost segment is retransmitted by this machine.
     */
    SENT,

    /**
     * The peer's TCP has acknowledged every byte of the request ({@code tcpi_bytes_acked}), whatever was written behind
     * it on the same connection. Known on Linux with epoll only.
     *
     * <p>Does not prove that the peer's application read anything (RFC 9293 §3.8).
     */
    ACKNOWLEDGED,

    /**
     * The head of the final response has arrived (RFC 9110 §15: status 200 and above). Known on every transport.
     *
     * <p>Says nothing about success: read the {@linkplain Receipt#status() status}.
     */
    ANSWERED
}
