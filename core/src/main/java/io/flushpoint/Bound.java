package io.flushpoint;

/**
 * Every bound of a sender: name, unit, default, range and reason, in one place. Each has
 * its setting in {@link SenderOptions}; the table in {@code docs/bounds.md} is this list.
 */
public enum Bound {
    /** Event-loop threads of a dedicated sender. */
    EVENT_LOOPS(Unit.THREADS, 1, 1, 64, "one loop outruns any one function; more only for many cores and endpoints"),

    /** Connections per endpoint (scheme, host, port), opening ones included. */
    CONNECTIONS_PER_ENDPOINT(
            Unit.CONNECTIONS,
            64,
            1,
            10_000,
            "a connection is taken until its answer: 64 carry 67 sends a second at 950 ms"),

    /**
     * Connections over all endpoints, opening and closing ones included. Each of several event loops has an equal share, at
     * least one. Before one more is opened, the one that has been idle for longest is closed, whatever its endpoint.
     */
    CONNECTIONS_OVER_ALL(
            Unit.CONNECTIONS,
            1024,
            1,
            1_000_000,
            "a process has so many descriptors as a rule, and a connection to each of many endpoints takes them all"),

    /** Requests written on one connection ahead of their answers (RFC 9112 §9.3.2); 1 is no pipelining. */
    PIPELINING_DEPTH(Unit.SENDS, 1, 1, 64, "a lost connection takes all requests on it, so pipelining is asked for"),

    /**
     * Streams on one HTTP/2 connection at a time: exchanges that are not over. Fewer if the peer's
     * {@code SETTINGS_MAX_CONCURRENT_STREAMS} says so (RFC 9113 §5.1.2), which is known only a round trip after the connect.
     */
    STREAMS_PER_CONNECTION(
            Unit.SENDS,
            100,
            1,
            10_000,
            "the least that RFC 9113 §6.5.2 asks a server to allow, and many do not allow more"),

    /**
     * Time after {@link DeliveryLevel#WRITTEN} for which the request of an HTTP/2 stream is kept, and its body counts as
     * {@linkplain #BYTES_IN_FLIGHT in flight}, so that it can be sent again if the peer proves that it has not processed it.
     */
    KEPT_AFTER_WRITTEN(
            Unit.MILLISECONDS,
            500,
            0,
            3_600_000,
            "such a proof comes within some round trips, and a body that is kept costs memory"),

    /** Sends that wait for a connection, over all endpoints. */
    QUEUED_SENDS(Unit.SENDS, 4096, 1, 1_000_000, "an outage must not turn into a heap full of requests"),

    /** Sends that wait for a connection to one endpoint. */
    QUEUED_SENDS_PER_ENDPOINT(
            Unit.SENDS, 1024, 1, 1_000_000, "an endpoint that is down leaves room in the queue for the others"),

    /**
     * Bytes of bodies held in memory for sends that are not yet written, or kept after that ({@link #KEPT_AFTER_WRITTEN}); a file
     * or a stream counts as one piece.
     */
    BYTES_IN_FLIGHT(Unit.BYTES, 48L << 20, 1024, 1L << 40, "a peer that does not read must not exhaust memory"),

    /** The part of {@link #BYTES_IN_FLIGHT} that the sends to one endpoint may take. */
    BYTES_IN_FLIGHT_PER_ENDPOINT(
            Unit.BYTES, 32L << 20, 1024, 1L << 40, "a peer that does not read leaves memory for the others"),

    /**
     * Refused sends whose callback or listener waits to be called. Past it a send with a callback throws, and a listener is
     * not told: see {@link HttpSender#send(SendRequest, DeliveryLevel, SendCallback)}.
     */
    REFUSALS_WAITING(
            Unit.SENDS,
            65_536,
            1,
            1_000_000,
            "a callback that blocks, or a loop that nobody drives, must not turn refusals into a full heap"),

    /** Largest slice of a body handed to the channel at once. */
    PIECE_BYTES(Unit.BYTES, 64L << 10, 1024, 16L << 20, "bounds the direct memory that one slow connection can hold"),

    /** Value of {@code TCP_NOTSENT_LOWAT}: unsent bytes in the socket above which it is not writable (epoll only). */
    NOTSENT_LOW_WATER(Unit.BYTES, 16L << 10, 1, 1L << 30, "keeps WRITTEN close to SENT: what is unsent waits here"),

    /**
     * Response head: status line and header section, each. After a longer one the connection is not used again; its status
     * counts.
     */
    RESPONSE_HEAD_BYTES(
            Unit.BYTES, 16L << 10, 256, 1L << 20, "no sender of ours needs the head of an answer to be large"),

    /** Interim responses (1xx) ahead of one answer. More are a protocol error. */
    INTERIM_RESPONSES(
            Unit.RESPONSES, 64, 0, 1_000_000, "one a second is news of progress; a flood would hold up the loop"),

    /** Bytes of interim responses ahead of one answer. More are a protocol error. */
    INTERIM_BYTES(Unit.BYTES, 64L << 10, 0, 1L << 30, "hints for a browser, which nobody here reads"),

    /** Response body, chunk sizes and extensions included, read and discarded before the connection is given up instead. */
    DRAIN_BYTES(Unit.BYTES, 256L << 10, 0, 1L << 40, "reading more costs more than a new connection"),

    /** Time for the response body after its head, before the connection is given up instead. */
    DRAIN_TIME(Unit.MILLISECONDS, 5_000, 1, 3_600_000, "a slow drip must not hold a connection for ever"),

    /** Idle age over which a connection is not used again, by the largest of all clocks at hand; 0 for never again. */
    IDLE_AGE(Unit.MILLISECONDS, 50_000, 0, 86_400_000, "under the 60 s after which common load balancers close"),

    /** Age over which a connection is not used again; drawn anew for each connection, see {@link #AGE_JITTER}. */
    CONNECTION_AGE(Unit.MILLISECONDS, 300_000, 1, 604_800_000, "lets a change of addresses take effect"),

    /** How much of {@link #CONNECTION_AGE} is drawn at random. */
    AGE_JITTER(Unit.PERCENT, 20, 0, 100, "many senders started together must not all reconnect together"),

    /** Wait for the verdict of the thaw probe; within it, four measured round trips count, at least 50 ms. */
    PROBE_WAIT(Unit.MILLISECONDS, 250, 1, 10_000, "a live peer acknowledges in one round trip; a black hole never"),

    /** Address lookup. */
    RESOLVE_DEADLINE(Unit.MILLISECONDS, 3_000, 1, 600_000, "a resolver that is slower than this is down"),

    /** TCP connect, over all addresses, which race (RFC 8305). */
    CONNECT_DEADLINE(Unit.MILLISECONDS, 3_000, 1, 600_000, "room for one lost SYN (retransmitted after 1 s)"),

    /** A proxy's opening of a tunnel, from when TCP to the proxy is connected. */
    PROXY_DEADLINE(
            Unit.MILLISECONDS, 5_000, 1, 600_000, "a proxy looks the name up and connects first, as a sender would"),

    /** TLS handshake. */
    HANDSHAKE_DEADLINE(Unit.MILLISECONDS, 5_000, 1, 600_000, "a cold JVM on a small share of a core needs seconds"),

    /** Longest time in which the operating system takes no piece of a request that is being written. */
    WRITE_STALL(Unit.MILLISECONDS, 10_000, 1, 3_600_000, "a peer that does not read holds a connection and memory"),

    /** A whole send up to its goal, unless {@link SendRequest#timeout(java.time.Duration)} says otherwise. */
    SEND_DEADLINE(Unit.MILLISECONDS, 30_000, 1, 3_600_000, "every send is settled, whatever the world does"),

    /** From {@link DeliveryLevel#WRITTEN} to the final response head. */
    ANSWER_DEADLINE(
            Unit.MILLISECONDS, 60_000, 1, 3_600_000, "then the delivery report is UNKNOWN and the connection is freed"),

    /** Grace that {@link HttpSender#close()} gives to sends that are not yet written, and to answers that are on their way. */
    CLOSE_GRACE(
            Unit.MILLISECONDS,
            2_000,
            0,
            600_000,
            "close is bounded; what is not written by then fails, and answers stay unknown"),

    /** Pause of the event loop from which on it counts as a freeze and not against any deadline. */
    FREEZE_GAP(
            Unit.MILLISECONDS, 500, 150, 60_000, "longer than scheduling delays, shorter than a freeze that matters"),

    /** Threads for address lookups, which may block; lookups of one name share one. */
    LOOKUP_THREADS(Unit.THREADS, 16, 1, 256, "a name whose lookup hangs holds one, and the others must go on"),

    /** Names that wait for one of {@link #LOOKUP_THREADS}, over all endpoints. */
    QUEUED_LOOKUPS(
            Unit.LOOKUPS, 256, 1, 100_000, "a resolver that is down must not be asked for what nobody waits for"),

    /** Threads for making TLS contexts. */
    TLS_THREADS(Unit.THREADS, 4, 1, 256, "work of the CPU, which waits for nobody's resolver or publisher"),

    /** Threads for TLS handshakes in which the verification of the certificate may block. */
    HANDSHAKE_THREADS(
            Unit.THREADS, 16, 1, 256, "a responder of revocation that hangs holds one, and the loop must go on"),

    /** How many of {@link #HANDSHAKE_THREADS} the handshakes with one endpoint may hold at a time. */
    HANDSHAKE_THREADS_PER_ENDPOINT(
            Unit.THREADS, 8, 1, 256, "verifications that hang leave threads for the other endpoints"),

    /** Threads for publishers of streamed bodies, which may block when they are asked, and for reading files. */
    BODY_THREADS(Unit.THREADS, 16, 1, 256, "a publisher or a disk that blocks holds one for as long as it likes"),

    /** How many of {@link #BODY_THREADS} the bodies to one endpoint may hold at a time. */
    BODY_THREADS_PER_ENDPOINT(
            Unit.THREADS, 8, 1, 256, "publishers that block leave threads for the bodies to other endpoints"),

    /**
     * Bodies that are streamed, or read from files, at the same time, over all endpoints; each has at most one call that
     * waits for a thread.
     */
    BODIES_BEING_READ(
            Unit.SENDS, 1024, 1, 1_000_000, "as many as may wait for a connection; bounds the calls that wait");

    /** What a bound counts. */
    public enum Unit {
        /** Octets. */
        BYTES,
        /** TCP connections. */
        CONNECTIONS,
        /** Address lookups. */
        LOOKUPS,
        /** Milliseconds in which the process ran. */
        MILLISECONDS,
        /** Hundredths. */
        PERCENT,
        /** Responses. */
        RESPONSES,
        /** Sends. */
        SENDS,
        /** Threads. */
        THREADS
    }

    private final Unit unit;
    private final long defaultValue;
    private final long min;
    private final long max;
    private final String reason;

    Bound(Unit unit, long defaultValue, long min, long max, String reason) {
        this.unit = unit;
        this.defaultValue = defaultValue;
        this.min = min;
        this.max = max;
        this.reason = reason;
    }

    /** What it counts. */
    public Unit unit() {
        return unit;
    }

    /** The value unless set. */
    public long defaultValue() {
        return defaultValue;
    }

    /** The smallest value allowed. */
    public long min() {
        return min;
    }

    /** The largest value allowed. */
    public long max() {
        return max;
    }

    /** Why there is a bound, and why the default. */
    public String reason() {
        return reason;
    }

    /**
     * Checks a value against the range.
     *
     * @return the value
     * @throws IllegalArgumentException naming the bound, the value and the range
     */
    long check(long value) {
        if (value < min || value > max) {
            throw outOfRange(value);
        }
        return value;
    }

    IllegalArgumentException outOfRange(Object value) {
        return new IllegalArgumentException(
                this + " must be from " + min + " to " + max + " " + unit + ", not " + value);
    }
}
