package io.flushpoint.internal.dispatch;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ManualIoEventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.concurrent.TimeUnit;

/**
 * A daemon thread that drives an event loop until it is ended. The loop is the same class that a caller drives: one
 * mechanism for both, and none of the global, non-daemon threads that Netty's groups start to report their end.
 */
final class LoopThread {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance(LoopThread.class);

    /** For tasks before the loop looks at its sockets again: a large write goes on as a task of its own. */
    static final long TASK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ManualIoEventLoop loop;
    private final Thread thread;

    LoopThread(String name, IoHandlerFactory ioHandlers) {
        thread = new FastThreadLocalThread(this::drive, name);
        thread.setDaemon(true);
        loop = new ManualIoEventLoop(thread, ioHandlers);
    }

    ManualIoEventLoop loop() {
        return loop;
    }

    void start() {
        thread.start();
    }

    private void drive() {
        while (!loop.isTerminated()) {
            try {
                loop.run(0, TASK_NANOS);
            } catch (RuntimeException e) {
                LOG.warn("event loop", e);
            }
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
