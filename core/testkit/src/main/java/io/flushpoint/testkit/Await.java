package io.flushpoint.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting for something to become true, with a deadline: the one place where the test kit polls. */
public final class Await {
    private static final long POLL_NANOS = 1_000_000;

    private Await() {}

    /** Something that becomes true sooner or later. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** Returns as soon as the condition holds; an {@link AssertionError} if it does not within {@code atMost}. */
    public static void until(Condition condition, Duration atMost) {
        until("the condition", condition, atMost);
    }

    /** As {@link #until(Condition, Duration)}, and the error says what was waited for. */
    public static void until(String what, Condition condition, Duration atMost) {
        if (!holdsWithin(condition, atMost)) {
            throw new AssertionError(what + " did not come true within " + atMost);
        }
    }

    /** Whether the condition comes true within {@code atMost}. */
    public static boolean holdsWithin(Condition condition, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    /**
     * Lets time pass, for tests about time itself: an idle connection, a freeze. Not a way to wait for something to happen.
     */
    public static void elapse(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("a condition failed instead of being true or false", e);
        }
    }
}
