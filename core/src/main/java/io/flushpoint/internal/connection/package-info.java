/**
 * Connections: opening, pooling, verifying, reading answers, watching bytes depart, retiring. Knows of encoding only
 * that something writes a request, and nothing of queues. Everything here is confined to one event loop unless it says otherwise.
 *
 * <pre>
 *   ConnectionPool --lease--&gt; Connection --begin--&gt; Exchange (implemented by whoever leases)
 *     |  |  |  ^                 |
 *     |  |  |  | ready           +- Traffic         by version: Http1 here, HTTP/2 in a room of its own; gives each a Stream
 *     |  |  |  |                 |    Exchanges       of Http1, in order: being written, awaiting their answers
 *     |  |  |  |                 |    Answers         of Http1, for the exchange next in turn
 *     |  |  Openings, Opening    +- SocketEnd       open while bytes depart, closed then
 *     |  |    OpeningSteps       |    WireWatch       first byte handed to the kernel?
 *     |  |    AddressLookup      |    DepartureWatch  tcp_info: SENT, ACKNOWLEDGED
 *     |  |    TcpConnect         +- Liveness        Arrivals, ConnectionAges, KernelView, ThawProbe
 *     |  |    TlsHandshake       ^
 *     |  Verification            +- ResponseDecoder, ResponseReader   answer, drain, poison
 *     |    ReuseRules, IoPass
 *     |    Looks                 (what arrived is read before a lease)
 *   ReadyConnections             idle or leased
 *   ConnectionRoom               over all endpoints
 * </pre>
 *
 * <p>Three factories of each loop hold what its connections share: {@code PoolFactory} makes pools, {@code StepFactory} the steps
 * of openings, {@code ConnectionFactory} what comes of them. Whatever they make is given what it uses.
 *
 * <p>Each class knows the one it belongs to by an interface of its own, {@code Owner} as a rule. Only the handlers of responses
 * name the connection in whose pipeline they stand.
 */
@NullMarked
package io.flushpoint.internal.connection;

import org.jspecify.annotations.NullMarked;
