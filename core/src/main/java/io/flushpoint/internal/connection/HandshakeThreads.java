package io.flushpoint.internal.connection;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which certificates are verified where that may block, such as by asking an OCSP responder. The handshakes with
 * one endpoint keep at most a share of them busy, so that a responder that hangs leaves threads for the other endpoints; beyond
 * the share they wait in order. What waits is bounded by the connections that are being opened. Shared by all event loops of a
 * sender.
 */
public final class HandshakeThreads {
    private final ThreadPoolExecutor threads;
    private final int maxBusy;
    private final Map<Endpoint, Share> shares = new HashMap<>();

    /**
     * Verifies on {@code threads}.
     *
     * @param maxBusy threads that the handshakes with one endpoint may have at the same time
     */
    public HandshakeThreads(ThreadPoolExecutor threads, int maxBusy) {
        this.threads = threads;
        this.maxBusy = maxBusy;
    }

    /**
     * Runs {@code work} when it is its turn.
     *
     * @param refused told instead if it never can be, such as when the sender closes; by this thread or another
     */
    Turn execute(Endpoint endpoint, Runnable work, Consumer<Throwable> refused) {
        Turn turn = new Turn(endpoint, work, refused);
        if (mayRun(turn) && !isHandedOver(turn)) {
            over(turn);
        }
        return turn;
    }

    /** What the handshakes with one endpoint have. Guarded by the whole. */
    private static final class Share {
        private final Set<Turn> waiting = new LinkedHashSet<>();
        private int busy;
    }

    /** Work that has, or waits for, one of its share's threads. Guarded by the whole. */
    final class Turn implements Runnable {
        private final Endpoint endpoint;
        private final Runnable work;
        private final Consumer<Throwable> refused;
        private boolean begun;
        private boolean dropped;

        private Turn(Endpoint endpoint, Runnable work, Consumer<Throwable> refused) {
            this.endpoint = endpoint;
            this.work = work;
            this.refused = refused;
        }

        @Override
        public void run() {
            try {
                if (begins(this)) {
                    work.run();
                }
            } finally {
                over(this);
            }
        }

        /** Whether it has a thread, or had one, or was refused one. */
        boolean hasBegun() {
            synchronized (HandshakeThreads.this) {
                return begun;
            }
        }

        /** Withdraws it, which is once; false if it has begun. */
        boolean drop() {
            if (!drops(this)) {
                return false;
            }
            if (threads.remove(this)) {
                over(this);
            }
            return true;
        }
    }

    private boolean isHandedOver(Turn turn) {
        try {
            threads.execute(turn);
            return true;
        } catch (Throwable closingOrNoThread) {
            if (begins(turn)) {
                turn.refused.accept(closingOrNoThread);
            }
            return false;
        }
    }

    /** A turn is over; the next of its share has its thread. */
    private void over(Turn turn) {
        Turn next = next(turn.endpoint);
        while (next != null && !isHandedOver(next)) {
            next = next(turn.endpoint);
        }
    }

    private synchronized boolean mayRun(Turn turn) {
        Share share = shares.computeIfAbsent(turn.endpoint, endpoint -> new Share());
        boolean may = share.busy < maxBusy;
        if (may) {
            share.busy++;
        } else {
            share.waiting.add(turn);
        }
        return may;
    }

    private synchronized boolean begins(Turn turn) {
        turn.begun = !turn.dropped;
        return turn.begun;
    }

    private synchronized boolean drops(Turn turn) {
        boolean drops = !turn.begun && !turn.dropped;
        turn.dropped |= drops;
        Share share = shares.get(turn.endpoint);
        if (drops && share != null) {
            share.waiting.remove(turn);
        }
        return drops;
    }

    private synchronized @Nullable Turn next(Endpoint endpoint) {
        Share share = shares.get(endpoint);
        if (share == null) {
            return null;
        }
        Iterator<Turn> waiting = share.waiting.iterator();
        if (waiting.hasNext()) {
            Turn next = waiting.next();
            waiting.remove();
            return next;
        }
        if (--share.busy == 0) {
            shares.remove(endpoint);
        }
        return null;
    }
}
