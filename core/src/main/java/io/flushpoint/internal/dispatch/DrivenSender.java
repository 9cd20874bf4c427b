package io.flushpoint.internal.dispatch;

import io.flushpoint.AwaitTimeoutException;
import io.flushpoint.CallerDrivenSender;
import io.flushpoint.internal.connection.Looks;
import io.netty.channel.ManualIoEventLoop;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A sender whose one event loop is driven by the thread that made it. */
final class DrivenSender extends Sender implements CallerDrivenSender, LoopAccess {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance(DrivenSender.class);

    private static final long CLOSE_MARGIN_MILLIS = 1_000;

    private final Thread owner = Thread.currentThread();
    private final Looks looks;
    private final ManualIoEventLoop loop;
    private final Dispatcher dispatcher;
    private boolean inside;
    private boolean closed;
    private int failedRuns;

    DrivenSender(SenderParts parts) {
        super(parts);
        Platform platform = parts.platform();
        looks = new Looks(platform.clocks());
        loop = new ManualIoEventLoop(null, owner, looks.of(platform.transport().ioHandlers()), platform.ticker());
        dispatcher = parts.newDispatcher(loop, looks, this, 1);
    }

    @Override
    List<Dispatcher> dispatchers() {
        return List.of(dispatcher);
    }

    @Override
    LoopAccess access() {
        return this;
    }

    @Override
    public boolean run(Duration maxWait) {
        checkCaller();
        checkOutside("run");
        return drive(SendTerms.nanos(maxWait)) > 0;
    }

    @Override
    public void resumed(Duration sinceLast) {
        super.resumed(sinceLast);
        if (!inside) {
            drive(0);
        }
    }

    @Override
    public CompletionStage<Void> disconnect() {
        CompletionStage<Void> disconnected = super.disconnect();
        if (!inside) {
            drive(0);
        }
        return disconnected;
    }

    @Override
    public void close(Duration grace) {
        checkCaller();
        checkOutside("close");
        if (!closed) {
            closed = true;
            parts().admission().shut();
            long graceMillis = TimeUnit.NANOSECONDS.toMillis(SendTerms.nanos(grace));
            CompletableFuture<Void> done = new CompletableFuture<>();
            enter(() -> dispatcher.close(graceMillis).thenAccept(done::complete));
            driveWhile(() -> !done.isDone(), graceMillis + CLOSE_MARGIN_MILLIS);
            loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
            driveWhile(() -> !loop.isTerminated(), CLOSE_MARGIN_MILLIS);
            enter(() -> {
                dispatcher.closeNow();
                dispatcher.over();
                loop.runNonBlockingTasks(0);
            });
            try {
                parts().endThreads(CLOSE_MARGIN_MILLIS);
            } catch (InterruptedException e) {
                owner.interrupt();
            }
        }
    }

    /** Drives as long as {@code open} says so, for at most {@code millis}. */
    private void driveWhile(BooleanSupplier open, long millis) {
        long end = dispatcher.now() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = end - dispatcher.now(); open.getAsBoolean() && left > 0; left = end - dispatcher.now()) {
            drive(left);
        }
    }

    // ---- LoopAccess ----

    @Override
    public void checkCaller() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("this caller-driven sender belongs to thread '" + owner.getName()
                    + "', not to '" + Thread.currentThread().getName() + "'");
        }
    }

    @Override
    public void submit(Runnable send) {
        if (inside) {
            loop.execute(send);
        } else {
            lookFirst();
            enter(send);
        }
    }

    @Override
    public void execute(Runnable wish) {
        if (inside) {
            wish.run();
        } else {
            enter(wish);
        }
    }

    /** Runs a task as the loop would, so that what its callbacks may not do is refused. */
    private void enter(Runnable task) {
        inside = true;
        try {
            task.run();
        } finally {
            inside = false;
        }
    }

    /** What the kernel has received, such as a close, is read before anything is written; twice, as more may lie behind it. */
    private void lookFirst() {
        drive(0);
        if (looks.isAnotherDue()) {
            drive(0);
        }
    }

    @Override
    public <T> T await(CompletableFuture<T> future, Duration timeout) throws IOException, InterruptedException {
        checkOutside("await");
        if (!future.isDone()) {
            driveUntil(future, dispatcher.now() + SendTerms.nanos(timeout));
        }
        try {
            return future.join();
        } catch (CompletionException e) {
            throw Outcomes.thrown(e.getCause());
        }
    }

    private void driveUntil(CompletableFuture<?> future, long end) throws IOException, InterruptedException {
        drive(0);
        while (!future.isDone()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long left = end - dispatcher.now();
            if (left <= 0) {
                throw new AwaitTimeoutException();
            }
            drive(left);
        }
    }

    /** Runs what is ready, after waiting for it for at most {@code waitNanos}. */
    private int drive(long waitNanos) {
        inside = true;
        try {
            int done = waitNanos <= 0 ? loop.runNow(LoopThread.TASK_NANOS) : loop.run(waitNanos, LoopThread.TASK_NANOS);
            failedRuns = 0;
            return done;
        } catch (Throwable e) {
            failed(e);
            return 0;
        } finally {
            inside = false;
        }
    }

    /** What the loop throws reaches no caller but as the outcome of sends: as in a {@link LoopThread}. */
    private void failed(Throwable e) {
        if (LoopThread.isFatal(e) || ++failedRuns >= LoopThread.MAX_FAILED_RUNS) {
            parts().admission().shut(e);
            dispatcher.fail(e);
        } else {
            LOG.warn("event loop", e);
        }
    }

    private void checkOutside(String call) {
        if (inside) {
            throw new IllegalStateException(call + " inside a callback of this sender would wait for itself");
        }
    }
}
