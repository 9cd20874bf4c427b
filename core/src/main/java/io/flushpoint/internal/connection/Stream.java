package io.flushpoint.internal.connection;

import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.internal.encode.RequestWriter;

/**
 * The way of one exchange on a connection: over HTTP/1.1 the connection itself for as long as it is its turn, over HTTP/2 a
 * stream (RFC 9113 §5). Confined to the event loop.
 */
public interface Stream {
    /** Its number on the connection; 0 if it has none. */
    int id();

    /** Writes the request. */
    RequestWriter writer();

    /**
     * The request is completely written.
     *
     * @return the position of its last byte among all that were given to the socket, below TLS and from 1
     */
    long written();

    /** Another request may be written on the connection, after the one that was. */
    void offerAnother();

    /** Writing failed. What becomes of the exchange is told to it. */
    void writeFailed(Throwable cause);

    /** Ends an exchange of which nothing was written, as if it had not begun. */
    void withdraw(Exchange exchange);

    /** Ends the exchange, which is told nothing any more; what else is on the connection goes on where that can be. */
    void giveUp(Exchange exchange, RetireReason why);

    /** Whether the peer may prove, after the request is written, that it has not processed it. */
    boolean provesUnprocessed();
}
