package io.flushpoint.internal.encode;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What one body may have of its event loop at a time: a peer that reads as fast as we write must not keep the loop from its
 * other sockets and tasks. When it is spent, writing rests until the loop has looked at its sockets.
 */
final class WriteQuota {
    private static final int TURN_BYTES = 256 << 10;

    /** Beyond what the bytes take as a rule: for a slow disk, or a processor that is not ours alone. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final LongSupplier nanoTime;
    private int left = TURN_BYTES;
    private long turnEnds;
    private boolean resting;

    /** @param nanoTime the monotonic clock */
    WriteQuota(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A turn begins, or goes on. */
    void enter() {
        turnEnds = nanoTime.getAsLong() + TURN_NANOS;
    }

    /** So many bytes were worked on since. */
    void spend(int bytes) {
        left -= bytes;
        if (nanoTime.getAsLong() - turnEnds > 0) {
            left = 0;
        }
    }

    boolean isSpent() {
        return left <= 0;
    }

    boolean isResting() {
        return resting;
    }

    /** Rests; {@code resume} runs after the loop's next look at its sockets. */
    void rest(EventExecutor loop, Runnable resume) {
        resting = true;
        loop.schedule(() -> resume(resume), 0, TimeUnit.NANOSECONDS);
    }

    private void resume(Runnable resume) {
        resting = false;
        left = TURN_BYTES;
        resume.run();
    }
}
