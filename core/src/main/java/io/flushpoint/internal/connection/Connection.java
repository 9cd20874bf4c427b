package io.flushpoint.internal.connection;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.HttpProtocol;
import io.flushpoint.Phase;
import io.flushpoint.SenderListener.RetireReason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection, with TLS if its endpoint is secure, from when it is ready until it is out of use. What goes on over it is
 * its {@link Traffic}, by the rules of one version of HTTP; how its socket ends is known by its {@link SocketEnd}.
 *
 * <pre>
 *   opening -&gt; IDLE -leased-&gt; LEASED -answers read-&gt; IDLE ... -retire-&gt; RETIRED, bytes still departing -&gt; closed
 * </pre>
 */
public final class Connection extends ConnectionRoom.Idle {
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
    private final class Told implements Arrivals.Listener {
        @Override
        public void arrived() {
            liveness.read();
        }

        @Override
        public void alertInClear() {
            poisoned("a TLS alert in clear");
        }
    }

    private final long id;
    private final Route route;
    private final Owner owner;
    private final DuplexChannel channel;
    private final RunningTime runningTime;
    private final Liveness liveness;
    private final WireWatch wireWatch;
    private final SocketEnd socketEnd;
    private final Traffic traffic;

    private long begun;
    private Use use = Use.IDLE;
    private OpeningTimes times = OpeningTimes.NONE;
    private long readyAtNanos;
    private @Nullable RetireReason retireWhenDone;
    private @Nullable LastReading lastReading;

    /** On a channel that is registered with the loop; {@code traffics} makes what goes on over it. */
    Connection(
            long id,
            Route route,
            DuplexChannel channel,
            Liveness liveness,
            RunningTime runningTime,
            Function<Connection, Traffic> traffics,
            Owner owner) {
        this.id = id;
        this.route = route;
        this.owner = owner;
        this.channel = channel;

        this.runningTime = runningTime;
        this.liveness = liveness;
        channel.config().setAutoClose(false); // not at the first failed write: see writeFailed
        liveness.tellArrivals(new Told());
        this.wireWatch = channel.pipeline().get(WireWatch.class);
        KernelView kernel = liveness.kernel();
        this.socketEnd = new SocketEnd(
                channel,
                wireWatch,
                kernel == null
                        ? null
                        : new DepartureWatch(kernel, wireWatch::accepted, channel.eventLoop(), this::allDeparted));
        this.traffic = traffics.apply(this);
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

    /** Which version of HTTP is spoken on it. */
    public HttpProtocol protocol() {
        return traffic.protocol();
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
        return begun > 1;
    }

    /** Starts an exchange: its request may be written now. */
    public Stream begin(Exchange exchange) {
        begun++;
        Stream stream = traffic.begin(exchange);
        liveness.asked();
        return stream;
    }

    /**
     * Writing failed. What has arrived is read before an exchange is lost: a peer that refuses a request early answers first
     * and closes then, and its reset is found by the next write, while the answer lies in the socket.
     */
    public void writeFailed(Throwable cause) {
        if (isRetired() || lastReading != null) {
            return;
        }
        lastReading = new LastReading(cause, runningTime, this::broken);
        retireWhenDone(RetireReason.PEER_CLOSED);
        lastReading.begin(channel);
    }

    /** Frees the connection, on which no exchange was begun since it was leased. */
    public void giveBack() {
        if (traffic.count() == 0 && !isRetired()) {
            owner.released(this);
        }
    }

    /** Whether the kernel can be watched for this exchange's departure still. */
    public boolean canWatch() {
        return socketEnd.canWatch();
    }

    /**
     * Watches an exchange, written up to that {@linkplain Stream#written() position}, up to {@code SENT} or {@code ACKNOWLEDGED};
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
    public void retireWhenDone(RetireReason reason) {
        if (traffic.count() == 0) {
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
        return begun > 0;
    }

    /** Its socket. */
    Channel channel() {
        return channel;
    }

    Liveness liveness() {
        return liveness;
    }

    ConnectionAges ages() {
        return liveness.ages();
    }

    int inFlight() {
        return traffic.count();
    }

    /** Whether its exchanges go on side by side, so that one does not hold up another. */
    boolean carriesManyAtATime() {
        return protocol() == HttpProtocol.HTTP_2;
    }

    /** Whether an idle one may be leased: over HTTP/2 a peer may allow no stream at all, or give no window. */
    boolean acceptsFirst() {
        return traffic.acceptsAnother();
    }

    /** {@code waiting} is whether it may wait there with the others for a peer that takes nothing at the moment. */
    boolean acceptsAnother(boolean waiting) {
        return !isLeaving() && (waiting ? traffic.acceptsOneMoreToWait() : traffic.acceptsAnother());
    }

    // ---- what its traffic uses, and the handlers in its pipeline ----

    /** {@code onFirstByte} runs when the kernel has the first byte of what is written next. */
    public void awaitFirstByte(Runnable onFirstByte) {
        wireWatch.arm(onFirstByte);
    }

    /** How many bytes were given to the socket since the connect, below TLS, whether or not it has accepted them. */
    public long given() {
        return wireWatch.given();
    }

    /** How many of them it has accepted; from a listener of a write, those up to the end of that write. */
    public long accepted() {
        return wireWatch.accepted();
    }

    /** Whether it takes no more requests, though there may be some on it still. */
    public boolean isLeaving() {
        return isRetired() || retireWhenDone != null;
    }

    /** Whether its channel takes more at once. */
    public boolean isWritable() {
        return channel.isWritable();
    }

    /** How many bytes have arrived since the connect, below TLS. */
    public long arrived() {
        return liveness.arrived();
    }

    /** Takes a reading of what has departed, out of turn. */
    public void readDepartures() {
        socketEnd.readDepartures();
    }

    /** Another request may be written on it. */
    public void offerAnother() {
        owner.changed();
    }

    /** An exchange is over, and the connection is as good as before unless its answer was the {@code last}. */
    public void exchangeOver(boolean last) {
        if (last) {
            retire(RetireReason.RESPONSE_SAYS_CLOSE);
        } else if (traffic.count() > 0) {
            owner.changed();
        } else if (retireWhenDone != null) {
            retire(retireWhenDone);
        } else if (ages().forOneExchangeOnly()) {
            retire(RetireReason.IDLE_AGE);
        } else {
            liveness.becameIdle(owner.ioPassDue());
            owner.released(this);
        }
    }

    /** A request stays half-written for a reason of the peer's, of which {@code told} tells. The socket is closed. */
    void endUnfinished(Runnable told, String reason) {
        socketEnd.leaveUnfinished();
        leavesUse(RetireReason.REQUEST_UNFINISHED);
        told.run();
        loseAll(Failure.CONNECTION_LOST, reason, null);
        socketEnd.close();
    }

    /** The peer has closed its side, or the channel is closed altogether. */
    public void peerClosed() {
        if (lastReading != null) {
            broken(lastReading.cause());
            return;
        }
        socketEnd.readDepartures();
        ends(RetireReason.PEER_CLOSED, Failure.CONNECTION_LOST, "closed by the peer", null);
    }

    /** What was read cannot be, or reading failed. */
    public void readingFailed(Throwable cause) {
        if (cause instanceof SSLException || cause.getCause() instanceof SSLException) {
            poisoned("a TLS failure: " + Causes.innermost(cause), Causes.shown(cause));
        } else if (cause instanceof DecoderException) {
            poisoned("undecodable bytes: " + Complaint.innermost(cause), Complaint.shown(cause));
        } else {
            broken(cause);
        }
    }

    /** Reading or writing failed. */
    public void broken(Throwable cause) {
        ends(RetireReason.PEER_CLOSED, Failure.CONNECTION_LOST, Causes.innermost(cause), cause);
    }

    public void poisoned(String reason) {
        poisoned(reason, null);
    }

    /** The peer broke the protocol, and nothing that comes from it means anything any more. */
    public void poisoned(String reason, @Nullable Throwable cause) {
        if (!isRetired()) { // what comes on a retired connection is discarded
            ends(RetireReason.PROTOCOL_ERROR, Failure.PROTOCOL_ERROR, reason, cause);
        }
    }

    // ---- inside ----

    private void ends(RetireReason why, Failure failure, String reason, @Nullable Throwable cause) {
        boolean unused = leavesUse(why) && begun == 0;
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
        traffic.stop();
        if (lastReading != null) {
            lastReading.cancel();
        }
        owner.gone(this, reason, wasLeased);
        return true;
    }

    private void loseAll(Failure failure, String reason, @Nullable Throwable cause) {
        if (traffic.isWriting()) {
            socketEnd.leaveUnfinished();
        }
        traffic.loseAll(socketEnd::drop, failure, reason, cause);
    }

    private void allDeparted() {
        if (isRetired()) {
            socketEnd.close();
        }
    }

    /** Whether it takes no more requests, and nothing that comes on it is wanted. */
    public boolean isRetired() {
        return use == Use.RETIRED;
    }
}
