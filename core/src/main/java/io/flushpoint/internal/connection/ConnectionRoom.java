package io.flushpoint.internal.connection;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The room that the connections of one event loop share, over all endpoints: so many, from their opening until their socket
 * is closed. Where none is left, the connection that has been idle for longest is closed; where none is idle, pools wait in
 * line. Openings that found the process without a descriptor wait here too. Confined to the loop.
 *
 * <p>Whoever has the fewest connections is served first, and first come first served among equals. A pool whose own sends
 * wait keeps a connection that became free, unless another has none at all or it has more than its share: so each endpoint
 * makes progress, and those that share the room evenly do not take connections from each other for every send.
 */
public final class ConnectionRoom {
    /** Who has connections in it: the pool of one endpoint. */
    interface Tenant {
        /** Connections, those being opened included. */
        int size();

        /** Connections that are ready. */
        int standing();

        /** Whether it would open another connection, if there is room. */
        boolean wantsAnother();

        /** There may be room, or an idle connection may be leased. */
        void roomMayBeFree();
    }

    /** An idle connection. */
    abstract static class Idle extends IdleConnections.Place<Idle> {
        /** Whether it may be closed in favour of a tenant that holds so many. */
        abstract boolean yields(Tenant to, int held);

        /** Takes it out of use; the future tells when its socket is closed. */
        abstract ChannelFuture makeRoom();
    }

    /** An opening that found no descriptor. */
    interface WithoutDescriptor {
        /** For whom it opens. */
        Tenant tenant();

        /** Tries again. */
        void descriptorMayBeFree();
    }

    private final EventLoop loop;
    private final Looks looks;
    private final int bound;
    private final IdleConnections<Idle> idle = new IdleConnections<>();
    private final Set<Tenant> line = new LinkedHashSet<>();
    private final Set<WithoutDescriptor> withoutDescriptor = new LinkedHashSet<>();
    private int taken;
    private int making;
    private @Nullable Tenant served;
    private boolean serving;
    private boolean serveScheduled;

    /** Room for {@code bound} connections. */
    public ConnectionRoom(EventLoop loop, Looks looks, int bound) {
        this.loop = loop;
        this.looks = looks;
        this.bound = bound;
    }

    // ---- room for a connection ----

    /** Takes room for a connection of a pool that can do without. */
    boolean takeIfAny(Tenant pool) {
        boolean taking = line.isEmpty() && hasRoomFor(pool);
        if (taking) {
            taken++;
        }
        return taking;
    }

    /** Takes room for a connection, or keeps the pool in line for it; then the pool is told when its turn comes. */
    boolean take(Tenant pool) {
        line.add(pool);
        if (neediest() != pool || !hasRoomFor(pool)) {
            return false;
        }
        line.remove(pool);
        served = pool;
        taken++;
        return true;
    }

    /** Whether a pool that would open another connection must close one of its own first. */
    boolean isFull() {
        return taken >= bound;
    }

    /** The pool needs no other connection. */
    void leave(Tenant pool) {
        if (!line.isEmpty()) {
            line.remove(pool);
        }
    }

    /** An opening ended without a connection, or a socket is closed. */
    void freed() {
        taken--;
        descriptorFreed();
        if (isWanted()) {
            serveSoon();
        }
    }

    // ---- idle connections ----

    void becameIdle(Idle connection) {
        idle.add(connection);
    }

    void noLongerIdle(Idle connection) {
        idle.remove(connection);
    }

    /** Whether somebody waits for a connection of somebody else's to become free. */
    boolean isWanted() {
        return !line.isEmpty() || !withoutDescriptor.isEmpty();
    }

    /** A pool with idle connections is about to lease one: those who need it more come first. */
    void othersFirst(Tenant pool) {
        line.remove(pool);
        serve();
    }

    /** Serves whom it can; to be called whenever something has become free. */
    void serve() {
        if (serving) {
            return; // whoever serves looks again
        }
        serving = true;
        try {
            makeDescriptors();
            for (Tenant next = neediest(); next != null && hasRoomFor(next); next = neediest()) {
                served = null;
                next.roomMayBeFree();
                if (served != next) {
                    line.remove(next); // it does without, or comes again by itself
                }
            }
        } finally {
            serving = false;
        }
    }

    // ---- descriptors ----

    /**
     * An opening found no descriptor. Whether it is worth waiting for one: then it is told when to try again. Not worth it is
     * what no connection of ours could help.
     */
    boolean awaitDescriptor(WithoutDescriptor opening) {
        withoutDescriptor.add(opening);
        makeDescriptors();
        if (taken > withoutDescriptor.size() || !withoutDescriptor.contains(opening)) {
            return true;
        }
        withoutDescriptor.remove(opening);
        return false;
    }

    /** The opening has ended. */
    void forget(WithoutDescriptor opening) {
        if (!withoutDescriptor.isEmpty()) {
            withoutDescriptor.remove(opening);
        }
    }

    private void makeDescriptors() {
        if (withoutDescriptor.isEmpty() || idle.oldest() == null) {
            return;
        }
        for (WithoutDescriptor opening : List.copyOf(withoutDescriptor)) {
            if (making < withoutDescriptor.size()) {
                retireFor(opening.tenant(), opening.tenant().standing());
            }
        }
    }

    /** NIO gives a descriptor back in its next look at the sockets. */
    void descriptorFreed() {
        if (!withoutDescriptor.isEmpty()) {
            WithoutDescriptor next = withoutDescriptor.iterator().next();
            withoutDescriptor.remove(next);
            looks.afterNext(next::descriptorMayBeFree);
        }
    }

    // ---- inside ----

    private void serveSoon() {
        if (!serveScheduled) {
            serveScheduled = true;
            loop.execute(() -> {
                serveScheduled = false;
                serve();
            });
        }
    }

    private @Nullable Tenant neediest() {
        Tenant best = null;
        for (Iterator<Tenant> each = line.iterator(); each.hasNext(); ) {
            Tenant pool = each.next();
            if (!pool.wantsAnother()) {
                each.remove();
            } else if (pool.size() == 0) {
                return pool;
            } else if (best == null || pool.size() < best.size()) {
                best = pool;
            }
        }
        return best;
    }

    private boolean hasRoomFor(Tenant pool) {
        if (taken >= bound && making < Math.max(1, line.size())) {
            retireFor(pool, pool.size());
        }
        return taken < bound;
    }

    /** Closes the connection that has been idle for longest, of those that may go for a pool that holds so many. */
    private void retireFor(Tenant pool, int held) {
        Idle oldest = idle.oldest();
        while (oldest != null && !oldest.yields(pool, held)) {
            oldest = idle.after(oldest);
        }
        if (oldest != null) {
            making++;
            oldest.makeRoom().addListener(closed -> making--);
        }
    }
}
