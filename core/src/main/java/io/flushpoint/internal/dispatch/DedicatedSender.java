package io.flushpoint.internal.dispatch;

import io.flushpoint.AwaitTimeoutException;
import io.flushpoint.Bound;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A sender with event-loop threads of its own. From any thread. */
final class DedicatedSender extends Sender {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance(DedicatedSender.class);

    /** What closing may take beyond its grace: closing sockets and ending threads. */
    private static final long CLOSE_MARGIN_MILLIS = 1_000;

    private final List<LoopThread> threads = new ArrayList<>();
    private final List<Dispatcher> dispatchers = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    DedicatedSender(SenderParts parts) {
        super(parts);
        int loops = (int) parts.options().bound(Bound.EVENT_LOOPS);
        for (int i = 1; i <= loops; i++) {
            LoopThread thread = new LoopThread(
                    "flushpoint-loop-" + i, parts.platform().transport().ioHandlers());
            threads.add(thread);
            dispatchers.add(parts.newDispatcher(thread.loop(), thread.looks(), new Blocking(thread, threads), loops));
        }
        for (int i = 0; i < threads.size(); i++) {
            threads.get(i).start(ownerOf(dispatchers.get(i)));
        }
    }

    private LoopThread.Owner ownerOf(Dispatcher dispatcher) {
        return new LoopThread.Owner() {
            @Override
            public void loopFailed(Throwable cause) {
                parts().admission().shut(cause);
                dispatcher.fail(cause);
                for (Dispatcher other : dispatchers) {
                    if (other != dispatcher) {
                        other.execute(() -> other.fail(cause));
                    }
                }
            }

            @Override
            public boolean stillEntering() {
                dispatcher.over();
                return parts().admission().isAnyoneEntering();
            }
        };
    }

    @Override
    List<Dispatcher> dispatchers() {
        return dispatchers;
    }

    @Override
    LoopAccess access() {
        return dispatchers.get(0).access();
    }

    @Override
    public void close(Duration grace) {
        long graceMillis = TimeUnit.NANOSECONDS.toMillis(SendTerms.nanos(grace));
        if (inEventLoop(threads)) {
            throw new IllegalStateException("close() on an event loop of this sender would wait for itself");
        }
        if (closed.compareAndSet(false, true)) {
            parts().admission().shut();
            try {
                closeDispatchers(graceMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // what follows does not wait then, but still ends everything
            }
            endThreads();
        }
    }

    private void closeDispatchers(long graceMillis) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(dispatchers.size());
        for (Dispatcher dispatcher : dispatchers) {
            if (dispatcher.isClosed()) {
                done.countDown(); // its loop has failed, and takes nothing any more
            } else {
                dispatcher.execute(() -> dispatcher.close(graceMillis).thenRun(done::countDown));
            }
        }
        boolean closedInTime = done.await(graceMillis + CLOSE_MARGIN_MILLIS, TimeUnit.MILLISECONDS);
        if (!closedInTime) {
            LOG.warn("a callback holds up an event loop of a sender that is closing");
        }
    }

    private void endThreads() {
        for (Dispatcher dispatcher : dispatchers) {
            dispatcher.execute(dispatcher::closeNow); // ahead of the end of the loop, whoever holds it and for how long
        }
        try {
            for (LoopThread thread : threads) {
                thread.end(CLOSE_MARGIN_MILLIS);
            }
            parts().endThreads(CLOSE_MARGIN_MILLIS);
        } catch (InterruptedException e) {
            threads.forEach(LoopThread::end);
            parts().endThreadsNow();
            Thread.currentThread().interrupt();
        }
    }

    private static boolean inEventLoop(List<LoopThread> threads) {
        return threads.stream().anyMatch(thread -> thread.loop().inEventLoop());
    }

    /** Waits by blocking the caller. */
    private record Blocking(LoopThread thread, List<LoopThread> all) implements LoopAccess {
        @Override
        public void checkCaller() {
            // any thread may
        }

        @Override
        public void submit(Runnable send) {
            thread.loop().execute(send);
        }

        @Override
        public void execute(Runnable wish) {
            if (thread.loop().inEventLoop()) {
                wish.run();
            } else {
                try {
                    thread.loop().execute(wish);
                } catch (RejectedExecutionException ended) {
                    LOG.debug("event loop has ended");
                }
            }
        }

        @Override
        public <T> T await(CompletableFuture<T> future, Duration timeout) throws IOException, InterruptedException {
            if (inEventLoop(all)) {
                throw new IllegalStateException("await on an event loop of this sender would wait for itself");
            }
            try {
                return future.get(SendTerms.nanos(timeout), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw Outcomes.thrown(e.getCause());
            } catch (TimeoutException e) {
                throw new AwaitTimeoutException();
            }
        }
    }
}
