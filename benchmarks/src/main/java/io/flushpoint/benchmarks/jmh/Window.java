package io.flushpoint.benchmarks.jmh;

import io.flushpoint.benchmarks.clients.Witness;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Witness of all posts in flight: lets in the next as answers come back. Wakes the thread that made it when half the
 * window is free, not at every answer, so that waking does not become the work.
 */
final class Window implements Witness {
    private final Thread poster = Thread.currentThread();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final int size;
    private volatile @Nullable Throwable failure;

    Window(int size) {
        this.size = size;
    }

    void enter() {
        inFlight.incrementAndGet();
    }

    boolean isFull() {
        return failure == null && inFlight.get() >= size;
    }

    boolean hasRoom() {
        return failure != null || inFlight.get() <= size / 2;
    }

    boolean isEmpty() {
        return failure != null || inFlight.get() == 0;
    }

    void requireNoFailure() {
        if (failure != null) {
            throw new IllegalStateException("a post failed", failure);
        }
    }

    @Override
    public void hook() {
        // A post leaves the window with its answer: until then it holds its place on the connection.
    }

    @Override
    public void answered() {
        int left = inFlight.decrementAndGet();
        if (left == size / 2 || left == 0) {
            LockSupport.unpark(poster);
        }
    }

    @Override
    public void failed(Throwable cause) {
        failure = cause;
        LockSupport.unpark(poster);
    }
}
