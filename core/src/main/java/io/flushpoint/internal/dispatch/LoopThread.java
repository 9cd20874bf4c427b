package io.flushpoint.internal.dispatch;

import io.flushpoint.internal.connection.Clocks;
import io.flushpoint.internal.connection.Looks;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ManualIoEventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that drives an event loop until it is ended. The loop is the same class that a caller drives: one
 * mechanism for both, and none of the global, non-daemon threads that Netty's groups start to report their end.
 */
final class LoopThread {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance(LoopThread.class);

    /** For tasks before the loop looks at its sockets again: a large write goes on as a task of its own. */
    static final long TASK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Runs of the loop that fail one after the other before it is given up. */
    static final int MAX_FAILED_RUNS = 16;

    /** For those who are entering when the loop has ended: a few instructions of theirs. */
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Whoever has something with the loop. Called on its thread. */
    interface Owner {
        /** The loop can go on no longer: settles everything. */
        void loopFailed(Throwable cause);

        /** The loop has ended; it runs what still comes as long as this returns true. */
        boolean stillEntering();
    }

    private final ManualIoEventLoop loop;
    private final Looks looks = new Looks(new Clocks());
    private final Thread thread;
    private @Nullable Owner owner;

    LoopThread(String name, IoHandlerFactory ioHandlers) {
        thread = new FastThreadLocalThread(this::drive, name);
        thread.setDaemon(true);
        loop = new ManualIoEventLoop(thread, looks.of(ioHandlers));
    }

    ManualIoEventLoop loop() {
        return loop;
    }

    /** Its looks at its sockets. */
    Looks looks() {
        return looks;
    }

    void start(Owner ofThis) {
        owner = ofThis;
        thread.start();
    }

    private void drive() {
        try {
            runUntilTerminated();
        } catch (Throwable e) {
            giveUp(e);
        }
        while (owner != null && owner.stillEntering()) {
            drain();
            LockSupport.parkNanos(LINGER_NANOS);
        }
        drain();
    }

    private void runUntilTerminated() {
        int failed = 0;
        while (!loop.isTerminated()) {
            try {
                loop.run(0, TASK_NANOS);
                failed = 0;
            } catch (Throwable e) {
                if (isFatal(e) || ++failed >= MAX_FAILED_RUNS) {
                    throw e;
                }
                LOG.warn("event loop", e);
            }
        }
    }

    /** Whether nothing can be relied upon after it, such as an exhausted heap that met the loop itself. */
    static boolean isFatal(Throwable e) {
        return e instanceof VirtualMachineError || e instanceof LinkageError;
    }

    private void giveUp(Throwable cause) {
        for (int attempt = 1; attempt <= MAX_FAILED_RUNS && !loop.isTerminated(); attempt++) {
            try {
                if (owner != null) {
                    owner.loopFailed(cause);
                }
                end();
                loop.runNow(TASK_NANOS);
            } catch (Throwable again) {
                // the next attempt may find more of a heap
            }
        }
    }

    private void drain() {
        try {
            loop.runNonBlockingTasks(0);
        } catch (Throwable e) {
            LOG.warn("event loop", e);
        }
    }

    /** Makes loop and thread end. */
    void end() {
        loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
    }

    /** Makes loop and thread end, and waits for it for at most {@code millis}. */
    void end(long millis) throws InterruptedException {
        end();
        thread.join(millis);
    }
}
