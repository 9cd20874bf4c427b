package io.flushpoint.internal.connection;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The looks of an event loop at its sockets: how many there were, when the last one was, and who awaits the next. What was
 * read in a look may not be all that had arrived: whether more lay behind it, such as a FIN or bytes that nobody asked for,
 * only the next look tells. What has arrived since a look, only the next one tells as well. Confined to the loop.
 */
public final class Looks {
    private final Clocks clocks;
    private final List<Runnable> afterNext = new ArrayList<>();
    private long count;
    private long lastRead = -1;
    private long lookedAt;
    private boolean reading;

    /** Looks whose moments are taken by the monotonic clock of {@code clocks}. */
    public Looks(Clocks clocks) {
        this.clocks = clocks;
        this.lookedAt = clocks.now();
    }

    /** Those handlers, each of which tells of its looks; for one event loop. */
    public IoHandlerFactory of(IoHandlerFactory handlers) {
        return executor -> new Looking(executor, handlers.newHandler(executor));
    }

    /** Whether something was read in the last look or since. */
    public boolean isAnotherDue() {
        return lastRead == count;
    }

    /** Whether what the current look found is being read: of some sockets it is not known yet. */
    boolean isReading() {
        return reading;
    }

    /**
     * Whether the loop has looked at its sockets since that moment of the monotonic clock. A look counts from its beginning:
     * when the kernel took down what there was, nobody says.
     */
    boolean isLookedSince(long moment) {
        return lookedAt - moment >= 0;
    }

    /** Runs a task as soon as the loop has looked at its sockets again, which it does without waiting then. */
    void afterNext(Runnable task) {
        afterNext.add(task);
    }

    /** The number of the last look. */
    long last() {
        return count;
    }

    /** Something was read in the last look, or since; its number. */
    long read() {
        lastRead = count;
        return count;
    }

    private void begins(Executor loop) {
        if (!afterNext.isEmpty()) {
            afterNext.forEach(loop::execute); // it looks without waiting then, and runs its tasks when it has read
            afterNext.clear();
        }
    }

    private void looked(long begun) {
        count++;
        lookedAt = begun;
        reading = true;
    }

    /** A handler that looks with another one, and tells when. */
    private final class Looking implements IoHandler, IoHandlerContext {
        private final ThreadAwareExecutor loop;
        private final IoHandler handler;
        private IoHandlerContext context = this; // until the first look
        private long begun;
        private boolean wouldWait;
        private boolean skipped;

        Looking(ThreadAwareExecutor loop, IoHandler handler) {
            this.loop = loop;
            this.handler = handler;
        }

        @Override
        public int run(IoHandlerContext ofLoop) {
            context = ofLoop;
            wouldWait = false;
            skipped = false;
            begins(loop);
            begun = clocks.now();
            try {
                return handler.run(this);
            } finally {
                reading = false;
            }
        }

        /** Asked when the look is over and before what it found is read: the time of reading begins here. */
        @Override
        public boolean shouldReportActiveIoTime() {
            if (!skipped) {
                looked(begun);
            }
            return false;
        }

        /** A handler that would wait, and finds that a task has come meanwhile, may not look at all. */
        @Override
        public boolean canBlock() {
            boolean can = context.canBlock();
            skipped = wouldWait && !can;
            wouldWait |= can;
            return can;
        }

        @Override
        public long delayNanos(long now) {
            return context.delayNanos(now);
        }

        @Override
        public long deadlineNanos() {
            return context.deadlineNanos();
        }

        @Override
        public void initialize() {
            handler.initialize();
        }

        @Override
        public void prepareToDestroy() {
            handler.prepareToDestroy();
        }

        @Override
        public void destroy() {
            handler.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return handler.register(handle);
        }

        @Override
        public void wakeup() {
            handler.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return handler.isCompatible(handleType);
        }
    }
}
