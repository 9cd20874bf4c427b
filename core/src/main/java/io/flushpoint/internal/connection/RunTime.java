package io.flushpoint.internal.connection;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Time in which this event loop ran, and the deadlines measured in it. A pause longer than the freeze gap counts as one
 * heartbeat only, so that a frozen process finds its deadlines after the thaw as far away as before.
 *
 * <p>A heartbeat runs only while a deadline is armed: it makes pauses visible at their true length.
 */
public final class RunTime {
    private static final long HEARTBEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final EventLoop loop;
    private final Clocks clocks;
    private final long freezeGapNanos;
    private long lastSeen;
    private long notRun;
    private int pauses;
    private int armed;
    private boolean beating;

    public RunTime(EventLoop loop, Clocks clocks, long freezeGapMillis) {
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
        return at(now() + TimeUnit.MILLISECONDS.toNanos(millis), task);
    }

    /** Runs {@code task} on the loop at a moment of running time, unless cancelled before. */
    public Deadline at(long due, Runnable task) {
        armed++;
        if (!beating) {
            beating = true;
            loop.schedule(this::beat, HEARTBEAT_NANOS, TimeUnit.NANOSECONDS);
        }
        Deadline deadline = new Deadline(due, task);
        deadline.schedule();
        return deadline;
    }

    private void beat() {
        now();
        if (armed > 0) {
            loop.schedule(this::beat, HEARTBEAT_NANOS, TimeUnit.NANOSECONDS);
        } else {
            beating = false;
        }
    }

    /** An armed deadline. */
    public final class Deadline implements Runnable {
        private final long due;
        private @Nullable Runnable task;
        private java.util.concurrent.@Nullable Future<?> timer;

        private Deadline(long due, Runnable task) {
            this.due = due;
            this.task = task;
        }

        private void schedule() {
            timer = loop.schedule(this, Math.max(0, due - RunTime.this.now()), TimeUnit.NANOSECONDS);
        }

        /** When, in running time. */
        public long due() {
            return due;
        }

        /** Disarms it. Without effect when it has run. */
        public void cancel() {
            if (task != null) {
                task = null;
                armed--;
                if (timer != null) {
                    timer.cancel(false);
                }
            }
        }

        @Override
        public void run() {
            Runnable dueTask = task;
            if (dueTask == null) {
                return;
            }
            if (RunTime.this.now() < due) {
                schedule(); // the process stood still meanwhile
                return;
            }
            task = null;
            armed--;
            dueTask.run();
        }
    }
}
