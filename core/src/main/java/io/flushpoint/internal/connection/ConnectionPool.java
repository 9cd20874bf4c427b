package io.flushpoint.internal.connection;

import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SenderListener.RetireReason;
import io.netty.channel.ChannelFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one endpoint, bounded in number: leases them, opens what is in demand, verifies what was idle, and
 * retires what is stale. Knows no queue: whoever owns it is told when it is worth asking again.
 */
public final class ConnectionPool {
    private static final long FASTEST_POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long SLOWEST_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Whoever leases. All calls come on the event loop. */
    public interface Owner {
        /** A connection became free, ready or verified, or there is room for another: it is worth asking again. */
        void leaseMayBePossible();

        /** A connection that was in demand could not be opened. */
        void openingFailed(OpeningFailure failure);

        /** A connection is ready. */
        void opened(Connection connection);

        /** A connection that was ready takes no more requests. */
        void retired(Connection connection, RetireReason reason);
    }

    private final Endpoint endpoint;
    private final Wiring wiring;
    private final ReuseRules rules;
    private final IoPass ioPass;
    private final Owner owner;
    private final Set<Opening> openings = new LinkedHashSet<>();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Set<Connection> standing = new LinkedHashSet<>(); // idle or leased
    private int leases;
    private int generation;
    private boolean pollScheduled;
    private long pollNanos = FASTEST_POLL_NANOS;
    private boolean sweepScheduled;
    private boolean closed;

    public ConnectionPool(Endpoint endpoint, Wiring wiring, Owner owner) {
        this.endpoint = endpoint;
        this.wiring = wiring;
        this.owner = owner;
        this.rules = new ReuseRules(wiring.runTime().freezeGapMillis());
        this.ioPass = new IoPass(wiring, this::ioPassed);
    }

    /**
     * A connection for one request, or null if none can be used now; then the owner is told when to ask again.
     *
     * @param readyAfter only a connection that became ready after this moment of the monotonic clock will do
     * @param demand how many requests wait, this one included
     */
    public @Nullable Connection lease(long readyAfter, int demand) {
        for (Iterator<Connection> each = idle.descendingIterator(); each.hasNext(); ) {
            Connection candidate = each.next();
            if (candidate.readyAtNanos() - readyAfter < 0) {
                continue;
            }
            switch (rules.verdict(candidate, generation, ioPass.due())) {
                case USE -> {
                    each.remove();
                    candidate.leased(true);
                    leases++;
                    wiring.gauges().idle.decrement();
                    wiring.gauges().busy.increment();
                    return candidate;
                }
                case AFTER_IO_PASS -> {
                    ioPass.start();
                    return null;
                }
                case PROBING -> {
                    poll();
                    return null;
                }
                case RETIRE -> {
                    candidate.retire(rules.reason());
                    return lease(readyAfter, demand); // the collection has changed under the iterator
                }
            }
        }
        Connection shared = pipelinable(readyAfter);
        if (shared == null) {
            open(demand, readyAfter);
        }
        return shared;
    }

    /** Opens a connection ahead of need and tells how it went; false, and nothing is told, if there is no room. */
    public boolean preconnect(BiConsumer<@Nullable Connection, @Nullable OpeningFailure> told) {
        if (closed || size() >= wiring.bounds().connections()) {
            return false;
        }
        open((connection, failure) -> told.accept(connection, failure));
        return true;
    }

    /** The process may have been paused: looks at every idle connection, as {@link ReuseRules} say. */
    public void resumed() {
        List.copyOf(idle).forEach(this::probe);
        ioPass.demand();
    }

    private void probe(Connection connection) {
        ThawProbe probe = connection.probe();
        if (probe == null) {
            return;
        }
        ReuseRules.Verdict verdict = rules.settle(probe, connection.freshness());
        boolean unverified = connection.freshness().unverifiedMillis() >= ThawProbe.KERNEL_IDLE_MILLIS;
        if (verdict == ReuseRules.Verdict.USE && unverified) {
            verdict = rules.arm(connection, probe);
        }
        if (verdict == ReuseRules.Verdict.RETIRE) {
            connection.retire(rules.reason());
        } else if (probe.armed()) {
            poll();
        }
    }

    /** Makes every connection opened until now one of an earlier generation. */
    public void renew() {
        generation++;
        List.copyOf(idle).forEach(connection -> connection.retire(RetireReason.GENERATION));
        leased().forEach(connection -> connection.retireWhenDone(RetireReason.GENERATION));
    }

    /** Closes every connection now, and stays usable; the futures tell when the sockets are closed. */
    public List<ChannelFuture> disconnect() {
        List<ChannelFuture> closing = new ArrayList<>();
        for (Opening opening : List.copyOf(openings)) {
            ChannelFuture closed = opening.cancel(Failure.CANCELLED, "disconnected");
            if (closed != null) {
                closing.add(closed);
            }
        }
        leased().forEach(connection -> closing.add(connection.disconnect()));
        List.copyOf(idle).forEach(connection -> closing.add(connection.disconnect()));
        return closing;
    }

    /** Closes every connection now; exchanges fail with {@code failure}. */
    public void close(Failure failure, String reason) {
        closed = true;
        List.copyOf(openings).forEach(opening -> opening.cancel(failure, reason));
        leased().forEach(connection -> connection.shut(failure, reason));
        List.copyOf(idle).forEach(connection -> connection.shut(failure, reason));
    }

    /** In which phase the oldest opening is, or {@code QUEUE} if there is none. */
    public Phase openingPhase() {
        return openings.isEmpty() ? Phase.QUEUE : openings.iterator().next().phase();
    }

    /** Whether there is neither a connection nor an opening. */
    public boolean isEmpty() {
        return size() == 0;
    }

    /** Whether no exchange is in flight. */
    public boolean isQuiet() {
        return leases == 0;
    }

    // ---- what connections tell ----

    Endpoint endpoint() {
        return endpoint;
    }

    /** Whether what is read now may have come before the last possible gap. */
    boolean ioPassDue() {
        return ioPass.due();
    }

    Wiring wiring() {
        return wiring;
    }

    /** An exchange ended and the connection is idle. */
    void released(Connection connection) {
        if (endLease(connection)) {
            putIdle(connection);
            changed();
        }
    }

    /** A connection may accept another request, or there is room. */
    void changed() {
        if (!closed) {
            owner.leaseMayBePossible();
        }
    }

    /** A connection takes no more requests. */
    void gone(Connection connection, RetireReason reason) {
        standing.remove(connection);
        if (!endLease(connection) && idle.remove(connection)) {
            wiring.gauges().idle.decrement();
        }
        owner.retired(connection, reason);
        wiring.loop().execute(this::changed); // not from within what retires it
    }

    // ---- inside ----

    private int size() {
        return openings.size() + standing.size();
    }

    private List<Connection> leased() {
        return standing.stream().filter(Connection::isLeased).toList();
    }

    private boolean endLease(Connection connection) {
        boolean was = connection.isLeased();
        if (was) {
            connection.leased(false);
            leases--;
            wiring.gauges().busy.decrement();
        }
        return was;
    }

    private @Nullable Connection pipelinable(long readyAfter) {
        int depth = wiring.bounds().pipeliningDepth();
        if (depth == 1) {
            return null;
        }
        Connection best = null;
        for (Connection candidate : standing) {
            if (candidate.isLeased()
                    && candidate.acceptsAnother(depth)
                    && candidate.readyAtNanos() - readyAfter >= 0
                    && candidate.freshness().generation() == generation
                    && (best == null || candidate.inFlight() < best.inFlight())) {
                best = candidate;
            }
        }
        if (best != null
                && best.freshness().unlookedMillis() >= wiring.runTime().freezeGapMillis()) {
            ioPass.start();
            return null;
        }
        return best;
    }

    private void open(int demand, long readyAfter) {
        if (closed) {
            return;
        }
        int bound = wiring.bounds().connections();
        if (size() >= bound
                && openings.isEmpty()
                && !idle.isEmpty()
                && idle.getFirst().readyAtNanos() - readyAfter < 0) {
            idle.getFirst().retire(RetireReason.REPLACED);
        }
        while (openings.size() < demand && size() < bound) {
            open((connection, failure) -> {
                if (failure != null && !closed) {
                    owner.openingFailed(failure);
                }
            });
        }
    }

    private void open(BiConsumer<@Nullable Connection, @Nullable OpeningFailure> told) {
        Opening[] self = new Opening[1];
        Opening opening = new Opening(this, endpoint, generation, (connection, failure) -> {
            openings.remove(self[0]);
            wiring.gauges().opening.decrement();
            if (connection != null) {
                standing.add(connection);
                putIdle(connection);
                owner.opened(connection);
            }
            told.accept(connection, failure);
            changed();
        });
        self[0] = opening;
        openings.add(opening);
        wiring.gauges().opening.increment();
        wiring.loop().execute(opening::start);
    }

    private void putIdle(Connection connection) {
        idle.addLast(connection);
        wiring.gauges().idle.increment();
        if (!sweepScheduled) {
            sweepScheduled = true;
            wiring.loop().schedule(this::sweep, wiring.bounds().idleMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Closes what was idle for too long. Housekeeping: reuse is decided by {@link ReuseRules}, not by this timer. */
    private void sweep() {
        sweepScheduled = false;
        for (Connection connection : List.copyOf(idle)) {
            if (connection.freshness().idleTooLong()) {
                connection.retire(RetireReason.IDLE_AGE);
            }
        }
        if (!idle.isEmpty()) {
            sweepScheduled = true;
            wiring.loop().schedule(this::sweep, wiring.bounds().idleMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void ioPassed() {
        standing.forEach(connection -> connection.freshness().looked());
        changed();
    }

    /**
     * Reads the verdicts of the probes in flight in a moment, and tells that it is worth asking again. The first reading comes
     * after a round trip within one place, the next ones ever later.
     */
    private void poll() {
        if (!pollScheduled) {
            pollScheduled = true;
            wiring.loop().schedule(this::polled, pollNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void polled() {
        pollScheduled = false;
        pollNanos = Math.min(2 * pollNanos, SLOWEST_POLL_NANOS);
        for (Connection connection : List.copyOf(idle)) {
            ThawProbe probe = connection.probe();
            if (probe != null && probe.armed()) {
                switch (rules.settle(probe, connection.freshness())) {
                    case RETIRE -> connection.retire(rules.reason());
                    case PROBING -> poll();
                    default -> {
                        // alive: it can be leased
                    }
                }
            }
        }
        changed();
        if (!pollScheduled) {
            pollNanos = FASTEST_POLL_NANOS;
        }
    }
}
