/**
 * Connections: opening, pooling, verifying, reading answers, watching bytes depart, retiring. Knows nothing of how a
 * request is encoded, nor of queues. Everything here is confined to one event loop unless it says otherwise.
 *
 * <pre>
 *   ConnectionPool --lease--&gt; Connection --begin--&gt; Exchange (implemented by whoever leases)
 *        |  ^                    |
 *        v  | ready              +- WireWatch       first byte handed to the kernel?
 *     Opening                    +- ResponseDecoder, ResponseReader   answer, drain, poison
 *   resolve, connect, TLS        +- DepartureWatch  tcp_info: SENT, ACKNOWLEDGED
 *                                +- ThawProbe       is the peer still there?
 * </pre>
 */
@NullMarked
package io.flushpoint.internal.connection;

import org.jspecify.annotations.NullMarked;
