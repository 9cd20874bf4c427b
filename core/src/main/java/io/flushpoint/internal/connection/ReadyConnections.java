package io.flushpoint.internal.connection;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one pool that are ready: those that stand idle, in the order in which they became so, and those that are
 * leased. Counts both, and tells the room over all endpoints which may be closed. Confined to one event loop.
 */
final class ReadyConnections {
    private final ConnectionGauges gauges;
    private final ConnectionRoom room;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Set<Connection> all = new LinkedHashSet<>();

    ReadyConnections(ConnectionGauges gauges, ConnectionRoom room) {
        this.gauges = gauges;
        this.room = room;
    }

    // ---- what becomes of one ----

    /** One became ready, and stands idle. */
    void add(Connection connection) {
        all.add(connection);
        putIdle(connection);
    }

    /** An idle one is leased. */
    void lease(Connection connection) {
        removeIdle(connection);
        connection.lease();
        gauges.busy.increment();
    }

    /** One may stand idle again; false if it was not leased. */
    boolean release(Connection connection) {
        if (!connection.endLease()) {
            return false;
        }
        gauges.busy.decrement();
        putIdle(connection);
        return true;
    }

    /** One takes no more requests. */
    void remove(Connection connection, boolean wasLeased) {
        all.remove(connection);
        if (wasLeased) {
            gauges.busy.decrement();
        } else {
            removeIdle(connection);
        }
    }

    private void putIdle(Connection connection) {
        idle.addLast(connection);
        room.becameIdle(connection);
        gauges.idle.increment();
    }

    /** As a rule it is the newest, which is leased first, or the oldest, which is retired first: no search then. */
    private void removeIdle(Connection connection) {
        boolean was;
        if (idle.peekFirst() == connection) {
            idle.removeFirst();
            was = true;
        } else {
            was = idle.removeLastOccurrence(connection);
        }
        if (was) {
            room.noLongerIdle(connection);
            gauges.idle.decrement();
        }
    }

    // ---- which there are ----

    int count() {
        return all.size();
    }

    Collection<Connection> all() {
        return all;
    }

    boolean hasIdle() {
        return !idle.isEmpty();
    }

    /** Those that are idle; a copy. */
    List<Connection> idle() {
        return List.copyOf(idle);
    }

    /** Those that are leased; a copy. */
    List<Connection> leased() {
        return all.stream().filter(Connection::isLeased).toList();
    }

    /** The one that has been idle for longest; only if there is one. */
    Connection oldestIdle() {
        return idle.getFirst();
    }

    /** The one that became idle last, of those that may be leased now to a request that was submitted at that moment. */
    @Nullable
    Connection newestIdle(long readyAfter, long submitted) {
        for (Iterator<Connection> each = idle.descendingIterator(); each.hasNext(); ) {
            Connection candidate = each.next();
            if (candidate.acceptsFirst()
                    && candidate.readyAtNanos() - readyAfter >= 0
                    && !candidate.liveness().isLookDue(submitted)) {
                return candidate;
            }
        }
        return null;
    }

    /** Whether a connection stands idle that may be leased after the loop's next look at its sockets. */
    boolean isLookDueAtIdle(long readyAfter, long submitted) {
        for (Connection candidate : idle) {
            if (candidate.readyAtNanos() - readyAfter >= 0
                    && candidate.liveness().isLookDue(submitted)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one that carries many exchanges at a time takes another. */
    boolean isStreamLeft(int generation) {
        for (Connection candidate : all) {
            if (candidate.carriesManyAtATime()
                    && candidate.acceptsAnother(false)
                    && candidate.ages().generation() == generation) {
                return true;
            }
        }
        return false;
    }

    /** The leased one with the fewest requests that takes another, if only one that is {@code waiting}. */
    @Nullable
    Connection leastLoaded(boolean waiting, long readyAfter, int generation) {
        Connection best = null;
        for (Connection candidate : all) {
            if (candidate.isLeased()
                    && candidate.acceptsAnother(waiting)
                    && candidate.readyAtNanos() - readyAfter >= 0
                    && candidate.ages().generation() == generation
                    && (best == null || candidate.inFlight() < best.inFlight())) {
                best = candidate;
            }
        }
        return best;
    }
}
