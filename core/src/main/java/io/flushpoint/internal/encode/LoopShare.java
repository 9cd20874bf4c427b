package io.flushpoint.internal.encode;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What one body may have of its event loop at a time: a peer that reads as fast as we write must not keep the loop from its
 * other sockets and tasks. When it is spent, writing rests until the loop has looked at its sockets.
 */
final class LoopShare {
    private static final int TURN_BYTES = 256 << 10;

    private int left = TURN_BYTES;
    private boolean resting;
    private int request;

    /** Another request begins. */
    void restart() {
        request++;
        resting = false;
        left = TURN_BYTES;
    }

    void spend(int bytes) {
        left -= bytes;
    }

    boolean isSpent() {
        return left <= 0;
    }

    boolean isResting() {
        return resting;
    }

    /** Rests; {@code resume} runs after the loop's next look at its sockets, unless another request has begun by then. */
    void rest(EventExecutor loop, Runnable resume) {
        int during = request;
        this.resting = true;
        loop.schedule(() -> resumeUnlessOver(during, resume), 0, TimeUnit.NANOSECONDS);
    }

    private void resumeUnlessOver(int rested, Runnable resume) {
        if (rested == request) {
            resting = false;
            left = TURN_BYTES;
            resume.run();
        }
    }
}
