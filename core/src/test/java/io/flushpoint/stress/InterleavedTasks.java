package io.flushpoint.stress;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A pool without threads: its tasks are run by the threads of a test that {@link Interleavings} explores. */
public final class InterleavedTasks extends ThreadPoolExecutor {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean closed;

    /** Empty, and open. */
    public InterleavedTasks() {
        super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    }

    @Override
    public synchronized void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException();
        }
        waiting.add(task);
    }

    @Override
    public synchronized boolean remove(Runnable task) {
        return waiting.remove(task);
    }

    /** Takes no task any more. */
    public synchronized void close() {
        closed = true;
    }

    /** Whether no task waits. */
    public synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Runs the next task on the caller's thread; false if none waits. */
    public boolean runNext() {
        Runnable task = next();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    /** Runs tasks until none waits. */
    public void runAll() {
        boolean ran = true;
        while (ran) {
            ran = runNext();
        }
    }

    private synchronized @Nullable Runnable next() {
        return waiting.poll();
    }
}
