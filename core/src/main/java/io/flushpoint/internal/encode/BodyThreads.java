package io.flushpoint.internal.encode;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which bodies are read: where publishers are asked and files are read, both of which may block. Each such body has a seat,
 * and at most one call of a seat is under way or waits; the bodies to one endpoint keep at most a share of the threads busy,
 * so that those that block leave threads for the other endpoints. Shared by all event loops of a sender.
 */
public final class BodyThreads {
    private final ThreadPoolExecutor threads;
    private final int maxSeats;
    private final int maxBusy;
    private final Map<String, Share> shares = new HashMap<>();
    private int seats;

    /**
     * Asks on {@code threads}.
     *
     * @param maxSeats bodies at the same time
     * @param maxBusy threads that the bodies to one endpoint may have at the same time
     */
    public BodyThreads(ThreadPoolExecutor threads, int maxSeats, int maxBusy) {
        this.threads = threads;
        this.maxSeats = maxSeats;
        this.maxBusy = maxBusy;
    }

    /**
     * A seat for one body.
     *
     * @throws IOException if all are taken, naming the bound
     */
    synchronized Seat take(String endpoint) throws IOException {
        if (seats >= maxSeats) {
            throw new IOException("BODIES_BEING_READ: " + seats + " bodies are being read already");
        }
        seats++;
        Share share = shares.computeIfAbsent(endpoint, Share::new);
        share.seats++;
        return new Taken(share);
    }

    /** Where the calls of one body run, one at a time. */
    interface Seat extends Executor {
        /**
         * Gives it back, once its call has come back.
         *
         * @param withdrawing a call that has not begun yet, which then never will
         */
        default void leave(boolean withdrawing) {}
    }

    /** What the bodies to one endpoint have. Guarded by the whole. */
    private static final class Share {
        private final String endpoint;
        private final Deque<Turn> waiting = new ArrayDeque<>();
        private int seats;
        private int busy;

        Share(String endpoint) {
            this.endpoint = endpoint;
        }
    }

    /** A seat of ours. Guarded by the whole. */
    private final class Taken implements Seat {
        private final Share share;
        private @Nullable Turn turn;
        private boolean leaving;
        private boolean left;

        Taken(Share share) {
            this.share = share;
        }

        @Override
        public void execute(Runnable call) {
            Turn next = new Turn(this, call);
            if (mayRun(next)) {
                try {
                    threads.execute(next);
                } catch (Throwable closingOrNoThread) {
                    over(next);
                    throw closingOrNoThread;
                }
            }
        }

        @Override
        public void leave(boolean withdrawing) {
            Turn waiting = leaves(this);
            if (withdrawing && waiting != null && withdraws(waiting)) {
                over(waiting);
            }
        }
    }

    /** A call that has, or waits for, one of its share's threads. */
    private final class Turn implements Runnable {
        private final Taken seat;
        private final Runnable call;
        private boolean waits;

        Turn(Taken seat, Runnable call) {
            this.seat = seat;
            this.call = call;
        }

        @Override
        public void run() {
            try {
                call.run();
            } finally {
                over(this);
            }
        }
    }

    /** A turn is over; the next of its share has its thread. */
    private void over(Turn turn) {
        Turn next = next(turn);
        while (next != null && !handOver(next)) {
            next = next(next);
        }
    }

    /** False if the sender closes, and its sends are settled, or if there is no thread: then the deadline of the write ends it. */
    private boolean handOver(Turn turn) {
        try {
            threads.execute(turn);
            return true;
        } catch (Throwable closingOrNoThread) {
            return false;
        }
    }

    private synchronized @Nullable Turn next(Turn over) {
        Taken seat = over.seat;
        if (seat.turn == over) { // and it has not asked for another one
            seat.turn = null;
            leaveIfOver(seat);
        }
        Turn next = null;
        if (!over.waits) {
            next = seat.share.waiting.poll();
            if (next == null) {
                seat.share.busy--;
            } else {
                next.waits = false;
            }
        }
        return next;
    }

    private synchronized boolean mayRun(Turn turn) {
        turn.seat.turn = turn;
        turn.waits = turn.seat.share.busy >= maxBusy;
        if (turn.waits) {
            turn.seat.share.waiting.add(turn);
        } else {
            turn.seat.share.busy++;
        }
        return !turn.waits;
    }

    private synchronized @Nullable Turn leaves(Taken seat) {
        seat.leaving = true;
        leaveIfOver(seat);
        return seat.turn;
    }

    private synchronized boolean withdraws(Turn turn) {
        return turn.waits ? turn.seat.share.waiting.remove(turn) : threads.remove(turn);
    }

    private void leaveIfOver(Taken seat) {
        if (seat.leaving && !seat.left && seat.turn == null) {
            seat.left = true;
            seats--;
            if (--seat.share.seats == 0) {
                shares.remove(seat.share.endpoint);
            }
        }
    }
}
