package io.flushpoint.internal.connection;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * One look of the event loop at every socket, such as after a gap: what the kernel received meanwhile is read before
 * anything is written.
 *
 * <p>A task scheduled with no delay runs after the loop's next look at its sockets if a task schedules it, and after the
 * current one, which may be from before the gap, if a socket's event does; hence two in a row.
 */
final class IoPass {
    private final EventLoop loop;
    private final RunningTime runningTime;
    private final Runnable onPassed;
    private int demands;
    private boolean due;
    private boolean underWay;

    /** {@code onPassed} runs after each pass. */
    IoPass(EventLoop loop, RunningTime runningTime, Runnable onPassed) {
        this.loop = loop;
        this.runningTime = runningTime;
        this.onPassed = onPassed;
    }

    /** Whether there was a possible gap since the last pass. */
    boolean due() {
        return due;
    }

    /** There may have been a gap just now: a pass that began before does not count. */
    void demand() {
        due = true;
        underWay = false;
        demands++;
        start();
    }

    /** Starts a pass unless one is under way. */
    void start() {
        if (!underWay) {
            underWay = true;
            int answering = demands;
            long began = now();
            Runnable passed = () -> passed(answering, began);
            loop.schedule(() -> loop.schedule(passed, 0, TimeUnit.NANOSECONDS), 0, TimeUnit.NANOSECONDS);
        }
    }

    private void passed(int answering, long began) {
        if (answering == demands) {
            underWay = false;
            if (TimeUnit.NANOSECONDS.toMillis(now() - began) >= runningTime.freezeGapMillis()) {
                start(); // frozen in the middle of it
            } else {
                due = false;
                onPassed.run();
            }
        }
    }

    private long now() {
        return runningTime.clocks().now();
    }
}
