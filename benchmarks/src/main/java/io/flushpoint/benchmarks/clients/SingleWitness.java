package io.flushpoint.benchmarks.clients;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Witness of one post at a time, used again for the next. Wakes the thread that made it. */
public final class SingleWitness implements Witness {
    private final Thread waiter = Thread.currentThread();
    private volatile boolean fired;
    private volatile boolean over;
    private volatile @Nullable Throwable failure;

    /** Forgets the last post. */
    public void reset() {
        fired = false;
        over = false;
        failure = null;
    }

    /** Whether the hook fired, or the post failed. */
    public boolean hookOrFailure() {
        return fired || failure != null;
    }

    /** Whether the hook fired. */
    public boolean fired() {
        return fired;
    }

    /** Whether the answer is read, or the post failed. */
    public boolean isOver() {
        return over;
    }

    /** Whether the answer is read. */
    public boolean succeeded() {
        return over && failure == null;
    }

    /**
     * Passes the failure of the post on, if it failed.
     *
     * @throws IllegalStateException for that
     */
    public void requireNoFailure() {
        if (failure != null) {
            throw new IllegalStateException("the post failed", failure);
        }
    }

    @Override
    public void hook() {
        fired = true;
        LockSupport.unpark(waiter);
    }

    @Override
    public void answered() {
        over = true;
        LockSupport.unpark(waiter);
    }

    @Override
    public void failed(Throwable cause) {
        failure = cause;
        over = true;
        LockSupport.unpark(waiter);
    }
}
