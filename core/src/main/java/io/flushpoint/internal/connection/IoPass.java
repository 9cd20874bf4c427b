package io.flushpoint.internal.connection;

import java.util.concurrent.TimeUnit;

/**
 * One look of the event loop at every socket, such as after a gap: what the kernel received meanwhile is read before
 * anything is written. The current look may be from before the gap, hence the next.
 */
final class IoPass {
    private final Looks looks;
    private final RunningTime runningTime;
    private final Runnable onPassed;
    private int demands;
    private boolean due;
    private boolean underWay;

    /** {@code onPassed} runs after each pass. */
    IoPass(Looks looks, RunningTime runningTime, Runnable onPassed) {
        this.looks = looks;
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
            looks.afterNext(() -> passed(answering, began));
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
