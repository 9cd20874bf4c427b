package io.flushpoint.internal.dispatch;

import io.flushpoint.Bound;
import io.flushpoint.SenderOptions;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Daemon threads for one kind of work that may block. Work goes to a thread that is idle, to a new one, or waits: in this
 * order, so that there are as many threads as are needed. They end when idle.
 */
final class BlockingThreads extends ThreadPoolExecutor {
    private static final long THREAD_IDLE_SECONDS = 5;

    /** As {@link Platform#threads}. */
    BlockingThreads(String kind, SenderOptions options, Bound threads, @Nullable Bound queue) {
        this(
                kind,
                (int) options.bound(threads),
                queue == null ? "" : queue + ": ",
                queue == null ? Integer.MAX_VALUE : (int) options.bound(queue));
    }

    private BlockingThreads(String kind, int threads, String bound, int waiting) {
        super(0, threads, THREAD_IDLE_SECONDS, TimeUnit.SECONDS, new ToTheIdle());
        AtomicLong numbers = new AtomicLong();
        setThreadFactory(work -> {
            Thread thread = new Thread(work, "flushpoint-" + kind + "-" + numbers.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        setRejectedExecutionHandler((work, threadsAreBusy) -> queue(work, bound, waiting));
    }

    private void queue(Runnable work, String bound, int waiting) {
        if (isShutdown()) {
            throw new RejectedExecutionException("the sender is closed");
        }
        if (waiting < Integer.MAX_VALUE && getQueue().size() >= waiting) {
            throw new RejectedExecutionException(bound + waiting + " wait already");
        }
        ((ToTheIdle) getQueue()).keep(work);
        if ((isShutdown() || getPoolSize() == 0) && remove(work)) { // all threads ended meanwhile
            execute(work);
        }
    }

    /** Takes work only if a thread is waiting for some; otherwise the pool adds a thread, or has it queued. */
    private static final class ToTheIdle extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean offer(Runnable work) {
            return tryTransfer(work);
        }

        void keep(Runnable work) {
            super.offer(work);
        }
    }
}
