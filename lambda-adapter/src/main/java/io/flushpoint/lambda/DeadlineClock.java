package io.flushpoint.lambda;

import java.time.Duration;

/**
 * A clock outside this environment: the deadline that Lambda gives to each invocation. With the same time limit for
 * each, the difference of two deadlines is the true time between two invocations, whatever the clocks in here did
 * while frozen.
 */
final class DeadlineClock {
    private static final long NONE = Long.MIN_VALUE;

    private final LambdaClocks clocks;
    private long lastDeadline = NONE;

    DeadlineClock(LambdaClocks clocks) {
        this.clocks = clocks;
    }

    /** The time since the invocation before this one; 0 for the first, which has none. */
    synchronized Duration sinceLast(int remainingMillis) {
        long deadline = clocks.wallMillis() + remainingMillis;
        long since = lastDeadline == NONE ? 0 : Math.max(0, deadline - lastDeadline);
        lastDeadline = Math.max(deadline, lastDeadline);
        return Duration.ofMillis(since);
    }

    /** The next invocation is the first again. */
    synchronized void forget() {
        lastDeadline = NONE;
    }
}
