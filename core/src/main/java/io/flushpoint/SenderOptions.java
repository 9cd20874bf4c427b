package io.flushpoint;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How a sender is made: transport, version of HTTP, TLS, resolver, proxies, Unix domain sockets, listener, and a setting for each {@link Bound}. Immutable; each method
 * returns a changed copy. A time is rounded up to whole milliseconds.
 *
 * <p>The setting of a bound throws {@link IllegalArgumentException}, which names the bound and its range, if the value is
 * outside of it.
 */
public final class SenderOptions {
    /** {@code sun_path} of {@code struct sockaddr_un}, less the byte that ends it. */
    private static final int MAX_SOCKET_PATH_BYTES = 107;

    private static final SenderOptions DEFAULTS = new SenderOptions(
            Transport.AUTO,
            HttpProtocol.HTTP_1_1,
            TlsOptions.defaults(),
            AddressResolver.PLATFORM,
            Proxies.none(),
            Map.of(),
            SenderListener.NONE,
            Map.of());

    private final Transport transport;
    private final HttpProtocol protocol;
    private final TlsOptions tls;
    private final AddressResolver resolver;
    private final Proxies proxies;
    private final Map<String, Path> unixSockets;
    private final SenderListener listener;
    private final Map<Bound, Long> bounds;

    private SenderOptions(
            Transport transport,
            HttpProtocol protocol,
            TlsOptions tls,
            AddressResolver resolver,
            Proxies proxies,
            Map<String, Path> unixSockets,
            SenderListener listener,
            Map<Bound, Long> bounds) {
        this.transport = Objects.requireNonNull(transport, "transport");
        this.protocol = Objects.requireNonNull(protocol, "protocol");
        this.tls = Objects.requireNonNull(tls, "tls");
        this.resolver = Objects.requireNonNull(resolver, "resolver");
        this.proxies = Objects.requireNonNull(proxies, "proxies");
        this.unixSockets = unixSockets;
        this.listener = Objects.requireNonNull(listener, "listener");
        this.bounds = bounds;
    }

    /** Everything at its default. */
    public static SenderOptions defaults() {
        return DEFAULTS;
    }

    /** Chooses the transport. {@link Transport#AUTO} by default. */
    public SenderOptions transport(Transport transport) {
        return new SenderOptions(transport, protocol, tls, resolver, proxies, unixSockets, listener, bounds);
    }

    /**
     * Chooses the version of HTTP. {@link HttpProtocol#HTTP_1_1} by default, whatever is on the class path. HTTP/2 needs
     * {@code io.netty:netty-codec-http2} there: a sender that is to speak nothing else is not made without it.
     */
    public SenderOptions protocol(HttpProtocol protocol) {
        return new SenderOptions(transport, protocol, tls, resolver, proxies, unixSockets, listener, bounds);
    }

    /** Sets trust, client certificate and TLS provider. */
    public SenderOptions tls(TlsOptions tls) {
        return new SenderOptions(transport, protocol, tls, resolver, proxies, unixSockets, listener, bounds);
    }

    /** Sets how host names are resolved. {@link AddressResolver#PLATFORM} by default. */
    public SenderOptions resolver(AddressResolver resolver) {
        return new SenderOptions(transport, protocol, tls, resolver, proxies, unixSockets, listener, bounds);
    }

    /**
     * Sets which proxy leads to which server. {@link Proxies#none()} by default: neither the environment nor system properties
     * are asked, unless you do ({@link Proxies#fromEnvironment()}). Whatever a level proves of TCP it proves of the connection
     * to the proxy then; {@link Receipt#proxy()} names it.
     */
    public SenderOptions proxies(Proxies proxies) {
        return new SenderOptions(transport, protocol, tls, resolver, proxies, unixSockets, listener, bounds);
    }

    /**
     * Has requests to a server go to a Unix domain socket of this machine, such as that of a local agent. The server is what
     * requests name, and what their {@code Host} says. Needs the transport epoll: a sender is not made over another one. The
     * kernel tells nothing of such a socket, so {@link DeliveryLevel#SENT} and {@link DeliveryLevel#ACKNOWLEDGED} are refused of
     * it; what is {@link DeliveryLevel#WRITTEN} lies with the peer.
     *
     * @param server an {@code http} URI, whose scheme, host and port count (80 unless it is given); its path is of no meaning
     * @param socket the path of the socket, at most 107 bytes (unix(7))
     * @throws IllegalArgumentException if the server is malformed or one of {@code https}, or the path is empty or too long
     */
    public SenderOptions unixSocket(String server, Path socket) {
        SendRequest toServer = SendRequest.get(server);
        if (toServer.isSecure()) {
            throw new IllegalArgumentException("a Unix domain socket is spoken to in clear text, and not by https");
        }
        int bytes = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_SOCKET_PATH_BYTES) {
            throw new IllegalArgumentException("the path of a Unix domain socket must have 1 to "
                    + MAX_SOCKET_PATH_BYTES + " bytes, not " + bytes + ": " + socket);
        }
        Map<String, Path> more = new TreeMap<>(unixSockets);
        more.put(toServer.endpoint(), socket);
        return new SenderOptions(transport, protocol, tls, resolver, proxies, Map.copyOf(more), listener, bounds);
    }

    /** Sets who watches the sender. */
    public SenderOptions listener(SenderListener listener) {
        return new SenderOptions(transport, protocol, tls, resolver, proxies, unixSockets, listener, bounds);
    }

    /** {@link Bound#EVENT_LOOPS}: event-loop threads of a dedicated sender. */
    public SenderOptions eventLoops(int threads) {
        return with(Bound.EVENT_LOOPS, threads);
    }

    /** {@link Bound#CONNECTIONS_PER_ENDPOINT}: connections per endpoint (scheme, host, port), opening ones included. */
    public SenderOptions connectionsPerEndpoint(int connections) {
        return with(Bound.CONNECTIONS_PER_ENDPOINT, connections);
    }

    /** {@link Bound#CONNECTIONS_OVER_ALL}: connections over all endpoints, opening and closing ones included. */
    public SenderOptions connectionsOverAll(int connections) {
        return with(Bound.CONNECTIONS_OVER_ALL, connections);
    }

    /** {@link Bound#PIPELINING_DEPTH}: requests written on one connection ahead of their answers (RFC 9112 §9.3.2); 1 is no pipelining. */
    public SenderOptions pipeliningDepth(int sends) {
        return with(Bound.PIPELINING_DEPTH, sends);
    }

    /** {@link Bound#STREAMS_PER_CONNECTION}: streams on one HTTP/2 connection at a time. */
    public SenderOptions streamsPerConnection(int streams) {
        return with(Bound.STREAMS_PER_CONNECTION, streams);
    }

    /** {@link Bound#KEPT_AFTER_WRITTEN}: for how long after it is written the request of an HTTP/2 stream can be sent again. */
    public SenderOptions keptAfterWritten(Duration time) {
        return with(Bound.KEPT_AFTER_WRITTEN, time);
    }

    /** {@link Bound#QUEUED_SENDS}: sends that wait for a connection, over all endpoints. */
    public SenderOptions queuedSends(int sends) {
        return with(Bound.QUEUED_SENDS, sends);
    }

    /** {@link Bound#QUEUED_SENDS_PER_ENDPOINT}: sends that wait for a connection to one endpoint. */
    public SenderOptions queuedSendsPerEndpoint(int sends) {
        return with(Bound.QUEUED_SENDS_PER_ENDPOINT, sends);
    }

    /** {@link Bound#BYTES_IN_FLIGHT}: bytes of bodies held in memory for sends that are not yet written; a file or a stream counts as one piece. */
    public SenderOptions bytesInFlight(long bytes) {
        return with(Bound.BYTES_IN_FLIGHT, bytes);
    }

    /** {@link Bound#BYTES_IN_FLIGHT_PER_ENDPOINT}: the part of {@link #bytesInFlight} that the sends to one endpoint may take. */
    public SenderOptions bytesInFlightPerEndpoint(long bytes) {
        return with(Bound.BYTES_IN_FLIGHT_PER_ENDPOINT, bytes);
    }

    /** {@link Bound#REFUSALS_WAITING}: refused sends whose callback or listener waits to be called. */
    public SenderOptions refusalsWaiting(int sends) {
        return with(Bound.REFUSALS_WAITING, sends);
    }

    /** {@link Bound#PIECE_BYTES}: largest slice of a body handed to the channel at once. */
    public SenderOptions pieceBytes(long bytes) {
        return with(Bound.PIECE_BYTES, bytes);
    }

    /** {@link Bound#NOTSENT_LOW_WATER}: value of {@code TCP_NOTSENT_LOWAT}: unsent bytes in the socket above which it is not writable (epoll only). */
    public SenderOptions notSentLowWaterBytes(long bytes) {
        return with(Bound.NOTSENT_LOW_WATER, bytes);
    }

    /** {@link Bound#RESPONSE_HEAD_BYTES}: bytes of a response head: status line and header section, each. */
    public SenderOptions responseHeadBytes(long bytes) {
        return with(Bound.RESPONSE_HEAD_BYTES, bytes);
    }

    /** {@link Bound#INTERIM_RESPONSES}: interim responses (1xx) ahead of one answer. */
    public SenderOptions interimResponses(int responses) {
        return with(Bound.INTERIM_RESPONSES, responses);
    }

    /** {@link Bound#INTERIM_BYTES}: bytes of interim responses ahead of one answer. */
    public SenderOptions interimBytes(long bytes) {
        return with(Bound.INTERIM_BYTES, bytes);
    }

    /** {@link Bound#DRAIN_BYTES}: response body read and discarded before the connection is given up instead. */
    public SenderOptions drainBytes(long bytes) {
        return with(Bound.DRAIN_BYTES, bytes);
    }

    /** {@link Bound#DRAIN_TIME}: time for the response body after its head, before the connection is given up instead. */
    public SenderOptions drainTime(Duration time) {
        return with(Bound.DRAIN_TIME, time);
    }

    /** {@link Bound#IDLE_AGE}: idle age over which a connection is not used again, by the largest of all clocks at hand; 0 for never again. */
    public SenderOptions idleAge(Duration time) {
        return with(Bound.IDLE_AGE, time);
    }

    /** {@link Bound#CONNECTION_AGE}: age over which a connection is not used again; drawn anew for each connection, see {@link #ageJitterPercent}. */
    public SenderOptions connectionAge(Duration time) {
        return with(Bound.CONNECTION_AGE, time);
    }

    /** {@link Bound#AGE_JITTER}: how much of {@link #connectionAge} is drawn at random. */
    public SenderOptions ageJitterPercent(int percent) {
        return with(Bound.AGE_JITTER, percent);
    }

    /** {@link Bound#PROBE_WAIT}: wait for the verdict of the thaw probe; within it, four measured round trips count, at least 50 ms. */
    public SenderOptions probeWait(Duration time) {
        return with(Bound.PROBE_WAIT, time);
    }

    /** {@link Bound#RESOLVE_DEADLINE}: time for an address lookup. */
    public SenderOptions resolveDeadline(Duration time) {
        return with(Bound.RESOLVE_DEADLINE, time);
    }

    /** {@link Bound#CONNECT_DEADLINE}: time for the TCP connect, over all addresses, which race. */
    public SenderOptions connectDeadline(Duration time) {
        return with(Bound.CONNECT_DEADLINE, time);
    }

    /** {@link Bound#PROXY_DEADLINE}: time for a proxy to open a tunnel. */
    public SenderOptions proxyDeadline(Duration time) {
        return with(Bound.PROXY_DEADLINE, time);
    }

    /** {@link Bound#HANDSHAKE_DEADLINE}: time for the TLS handshake. */
    public SenderOptions handshakeDeadline(Duration time) {
        return with(Bound.HANDSHAKE_DEADLINE, time);
    }

    /** {@link Bound#WRITE_STALL}: longest time in which the operating system takes no piece of a request that is being written. */
    public SenderOptions writeStall(Duration time) {
        return with(Bound.WRITE_STALL, time);
    }

    /** {@link Bound#SEND_DEADLINE}: time for a whole send up to its goal, unless {@link SendRequest#timeout(java.time.Duration)} says otherwise. */
    public SenderOptions sendDeadline(Duration time) {
        return with(Bound.SEND_DEADLINE, time);
    }

    /** {@link Bound#ANSWER_DEADLINE}: time from {@link DeliveryLevel#WRITTEN} to the final response head. */
    public SenderOptions answerDeadline(Duration time) {
        return with(Bound.ANSWER_DEADLINE, time);
    }

    /** {@link Bound#CLOSE_GRACE}: grace that {@link HttpSender#close()} gives to sends that are not yet written, and to answers that are on their way. */
    public SenderOptions closeGrace(Duration time) {
        return with(Bound.CLOSE_GRACE, time);
    }

    /** {@link Bound#FREEZE_GAP}: pause of the event loop from which on it counts as a freeze and not against any deadline. */
    public SenderOptions freezeGap(Duration time) {
        return with(Bound.FREEZE_GAP, time);
    }

    /** {@link Bound#LOOKUP_THREADS}: threads for address lookups, which may block; lookups of one name share one. */
    public SenderOptions lookupThreads(int threads) {
        return with(Bound.LOOKUP_THREADS, threads);
    }

    /** {@link Bound#QUEUED_LOOKUPS}: names that wait for one of {@link #lookupThreads}, over all endpoints. */
    public SenderOptions queuedLookups(int lookups) {
        return with(Bound.QUEUED_LOOKUPS, lookups);
    }

    /** {@link Bound#TLS_THREADS}: threads for making TLS contexts. */
    public SenderOptions tlsThreads(int threads) {
        return with(Bound.TLS_THREADS, threads);
    }

    /** {@link Bound#HANDSHAKE_THREADS}: threads for TLS handshakes in which the verification of a certificate may block. */
    public SenderOptions handshakeThreads(int threads) {
        return with(Bound.HANDSHAKE_THREADS, threads);
    }

    /** {@link Bound#HANDSHAKE_THREADS_PER_ENDPOINT}: how many of {@link #handshakeThreads} one endpoint may hold at a time. */
    public SenderOptions handshakeThreadsPerEndpoint(int threads) {
        return with(Bound.HANDSHAKE_THREADS_PER_ENDPOINT, threads);
    }

    /** {@link Bound#BODY_THREADS}: threads for publishers of streamed bodies, which may block when they are asked, and for reading files. */
    public SenderOptions bodyThreads(int threads) {
        return with(Bound.BODY_THREADS, threads);
    }

    /** {@link Bound#BODY_THREADS_PER_ENDPOINT}: how many of {@link #bodyThreads} the bodies to one endpoint may hold at a time. */
    public SenderOptions bodyThreadsPerEndpoint(int threads) {
        return with(Bound.BODY_THREADS_PER_ENDPOINT, threads);
    }

    /** {@link Bound#BODIES_BEING_READ}: bodies that are streamed, or read from files, at the same time, over all endpoints; each has at most one call that waits for a thread. */
    public SenderOptions bodiesBeingRead(int sends) {
        return with(Bound.BODIES_BEING_READ, sends);
    }

    /**
     * Sets a bound from text, such as an environment variable holds.
     *
     * @param value a whole number in the bound's {@linkplain Bound#unit() unit}
     * @throws IllegalArgumentException if it is no number, or outside the bound's range, naming the bound
     */
    public SenderOptions bound(Bound bound, String value) {
        Objects.requireNonNull(bound, "bound");
        try {
            return with(bound, Long.parseLong(value));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(bound + " must be a whole number, not '" + value + "'", e);
        }
    }

    private SenderOptions with(Bound bound, Duration value) {
        Objects.requireNonNull(value, bound.name());
        if (value.isNegative() || value.compareTo(Duration.ofMillis(bound.max())) > 0) {
            throw bound.outOfRange(value);
        }
        return with(bound, value.plusNanos(999_999).toMillis());
    }

    private SenderOptions with(Bound bound, long value) {
        Map<Bound, Long> changed = new EnumMap<>(Bound.class);
        changed.putAll(bounds);
        changed.put(bound, bound.check(value));
        return new SenderOptions(
                transport, protocol, tls, resolver, proxies, unixSockets, listener, Map.copyOf(changed));
    }

    /** The transport asked for. */
    public Transport transport() {
        return transport;
    }

    /** The version of HTTP asked for. */
    public HttpProtocol protocol() {
        return protocol;
    }

    /** The TLS options. */
    public TlsOptions tls() {
        return tls;
    }

    /** The resolver. */
    public AddressResolver resolver() {
        return resolver;
    }

    /** Which proxy leads to which server. */
    public Proxies proxies() {
        return proxies;
    }

    /** The Unix domain socket of each server that has one, by {@code http://host:port}. */
    public Map<String, Path> unixSockets() {
        return unixSockets;
    }

    /** The listener. */
    public SenderListener listener() {
        return listener;
    }

    /** The value of a bound, in its unit. */
    public long bound(Bound bound) {
        return bounds.getOrDefault(bound, bound.defaultValue());
    }

    /** Transport, version of HTTP, TLS, proxies without their credentials, Unix domain sockets, and the bounds that differ from their defaults. */
    @Override
    public String toString() {
        String by = (proxies.isEmpty() ? "" : ", " + proxies) + (unixSockets.isEmpty() ? "" : ", " + unixSockets);
        return "SenderOptions[transport=" + transport + ", protocol=" + protocol + ", " + tls + by + ", bounds="
                + new TreeMap<>(bounds) + "]";
    }
}
