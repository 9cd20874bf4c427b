package io.flushpoint.internal.connection;

import io.flushpoint.Failure;
import io.flushpoint.HttpProtocol;
import io.flushpoint.Phase;
import io.flushpoint.SenderListener.RetireReason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one endpoint, bounded in number: leases them, opens what is in demand, and closes all of them
 * when it is told to. What was idle is verified by its {@link Verification}. Knows no queue: whoever owns it is told when it is worth asking again.
 */
public final class ConnectionPool {
    /** Connections that end before they are used, one after the other, for one who waits: as many as a send has attempts. */
    private static final int MAX_ENDED_UNUSED = 2;

    /** Whoever leases. All calls come on the event loop. */
    public interface Owner {
        /** How many wait for a connection. */
        int demand();

        /** A connection became free, ready or verified, or there is room for another: it is worth asking again. */
        void leaseMayBePossible();

        /** A connection that was in demand could not be opened. */
        void openingFailed(OpeningFailure failure);

        /** A connection is ready. */
        void opened(Connection connection);

        /** A connection that was ready takes no more requests. */
        void retired(Connection connection, RetireReason reason);
    }

    /** Makes what it consists of. */
    interface Parts {
        ReadyConnections ready();

        Openings openings(Openings.Owner owner);

        Verification verification(Verification.Owner owner);

        /** {@code onClosed} runs whenever a socket is closed. */
        ClosingSockets closing(Runnable onClosed);
    }

    private final Endpoint endpoint;
    private final EventLoop loop;
    private final PoolBounds bounds;
    private final Verification verification;
    private final ConnectionRoom room;
    private final Owner owner;
    private final Inside inside = new Inside();
    private final InDemand inDemand = new InDemand();
    private final Openings openings;
    private final ReadyConnections ready;
    private final ClosingSockets closing;
    private HttpProtocol spoken; // on the connection that was opened last
    private int generation;
    private int endedUnused;
    private boolean closed;

    ConnectionPool(
            Endpoint endpoint, EventLoop loop, PoolBounds bounds, ConnectionRoom room, Parts parts, Owner owner) {
        this.endpoint = endpoint;
        this.loop = loop;
        this.bounds = bounds;
        this.room = room;
        this.owner = owner;
        this.spoken = bounds.protocol();
        this.ready = parts.ready();
        this.openings = parts.openings(inside);
        this.verification = parts.verification(inside);
        this.closing = parts.closing(this::socketClosed);
    }

    /**
     * A connection for one request, or null if none can be used now; then the owner is told when to ask again.
     *
     * @param readyAfter only a connection that became ready after this moment of the monotonic clock will do
     * @param submitted when the request was submitted: what had arrived by then is read before a connection is leased to it
     * @param demand how many requests wait, this one included
     */
    public @Nullable Connection lease(long readyAfter, long submitted, int demand) {
        if (room.isWanted() && ready.hasIdle()) {
            room.othersFirst(inside);
        }
        for (Connection candidate = ready.newestIdle(readyAfter, submitted);
                candidate != null;
                candidate = ready.newestIdle(
                        readyAfter, submitted)) { // not by one iterator: what is retired changes the collection
            ReuseRules.Verdict verdict = verification.check(candidate, generation);
            if (verdict == ReuseRules.Reuse.NOW) {
                ready.lease(candidate);
                endedUnused = 0;
                return candidate;
            }
            if (verdict instanceof ReuseRules.Reuse) {
                return null;
            }
        }
        if (ready.isLookDueAtIdle(readyAfter, submitted)) {
            verification.lookAgain();
            return null;
        }
        Connection shared = isShared() ? leastLoaded(readyAfter) : null;
        if (shared != null && verification.mayCarryAnother(shared, submitted)) {
            return shared;
        }
        boolean heldUp = shared != null // by a long answer, which may be read in many a look
                && !shared.carriesManyAtATime()
                && shared.liveness().isReadInLastLook();
        if (shared == null || heldUp) {
            open(demand, readyAfter);
        }
        return null;
    }

    /**
     * Opens a connection ahead of need and tells how it went; false, and nothing is told, if there is no room, or one that
     * carries many at a time takes another.
     */
    public boolean preconnect(OpeningListener told) {
        if (closed || size() >= bounds.connections() || ready.isStreamLeft(generation) || !room.takeIfAny(inside)) {
            return false;
        }
        openings.begin(generation, told);
        return true;
    }

    /** The process may have been paused: what stands idle is verified before it is used. */
    public void resumed() {
        verification.resumed();
    }

    /** Makes every connection opened until now one of an earlier generation. */
    public void renew() {
        generation++;
        ready.idle().forEach(connection -> connection.retire(RetireReason.GENERATION));
        ready.leased().forEach(connection -> connection.retireWhenDone(RetireReason.GENERATION));
    }

    /**
     * Closes every connection now, also those that are out of use and not closed yet, and stays usable; the futures tell when
     * the sockets are closed.
     */
    public List<ChannelFuture> disconnect() {
        openings.cancel(Failure.CANCELLED, "disconnected");
        String reason = "connection retired: " + RetireReason.DISCONNECTED;
        closeAll(RetireReason.DISCONNECTED, Failure.CONNECTION_LOST, reason);
        closing.hurry();
        return closing.closeFutures();
    }

    /** Closes every connection now; exchanges fail with {@code failure}. */
    public void close(Failure failure, String reason) {
        closed = true;
        room.leave(inside);
        openings.cancel(failure, reason);
        closeAll(RetireReason.SENDER_CLOSED, failure, reason);
        closing.hurry();
    }

    private void closeAll(RetireReason why, Failure failure, String reason) {
        ready.leased().forEach(connection -> connection.close(why, failure, reason));
        ready.idle().forEach(connection -> connection.close(why, failure, reason));
    }

    /** Nobody waits for a connection any more. */
    public void demandEnded() {
        room.leave(inside);
    }

    /** In which phase the oldest opening is, or {@code QUEUE} if there is none. */
    public Phase openingPhase() {
        return openings.oldestPhase();
    }

    /** Whether there is neither a connection nor an opening, nor a socket that is not closed yet. */
    public boolean isEmpty() {
        return size() == 0 && closing.isEmpty();
    }

    private int size() {
        return openings.count() + ready.count();
    }

    /** A connection may be leased, may accept another request, or there is room. */
    private void changed() {
        if (!closed) {
            owner.leaseMayBePossible();
        }
        if (room.isWanted()) {
            room.serve();
        }
    }

    private void socketClosed() {
        room.freed();
        if (!closed && isEmpty()) {
            loop.execute(this::changed); // there is nothing left to know
        }
    }

    /** Rather one that takes it at once than one where it waits with others; and rather another one than that. */
    private @Nullable Connection leastLoaded(long readyAfter) {
        Connection open = leastLoaded(false, readyAfter);
        boolean anotherMayBe = size() < bounds.connections() && !room.isFull();
        return open != null || anotherMayBe ? open : leastLoaded(true, readyAfter);
    }

    /** Of those that are not too old. One that carries others without a pause is never idle, and would go on for ever. */
    private @Nullable Connection leastLoaded(boolean waiting, long readyAfter) {
        Connection candidate = ready.leastLoaded(waiting, readyAfter, generation);
        while (candidate != null && verification.isTooOld(candidate)) {
            candidate.retireWhenDone(RetireReason.CONNECTION_AGE);
            candidate = ready.leastLoaded(waiting, readyAfter, generation);
        }
        return candidate;
    }

    /** Whether a connection may carry several exchanges. */
    private boolean isShared() {
        return bounds.pipeliningDepth() > 1 || bounds.protocol() != HttpProtocol.HTTP_1_1;
    }

    /** How many openings are worth while for so many who wait: of HTTP/2 each is for many. Unknown, it is HTTP/1.1. */
    private int openingsFor(int demand) {
        int each = spoken == HttpProtocol.HTTP_2 ? bounds.streams() : 1;
        return (demand + each - 1) / each;
    }

    private void open(int demand, long readyAfter) {
        if (closed) {
            return;
        }
        int bound = bounds.connections();
        if ((size() >= bound || room.isFull())
                && openings.isEmpty()
                && ready.hasIdle()
                && ready.oldestIdle().readyAtNanos() - readyAfter < 0) {
            ready.oldestIdle().retire(RetireReason.REPLACED);
        }
        while (openings.count() < openingsFor(demand) && size() < bound && room.take(inside)) {
            openings.begin(generation, inDemand);
        }
    }

    /** Openings for sends that wait; those ahead of need are told to whoever asked for them. */
    private final class InDemand implements OpeningListener {
        @Override
        public void opened(Connection connection) {
            // it stands among the ready ones
        }

        @Override
        public void failed(OpeningFailure failure) {
            if (!closed) {
                owner.openingFailed(failure);
            }
        }
    }

    /** What its connections, its openings, their verification and the room for them know of it. */
    private final class Inside implements Connection.Owner, Openings.Owner, Verification.Owner, ConnectionRoom.Tenant {
        @Override
        public Endpoint endpoint() {
            return endpoint;
        }

        // ---- openings ----

        @Override
        public void opened(Connection connection) {
            spoken = connection.protocol();
            ready.add(connection);
            verification.sweepLater();
            owner.opened(connection);
        }

        @Override
        public void openingEnded() {
            ConnectionPool.this.changed();
        }

        @Override
        public void closes(Channel socket) {
            closing.add(socket, () -> {});
        }

        @Override
        public ConnectionRoom.Tenant tenant() {
            return this;
        }

        @Override
        public Connection.Owner ofConnection() {
            return this;
        }

        // ---- connections ----

        @Override
        public void released(Connection connection) {
            if (ready.release(connection)) {
                verification.sweepLater();
                ConnectionPool.this.changed();
            }
        }

        @Override
        public void changed() {
            ConnectionPool.this.changed();
        }

        @Override
        public void gone(Connection connection, RetireReason reason, boolean wasLeased) {
            ready.remove(connection, wasLeased);
            closing.add(connection.channel(), connection::closeNow);
            owner.retired(connection, reason);
            loop.execute(ConnectionPool.this::changed); // not from within what retires it
        }

        /**
         * Such as where the server refuses the client after the handshake of TLS 1.3. Whoever waits for it would have another
         * one opened, and another, without an end.
         */
        @Override
        public void endedUnused(OpeningFailure why) {
            if (verification.isLookAwaited() && !closed && ++endedUnused >= MAX_ENDED_UNUSED) {
                endedUnused = 0;
                owner.openingFailed(why);
            }
        }

        @Override
        public boolean ioPassDue() {
            return verification.ioPassDue();
        }

        /**
         * While sends wait for it here, it has carried one at least: otherwise two pools could take turns at opening, and never
         * send.
         */
        @Override
        public boolean yields(Connection connection, ConnectionRoom.Tenant to, int held) {
            if (to == this) {
                return false;
            }
            return owner.demand() == 0 || (connection.begunBefore() && (held == 0 || size() > held + 1));
        }

        // ---- verification ----

        @Override
        public Collection<Connection> ready() {
            return ready.all();
        }

        @Override
        public List<Connection> idle() {
            return ready.idle();
        }

        @Override
        public void verified() {
            ConnectionPool.this.changed();
        }

        // ---- room ----

        @Override
        public int size() {
            return ConnectionPool.this.size();
        }

        @Override
        public int standing() {
            return ready.count();
        }

        @Override
        public boolean wantsAnother() {
            return !closed && openings.count() < openingsFor(owner.demand()) && size() < bounds.connections();
        }

        @Override
        public void roomMayBeFree() {
            ConnectionPool.this.changed();
        }
    }
}
