package io.flushpoint.internal.connection;

import io.netty.channel.EventLoop;
import io.netty.util.internal.DefaultPriorityQueue;
import io.netty.util.internal.PriorityQueueNode;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Time in which this event loop ran, and the deadlines measured in it. A pause longer than the freeze gap counts as one
 * heartbeat only, so that a frozen process finds its deadlines after the thaw as far away as before.
 *
 * <p>All deadlines share one timer of the loop, set for the first of them. A heartbeat runs only while a deadline is armed:
 * it makes pauses visible at their true length.
 */
public final class RunningTime {
    private static final long HEARTBEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int ROOM = 16;

    private final EventLoop loop;
    private final Clocks clocks;
    private final long freezeGapNanos;
    private final DefaultPriorityQueue<Deadline> armed =
            new DefaultPriorityQueue<>((one, other) -> Long.signum(one.due - other.due), ROOM);
    private long lastSeen;
    private long notRun;
    private int pauses;
    private boolean beating;
    private java.util.concurrent.@Nullable Future<?> timer;
    private long timerDue;

    public RunningTime(EventLoop loop, Clocks clocks, long freezeGapMillis) {
        this.loop = loop;
        this.clocks = clocks;
        this.freezeGapNanos = TimeUnit.MILLISECONDS.toNanos(freezeGapMillis);
        this.lastSeen = clocks.now();
    }

    /** Nanoseconds in which the loop ran. */
    public long now() {
        long real = clocks.now();
        long step = real - lastSeen;
        if (step > freezeGapNanos) {
            notRun += step - HEARTBEAT_NANOS;
            pauses++;
        }
        lastSeen = real;
        return real - notRun;
    }

    /** How many pauses there have been until now. */
    int pauses() {
        now();
        return pauses;
    }

    /** The clocks behind it. */
    public Clocks clocks() {
        return clocks;
    }

    /** Pauses from this length on count as a freeze. */
    public long freezeGapMillis() {
        return TimeUnit.NANOSECONDS.toMillis(freezeGapNanos);
    }

    /** Runs {@code task} on the loop once {@code millis} of running time have passed, unless cancelled before. */
    public Deadline after(long millis, Runnable task) {
        Deadline deadline = deadline(task);
        deadline.armAfter(millis);
        return deadline;
    }

    /** A deadline that runs {@code task} on the loop; not armed yet. */
    Deadline deadline(Runnable task) {
        return new Deadline(this) {
            @Override
            protected void passed() {
                task.run();
            }
        };
    }

    private void arm(Deadline deadline) {
        armed.offer(deadline);
        wakeFor(deadline);
        if (!beating) {
            beating = true;
            loop.schedule(this::beat, HEARTBEAT_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private void beat() {
        if (armed.isEmpty()) {
            beating = false;
            stopTimer();
        } else {
            loop.schedule(this::beat, HEARTBEAT_NANOS, TimeUnit.NANOSECONDS);
        }
        now();
    }

    /** The timer is moved only when it would come too late: one that comes early looks again. */
    private void wakeFor(Deadline deadline) {
        if (timer == null || deadline.due - timerDue < 0) {
            stopTimer();
            timerDue = deadline.due;
            timer = loop.schedule(this::look, Math.max(0, timerDue - now()), TimeUnit.NANOSECONDS);
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void look() {
        timer = null;
        try {
            long now = now();
            for (int atMost = armed.size(); atMost > 0; atMost--) { // not what is armed anew meanwhile
                Deadline first = armed.peek();
                if (first == null || first.due - now > 0) {
                    break; // the process stood still meanwhile
                }
                armed.poll();
                first.passed();
            }
        } finally {
            Deadline next = armed.peek();
            if (next != null) {
                wakeFor(next);
            }
        }
    }

    /** A moment of running time, at which something is to be done. May be armed again and again. */
    public abstract static class Deadline implements PriorityQueueNode {
        private final RunningTime runningTime;
        private long due;
        private int index = INDEX_NOT_IN_QUEUE;

        /** Not armed yet. */
        protected Deadline(RunningTime runningTime) {
            this.runningTime = runningTime;
        }

        /** Called on the loop once the moment has passed; it is not armed any more then. */
        protected abstract void passed();

        /** Arms it for a moment of running time, in place of the one it was armed for. */
        public final void arm(long newDue) {
            cancel();
            due = newDue;
            runningTime.arm(this);
        }

        final void armAfter(long millis) {
            arm(runningTime.now() + TimeUnit.MILLISECONDS.toNanos(millis));
        }

        /** Disarms it. Without effect when it has run. */
        public final void cancel() {
            if (isArmed()) {
                runningTime.armed.removeTyped(this);
            }
        }

        public final boolean isArmed() {
            return index != INDEX_NOT_IN_QUEUE;
        }

        /** When, in running time, if it is armed. */
        public final long due() {
            return due;
        }

        /** The time it is measured in. */
        protected final RunningTime runningTime() {
            return runningTime;
        }

        @Override
        public final int priorityQueueIndex(DefaultPriorityQueue<?> queue) {
            return index;
        }

        @Override
        public final void priorityQueueIndex(DefaultPriorityQueue<?> queue, int newIndex) {
            index = newIndex;
        }
    }
}
