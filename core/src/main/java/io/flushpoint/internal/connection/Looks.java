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
    private long begun;
    private long lastRead = -1;
    private long lookedAt;

    /** Looks whose moments are taken by the monotonic clock of {@code clocks}. */
    public Looks(Clocks clocks) {
        this.clocks = clocks;
        this.lookedAt = clocks.now();
    }

    /** Those handlers, each of which tells of its looks; for one event loop. */
    public IoHandlerFactory of(IoHandlerFactory handlers) {
        return executor -> new Looking(executor, handlers.newHandler(executor));
    }

    /** Whether something was read since the last look began. */
    public boolean isAnotherDue() {
        return lastRead == begun;
    }

    /** Whether the loop has looked at its sockets since that moment of the monotonic clock. */
    boolean isLookedSince(long moment) {
        return lookedAt - moment >= 0;
    }

    /** Runs a task as soon as the loop has looked at its sockets again, which it does without waiting then. */
    void afterNext(Runnable task) {
        afterNext.add(task);
    }

    long current() {
        return begun;
    }

    /** Something was read in the current look; its number. */
    long read() {
        lastRead = begun;
        return begun;
    }

    /** Whether somebody awaits this look. */
    private boolean begin(Executor loop) {
        begun++;
        if (afterNext.isEmpty()) {
            return false;
        }
        afterNext.forEach(loop::execute); // it runs tasks when it has looked
        afterNext.clear();
        return true;
    }

    private void lookedAt(long moment) {
        if (!isLookedSince(moment)) {
            lookedAt = moment;
        }
    }

    /** A handler that looks with another one, and tells when. */
    private final class Looking implements IoHandler, IoHandlerContext {
        private final ThreadAwareExecutor loop;
        private final IoHandler handler;
        private IoHandlerContext context = this; // until the first look

        Looking(ThreadAwareExecutor loop, IoHandler handler) {
            this.loop = loop;
            this.handler = handler;
        }

        @Override
        public int run(IoHandlerContext ofLoop) {
            context = ofLoop;
            if (!begin(loop)) {
                return handler.run(this);
            }
            long before = clocks.now();
            int handled = handler.run(this);
            lookedAt(before); // whoever awaits it goes on, also where it failed, or where a handler does not report
            return handled;
        }

        /** Asked when the look is over and before what it found is read, which may take long: the time of reading begins here. */
        @Override
        public boolean shouldReportActiveIoTime() {
            lookedAt(clocks.now());
            return false;
        }

        @Override
        public boolean canBlock() {
            return context.canBlock();
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
