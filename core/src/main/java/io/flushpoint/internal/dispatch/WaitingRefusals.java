package io.flushpoint.internal.dispatch;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The refused sends that wait to be told. Their number is bounded: a callback that blocks, or a program that does not drive
 * its loop, can hold them up for as long as it likes. One per sender. From any thread.
 */
final class WaitingRefusals {
    private final long max;
    private final AtomicLong waiting = new AtomicLong();

    WaitingRefusals(long max) {
        this.max = max;
    }

    /**
     * Counts a refusal as waiting, and returns what tells it, to be run once; null if too many wait.
     *
     * @param lasting whether it keeps its place when it is told. Those that are refused because the sender is closed do: a
     *     callback that sends again on every failure would go on for ever, and the loop with it
     */
    @Nullable
    Runnable add(Settlement refused, boolean lasting) {
        long before =
                waiting.getAndUpdate(now -> Math.min(now + 1, max)); // beyond, it is not counted even for a moment
        if (before >= max) {
            return null;
        }
        return () -> {
            if (!lasting) {
                waiting.decrementAndGet(); // first, since a callback may send again
            }
            refused.tellRefusal();
        };
    }
}
