package io.flushpoint.internal.dispatch;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** How callers reach an event loop and wait for what it does: by blocking, or by driving it. */
interface LoopAccess {
    /**
     * Checks that the calling thread may use the sender.
     *
     * @throws IllegalStateException if it may not
     */
    void checkCaller();

    /** Brings a send to the loop: at once if the calling thread drives it and is not in the middle of doing so. */
    void submit(Runnable send);

    /**
     * Brings a wish about something that is with the loop to the loop: at once if this is its thread. One that comes after
     * the loop has ended is not needed any more.
     */
    void execute(Runnable wish);

    /** Waits for the loop to complete {@code future}. */
    <T> T await(CompletableFuture<T> future, Duration timeout) throws IOException, InterruptedException;
}
