package io.flushpoint.internal.connection;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.SenderListener.RetireReason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection, with TLS if its endpoint is secure, and the exchanges on it: at most one being written, and those
 * that await their answers, in order (RFC 9112 §9.3.2). Owned by its pool.
 *
 * <pre>
 *   opening -&gt; idle -begin-&gt; busy -answers read-&gt; idle ... -retire-&gt; (bytes still departing) -&gt; closed
 * </pre>
 */
public final class Connection {
    private final long id;
    private final ConnectionPool pool;
    private final SocketChannel channel;
    private final RunTime runTime;
    private final Freshness freshness;
    private final long drainMillis;
    private final RunTime.Deadline drainDeadline;
    private final WireWatch wireWatch = new WireWatch(this::firstByteWritten);
    private final Deque<Exchange> unanswered = new ArrayDeque<>();
    private final @Nullable KernelView kernel;
    private final @Nullable ThawProbe probe;
    private final @Nullable DepartureWatch departures;

    private OpeningTimes times = OpeningTimes.NONE;
    private long readyAtNanos;
    private @Nullable Exchange writing;
    private boolean firstByteOfWriting;
    private int pausesWhenAsked;
    private boolean leased;
    private boolean begun;
    private boolean carriedBefore;
    private boolean answering;
    private @Nullable RetireReason retireWhenDone;
    private boolean retired;
    private boolean unfinished;
    private boolean closing;

    Connection(long id, int generation, ConnectionPool pool, SocketChannel channel) {
        this.id = id;
        this.pool = pool;
        this.channel = channel;
        this.runTime = pool.wiring().runTime();
        PoolBounds bounds = pool.wiring().bounds();
        this.freshness = new Freshness(
                runTime.clocks(), generation, bounds.idleMillis(), pool.wiring().drawMaxAgeMillis());
        this.drainMillis = bounds.drainMillis();
        this.drainDeadline = runTime.deadline(() -> retire(RetireReason.DRAIN_CAP));
        this.kernel = pool.wiring().transport().kernelView(channel);
        if (kernel != null && channel instanceof EpollSocketChannel socket) {
            this.probe = new ThawProbe(socket, kernel, runTime.clocks(), bounds.probeWaitMillis());
            this.departures = new DepartureWatch(kernel, pool.wiring().loop(), this::allDeparted);
        } else {
            this.probe = null;
            this.departures = null;
        }
    }

    // ---- what the one who leases uses ----

    /** Its number within the sender, from 1. */
    public long id() {
        return id;
    }

    /** Where it leads. */
    public Endpoint endpoint() {
        return pool.endpoint();
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
        return carriedBefore;
    }

    /** Starts an exchange: its request may be written now, and its answer is expected next in turn. */
    public void begin(Exchange exchange) {
        carriedBefore = begun;
        begun = true;
        unanswered.add(exchange);
        writing = exchange;
        firstByteOfWriting = false;
        wireWatch.arm();
        freshness.asked();
        pausesWhenAsked = runTime.pauses();
    }

    /** The request of the exchange begun last is completely written; {@link #offerAnother()} follows. */
    public void written() {
        writing = null;
    }

    /** Another request may be pipelined behind the one that was written. */
    public void offerAnother() {
        if (pool.wiring().bounds().pipeliningDepth() > 1) {
            pool.changed();
        }
    }

    /** Writing failed; exchanges are lost. */
    public void writeFailed(Throwable cause) {
        broken(cause);
    }

    /** Frees the connection, on which no exchange was begun since it was leased. */
    public void giveBack() {
        if (unanswered.isEmpty() && !retired) {
            pool.released(this);
        }
    }

    /** Ends an exchange of which nothing was written, and frees the connection as if it had not been leased. */
    public void withdraw(Exchange exchange) {
        if (writing == exchange && !firstByteOfWriting) {
            unanswered.remove(exchange);
            writing = null;
            giveBack();
        }
    }

    /** Whether the kernel can be watched for this exchange's departure still. */
    public boolean canWatch() {
        return departures != null && channel.isActive() && !closing;
    }

    /** Watches a written exchange up to {@code SENT} or {@code ACKNOWLEDGED}; only if {@link #canWatch()}. */
    public void watch(Exchange exchange, DeliveryLevel upTo) {
        if (departures != null) {
            departures.watch(exchange, upTo);
        }
    }

    /** Stops watching an exchange. */
    public void unwatch(Exchange exchange) {
        if (departures != null) {
            departures.forget(exchange);
        }
    }

    /**
     * Takes the connection out of use for good. Exchanges that await their answers are lost; the socket is closed as soon
     * as the bytes that are watched have departed.
     */
    public void retire(RetireReason reason) {
        if (leavesUse(reason)) {
            loseAll(Failure.CONNECTION_LOST, "connection retired: " + reason, null);
            closeWhenDeparted();
        }
    }

    // ---- what the pool uses ----

    /** As {@link #retire}, without waiting for departures; the future tells when the socket is closed. */
    ChannelFuture disconnect() {
        leavesUse(RetireReason.DISCONNECTED);
        loseAll(Failure.CONNECTION_LOST, "connection retired: " + RetireReason.DISCONNECTED, null);
        close();
        return channel.closeFuture();
    }

    /** It stands, after an opening that began at {@code began}, when there had been so many pauses. */
    void ready(OpeningTimes openingTimes, Clocks.Moment began, int pausesWhenBegan) {
        times = openingTimes;
        readyAtNanos = runTime.clocks().now();
        freshness.opened();
        freshness.asked(began);
        pausesWhenAsked = pausesWhenBegan;
        becameIdle();
    }

    /** As {@link #retire}, once the exchanges on it are answered. */
    void retireWhenDone(RetireReason reason) {
        if (unanswered.isEmpty()) {
            retire(reason);
        } else if (retireWhenDone == null) {
            retireWhenDone = reason;
        }
    }

    /** Closes now, whatever is on it. */
    void shut(Failure failure, String reason) {
        leavesUse(RetireReason.SENDER_CLOSED);
        loseAll(failure, reason, null);
        close();
    }

    /** Whether it is in somebody's hands: the pool's own mark. */
    boolean isLeased() {
        return leased;
    }

    void leased(boolean now) {
        leased = now;
    }

    /** Whether an exchange was ever begun on it. */
    boolean begunBefore() {
        return begun;
    }

    Freshness freshness() {
        return freshness;
    }

    int inFlight() {
        return unanswered.size();
    }

    boolean idle() {
        return unanswered.isEmpty() && !retired;
    }

    boolean acceptsAnother(int depth) {
        return !retired
                && retireWhenDone == null
                && writing == null
                && unanswered.size() < depth
                && channel.isWritable();
    }

    WireWatch wireWatch() {
        return wireWatch;
    }

    @Nullable
    KernelView kernel() {
        return kernel;
    }

    @Nullable
    ThawProbe probe() {
        return probe;
    }

    // ---- what the handlers in its pipeline use ----

    /** Whether a response byte that arrives now can belong to a request. */
    boolean expectsResponse() {
        Exchange next = unanswered.peek();
        return next != null && !retired && (next != writing || firstByteOfWriting);
    }

    boolean answeringHead() {
        Exchange next = unanswered.peek();
        return next != null && next.isHead();
    }

    void responseHead(int status) {
        Exchange exchange = unanswered.element();
        if (exchange == writing) {
            unanswered.remove();
            writing = null;
            unfinished = true;
            leavesUse(RetireReason.REQUEST_UNFINISHED);
            exchange.answeredEarly(status);
            loseAll(Failure.CONNECTION_LOST, "connection retired: a response came early", null);
            close();
            return;
        }
        answering = true;
        readDepartures();
        drainDeadline.armAfter(drainMillis);
        exchange.answered(status);
    }

    void responseEnd(boolean lastOfConnection) {
        if (retired) {
            return;
        }
        unanswered.remove();
        answering = false;
        drainDeadline.cancel();
        if (lastOfConnection) {
            retire(RetireReason.RESPONSE_SAYS_CLOSE);
        } else if (!unanswered.isEmpty()) {
            pool.changed();
        } else if (retireWhenDone != null) {
            retire(retireWhenDone);
        } else if (freshness.forOneExchangeOnly()) {
            retire(RetireReason.IDLE_AGE);
        } else {
            becameIdle();
            pool.released(this);
        }
    }

    /** The peer has closed its side, or the channel is closed altogether. */
    void peerClosed() {
        readDepartures();
        leavesUse(RetireReason.PEER_CLOSED);
        loseAll(Failure.CONNECTION_LOST, "closed by the peer", null);
        close();
    }

    /** Reading or writing failed. */
    void broken(Throwable cause) {
        leavesUse(RetireReason.PEER_CLOSED);
        loseAll(Failure.CONNECTION_LOST, Causes.innermost(cause), cause);
        close();
    }

    void poisoned(String reason) {
        poisoned(reason, null);
    }

    void poisoned(String reason, @Nullable Throwable cause) {
        if (leavesUse(RetireReason.PROTOCOL_ERROR)) { // what comes on a retired connection is discarded
            loseAll(Failure.PROTOCOL_ERROR, reason, cause);
            close();
        }
    }

    // ---- inside ----

    private void firstByteWritten() {
        firstByteOfWriting = true;
        if (writing != null) {
            writing.firstByteWritten();
        }
    }

    /**
     * The last answer is read. One that was long in coming may have lain in the kernel for long, such as over a freeze, and
     * is no fresh sign of life then.
     */
    private void becameIdle() {
        long heardMillisAgo = 0;
        if (freshness.askedMillisAgo() >= ThawProbe.KERNEL_IDLE_MILLIS) {
            heardMillisAgo =
                    kernel != null && kernel.read() ? kernel.keepaliveIdleMillis() : freshness.askedMillisAgo();
        }
        freshness.becameIdle(heardMillisAgo);
        if (pool.ioPassDue() || runTime.pauses() != pausesWhenAsked) {
            freshness.heardBeforeGap();
        }
    }

    private boolean leavesUse(RetireReason reason) {
        if (retired) {
            return false;
        }
        retired = true;
        drainDeadline.cancel();
        pool.gone(this, reason);
        return true;
    }

    private void loseAll(Failure failure, String reason, @Nullable Throwable cause) {
        if (answering) {
            answering = false;
            unanswered.remove(); // its head has arrived: nothing is lost but content nobody wants
        }
        unfinished |= writing != null;
        writing = null;
        for (Exchange exchange = unanswered.poll(); exchange != null; exchange = unanswered.poll()) {
            exchange.lost(failure, reason, cause);
        }
    }

    private void readDepartures() {
        if (departures != null && channel.isActive()) {
            departures.readNow();
        }
    }

    private void closeWhenDeparted() {
        if (unfinished || departures == null || departures.isEmpty() || !channel.isActive()) {
            close();
        }
    }

    private void allDeparted() {
        if (retired) {
            close();
        }
    }

    private void close() {
        if (closing) {
            return;
        }
        closing = true;
        List<Exchange> untold = departures == null ? List.of() : departures.giveUp();
        ChannelHandlerContext belowTls = channel.pipeline().context(wireWatch);
        if (unfinished && belowTls != null) {
            belowTls.close(); // the close of TLS would flush what is still queued
        } else {
            channel.close();
        }
        untold.forEach(Exchange::departureUnknown);
    }
}
