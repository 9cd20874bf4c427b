package io.flushpoint.internal.connection;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SenderListener.RetireReason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection, with TLS if its endpoint is secure, from when it is ready until it is out of use. What is on it is kept by
 * its {@link Exchanges}, what is answered by its {@link Answers}, and how its socket ends by its {@link SocketEnd}.
 *
 * <pre>
 *   opening -&gt; IDLE -leased-&gt; LEASED -answers read-&gt; IDLE ... -retire-&gt; RETIRED, bytes still departing -&gt; closed
 * </pre>
 */
public final class Connection extends ConnectionRoom.Idle {
    /** For the loop to come by and read; a connection that fails in writing has nothing more to wait for. */
    private static final long LAST_READING_MILLIS = 100;

    /** Who keeps it. */
    interface Owner {
        /** Where its connections lead. */
        Endpoint endpoint();

        /** An exchange ended and the connection may be leased again. */
        void released(Connection connection);

        /** It may accept another request. */
        void changed();

        /** It takes no more requests. */
        void gone(Connection connection, RetireReason reason, boolean wasLeased);

        /** It ended before anything was written to it. */
        void endedUnused(OpeningFailure why);

        /** Whether what is read now may have come before the last possible gap. */
        boolean ioPassDue();

        /** Whether it may be closed, while it is idle, in favour of a pool that holds so many. */
        boolean yields(Connection connection, ConnectionRoom.Tenant to, int held);
    }

    private enum Use {
        IDLE,
        LEASED,
        RETIRED
    }

    /** What it is told by what arrives on it. */
    private final class Told implements Arrivals.Listener, Answers.Owner {
        @Override
        public void arrived() {
            liveness.read();
        }

        @Override
        public void alertInClear() {
            poisoned("a TLS alert in clear");
        }

        @Override
        public boolean isRetired() {
            return Connection.this.isRetired();
        }

        @Override
        public void answeredEarly(Exchange exchange, int status) {
            socketEnd.leaveUnfinished();
            leavesUse(RetireReason.REQUEST_UNFINISHED);
            exchange.answeredEarly(status);
            loseAll(Failure.CONNECTION_LOST, "connection retired: a response came early", null);
            socketEnd.close();
        }

        @Override
        public void answerRead(boolean lastOfConnection) {
            if (lastOfConnection) {
                retire(RetireReason.RESPONSE_SAYS_CLOSE);
            } else if (!exchanges.isEmpty()) {
                owner.changed();
            } else if (retireWhenDone != null) {
                retire(retireWhenDone);
            } else if (ages().forOneExchangeOnly()) {
                retire(RetireReason.IDLE_AGE);
            } else {
                liveness.becameIdle(owner.ioPassDue());
                owner.released(Connection.this);
            }
        }

        @Override
        public void drainOverdue() {
            retire(RetireReason.DRAIN_CAP);
        }
    }

    /** Writing failed with {@code cause}; what has arrived is read, until {@code end} if it is armed. */
    private record LastReading(Throwable cause, RunningTime.Deadline end) {}

    private final long id;
    private final Route route;
    private final Owner owner;
    private final DuplexChannel channel;
    private final EventLoop loop;
    private final RunningTime runningTime;
    private final Liveness liveness;
    private final boolean pipelines;
    private final WireWatch wireWatch;
    private final Exchanges exchanges = new Exchanges();
    private final SocketEnd socketEnd;
    private final Answers answers;

    private Use use = Use.IDLE;
    private OpeningTimes times = OpeningTimes.NONE;
    private long readyAtNanos;
    private @Nullable RetireReason retireWhenDone;
    private @Nullable LastReading lastReading;

    /** On a channel that is registered with the loop. */
    Connection(
            long id,
            Route route,
            DuplexChannel channel,
            Liveness liveness,
            RunningTime runningTime,
            PoolBounds bounds,
            Owner owner) {
        this.id = id;
        this.route = route;
        this.owner = owner;
        this.channel = channel;
        this.loop = channel.eventLoop();
        this.runningTime = runningTime;
        this.liveness = liveness;
        channel.config().setAutoClose(false); // not at the first failed write: see writeFailed
        Told told = new Told();
        liveness.tellArrivals(told);
        this.wireWatch = channel.pipeline().get(WireWatch.class);
        wireWatch.tell(exchanges::firstByteWritten);
        this.pipelines = bounds.pipeliningDepth() > 1;
        KernelView kernel = liveness.kernel();
        this.socketEnd = new SocketEnd(
                channel,
                wireWatch,
                kernel == null ? null : new DepartureWatch(kernel, wireWatch::accepted, loop, this::allDeparted));
        this.answers = new Answers(exchanges, socketEnd, runningTime, bounds, told);
    }

    // ---- what the one who leases uses ----

    /** Its number within the sender, from 1. */
    public long id() {
        return id;
    }

    /** Where it leads. */
    public Endpoint endpoint() {
        return route.endpoint();
    }

    /** The way that leads there. */
    public Route route() {
        return route;
    }

    /** The channel to write to, between {@link #begin} and {@link #written}. */
    public Channel channel() {
        return channel;
    }

    /** When it became ready, in nanoseconds of the monotonic clock. */
    public long readyAtNanos() {
        return readyAtNanos;
    }

    /** What opening it took. */
    public OpeningTimes times() {
        return times;
    }

    /** Whether an exchange before the current one was begun on it. */
    public boolean carriedBefore() {
        return exchanges.carriedBefore();
    }

    /** Starts an exchange: its request may be written now, and its answer is expected next in turn. */
    public void begin(Exchange exchange) {
        exchanges.begin(exchange);
        wireWatch.arm();
        liveness.asked();
    }

    /**
     * The request of the exchange begun last is completely written; {@link #offerAnother()} follows.
     *
     * @return the position of its last byte among all that were given to the socket, below TLS and from 1
     */
    public long written() {
        exchanges.written();
        return wireWatch.given();
    }

    /** Another request may be pipelined behind the one that was written. */
    public void offerAnother() {
        if (pipelines) {
            owner.changed();
        }
    }

    /**
     * Writing failed. What has arrived is read before an exchange is lost: a peer that refuses a request early answers first
     * and closes then, and its reset is found by the next write, while the answer lies in the socket.
     */
    public void writeFailed(Throwable cause) {
        if (isRetired() || lastReading != null) {
            return;
        }
        RunningTime.Deadline end = runningTime.deadline(() -> broken(cause));
        lastReading = new LastReading(cause, end);
        retireWhenDone(RetireReason.PEER_CLOSED);
        boolean aboveTheSocket = channel.isActive() && !channel.isOutputShutdown(); // such as by an end of TLS
        if (aboveTheSocket) {
            loop.execute(() -> broken(cause)); // TLS fails writes first, then tells what it failed by
        } else {
            end.armAfter(LAST_READING_MILLIS);
        }
    }

    /** Frees the connection, on which no exchange was begun since it was leased. */
    public void giveBack() {
        if (idle()) {
            owner.released(this);
        }
    }

    /** Ends an exchange of which nothing was written, and frees the connection as if it had not been leased. */
    public void withdraw(Exchange exchange) {
        if (exchanges.withdraw(exchange)) {
            giveBack();
        }
    }

    /** Whether the kernel can be watched for this exchange's departure still. */
    public boolean canWatch() {
        return socketEnd.canWatch();
    }

    /**
     * Watches an exchange, written up to that {@linkplain #written() position}, up to {@code SENT} or {@code ACKNOWLEDGED};
     * only if {@link #canWatch()}.
     */
    public void watch(Exchange exchange, long position, DeliveryLevel upTo) {
        socketEnd.watch(exchange, position, upTo);
    }

    /** Stops watching an exchange. */
    public void unwatch(Exchange exchange) {
        socketEnd.unwatch(exchange);
    }

    /**
     * Takes the connection out of use for good. Exchanges that await their answers are lost; the socket is closed as soon
     * as the bytes that are watched have departed.
     */
    public void retire(RetireReason reason) {
        if (leavesUse(reason)) {
            loseAll(Failure.CONNECTION_LOST, "connection retired: " + reason, null);
            socketEnd.closeWhenDeparted();
        }
    }

    // ---- what the pool uses ----

    @Override
    boolean yields(ConnectionRoom.Tenant to, int held) {
        return owner.yields(this, to, held);
    }

    @Override
    ChannelFuture makeRoom() {
        retire(RetireReason.MADE_ROOM);
        return channel.closeFuture();
    }

    /** As {@link #retire}, without waiting for departures; exchanges are lost for another reason. */
    void close(RetireReason why, Failure failure, String reason) {
        leavesUse(why);
        loseAll(failure, reason, null);
        socketEnd.close();
    }

    /** Waits for departures no longer; only when it is retired. */
    void closeNow() {
        socketEnd.close();
    }

    /** It stands, after an opening that began at {@code began}, when there had been so many pauses. */
    void ready(OpeningTimes openingTimes, Clocks.Moment began, int pausesWhenBegan) {
        times = openingTimes;
        readyAtNanos = runningTime.clocks().now();
        liveness.opened(began, pausesWhenBegan);
        liveness.becameIdle(owner.ioPassDue());
    }

    /** As {@link #retire}, once the exchanges on it are answered. */
    void retireWhenDone(RetireReason reason) {
        if (exchanges.isEmpty()) {
            retire(reason);
        } else if (retireWhenDone == null) {
            retireWhenDone = reason;
        }
    }

    /** Whether it is in somebody's hands. */
    boolean isLeased() {
        return use == Use.LEASED;
    }

    /** Gives an idle one into somebody's hands. */
    void lease() {
        use = Use.LEASED;
    }

    /** Takes it back, and tells whether it was in somebody's hands. */
    boolean endLease() {
        boolean was = isLeased();
        if (was) {
            use = Use.IDLE;
        }
        return was;
    }

    /** Whether an exchange was ever begun on it. */
    boolean begunBefore() {
        return exchanges.hasCarried();
    }

    Liveness liveness() {
        return liveness;
    }

    ConnectionAges ages() {
        return liveness.ages();
    }

    int inFlight() {
        return exchanges.count();
    }

    boolean idle() {
        return exchanges.isEmpty() && !isRetired();
    }

    boolean acceptsAnother(int depth) {
        return !isRetired()
                && retireWhenDone == null
                && !exchanges.isWriting()
                && exchanges.count() < depth
                && channel.isWritable();
    }

    // ---- what the handlers in its pipeline use ----

    Answers answers() {
        return answers;
    }

    /** The peer has closed its side, or the channel is closed altogether. */
    void peerClosed() {
        if (lastReading != null) {
            broken(lastReading.cause());
            return;
        }
        socketEnd.readDepartures();
        ends(RetireReason.PEER_CLOSED, Failure.CONNECTION_LOST, "closed by the peer", null);
    }

    /** Reading or writing failed. */
    void broken(Throwable cause) {
        ends(RetireReason.PEER_CLOSED, Failure.CONNECTION_LOST, Causes.innermost(cause), cause);
    }

    void poisoned(String reason) {
        poisoned(reason, null);
    }

    void poisoned(String reason, @Nullable Throwable cause) {
        if (!isRetired()) { // what comes on a retired connection is discarded
            ends(RetireReason.PROTOCOL_ERROR, Failure.PROTOCOL_ERROR, reason, cause);
        }
    }

    // ---- inside ----

    private void ends(RetireReason why, Failure failure, String reason, @Nullable Throwable cause) {
        boolean unused = leavesUse(why) && !exchanges.hasCarried();
        loseAll(failure, reason, cause);
        socketEnd.close();
        if (unused) {
            owner.endedUnused(new OpeningFailure(failure, Phase.WRITE, reason, cause, times));
        }
    }

    private boolean leavesUse(RetireReason reason) {
        if (isRetired()) {
            return false;
        }
        boolean wasLeased = isLeased();
        use = Use.RETIRED;
        answers.stop();
        if (lastReading != null) {
            lastReading.end().cancel();
        }
        owner.gone(this, reason, wasLeased);
        return true;
    }

    private void loseAll(Failure failure, String reason, @Nullable Throwable cause) {
        if (exchanges.isWriting()) {
            socketEnd.leaveUnfinished();
        }
        exchanges.loseAll(socketEnd::drop, failure, reason, cause);
    }

    private void allDeparted() {
        if (isRetired()) {
            socketEnd.close();
        }
    }

    private boolean isRetired() {
        return use == Use.RETIRED;
    }
}
