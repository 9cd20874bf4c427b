package io.flushpoint;

/**
 * Every bound of a sender: name, unit, default, range and reason, in one place. Set with
 * {@link SenderOptions#bound(Bound, long)}; the table in {@code docs/bounds.md} is this list.
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

    /** Requests written on one connection ahead of their answers (RFC 9112 §9.3.2); 1 is no pipelining. */
    PIPELINING_DEPTH(Unit.SENDS, 1, 1, 64, "a lost connection takes all requests on it, so pipelining is asked for"),

    /** Sends that wait for a connection, over all endpoints. */
    QUEUED_SENDS(Unit.SENDS, 1024, 1, 1_000_000, "an outage must not turn into a heap full of requests"),

    /** Bytes of bodies held in memory for sends that are not yet written; a file or a stream counts as one piece. */
    BYTES_IN_FLIGHT(Unit.BYTES, 32L << 20, 1024, 1L << 40, "a peer that does not read must not exhaust memory"),

    /** Largest slice of a body handed to the channel at once. */
    PIECE_BYTES(Unit.BYTES, 64L << 10, 1024, 16L << 20, "bounds the direct memory that one slow connection can hold"),

    /** Value of {@code TCP_NOTSENT_LOWAT}: unsent bytes in the socket above which it is not writable (epoll only). */
    NOTSENT_LOW_WATER(Unit.BYTES, 16L << 10, 1, 1L << 30, "keeps WRITTEN close to SENT: what is unsent waits here"),

    /** Response head: status line and header section, each. Longer is a protocol error. */
    RESPONSE_HEAD_BYTES(
            Unit.BYTES, 16L << 10, 256, 1L << 20, "no sender of ours needs the head of an answer to be large"),

    /** Response body read and discarded before the connection is given up instead. */
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

    /** TCP connect, over all addresses; each of those left gets an equal share of what is left. */
    CONNECT_DEADLINE(Unit.MILLISECONDS, 3_000, 1, 600_000, "room for one lost SYN (retransmitted after 1 s)"),

    /** TLS handshake. */
    HANDSHAKE_DEADLINE(Unit.MILLISECONDS, 5_000, 1, 600_000, "a cold JVM on a small share of a core needs seconds"),

    /** Longest time in which the operating system takes no piece of a request that is being written. */
    WRITE_STALL(Unit.MILLISECONDS, 10_000, 1, 3_600_000, "a peer that does not read holds a connection and memory"),

    /** A whole send up to its goal, unless {@link SendRequest#timeout(java.time.Duration)} says otherwise. */
    SEND_DEADLINE(Unit.MILLISECONDS, 30_000, 1, 3_600_000, "every send is settled, whatever the world does"),

    /** From {@link DeliveryLevel#WRITTEN} to the final response head. */
    ANSWER_DEADLINE(
            Unit.MILLISECONDS, 60_000, 1, 3_600_000, "then the late news is UNKNOWN and the connection is freed"),

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

    /** Threads for address lookups and for publishers of streamed bodies, which may block. */
    BLOCKING_THREADS(Unit.THREADS, 4, 1, 256, "a slow resolver for one host must not hold up the others");

    /** What a bound counts. */
    public enum Unit {
        /** Octets. */
        BYTES,
        /** TCP connections. */
        CONNECTIONS,
        /** Milliseconds in which the process ran. */
        MILLISECONDS,
        /** Hundredths. */
        PERCENT,
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
            throw new IllegalArgumentException(
                    this + " must be from " + min + " to " + max + " " + unit + ", not " + value);
        }
        return value;
    }
}
