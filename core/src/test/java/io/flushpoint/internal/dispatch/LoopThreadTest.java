package io.flushpoint.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.Await;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What comes out of a loop ends nothing by itself; what cannot be gone on from is told to the loop's owner, and ends it. */
class LoopThreadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AtomicReference<Throwable> told = new AtomicReference<>();
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void anExhaustedHeapIsToldToTheOwnerAndEndsTheLoop() {
        OutOfMemoryError thrown = new OutOfMemoryError("injected");

        LoopThread thread = start(() -> thrown);

        Await.until("the owner to be told", () -> told.get() != null, PATIENCE);
        assertThat(told.get()).isSameAs(thrown);
        Await.until("the loop's end", () -> thread.loop().isTerminated(), PATIENCE);
    }

    @Test
    void anErrorThatIsNotFatalEndsNothing() {
        AtomicInteger left = new AtomicInteger(3);

        LoopThread thread = start(() -> left.getAndDecrement() > 0 ? new AssertionError("injected") : null);

        Await.until("runs after the errors", () -> runs.get() >= 4, PATIENCE);
        assertThat(told.get()).isNull();
        thread.end();
        Await.until("the loop's end", () -> thread.loop().isTerminated(), PATIENCE);
    }

    @Test
    void aLoopThatFailsRunAfterRunIsGivenUp() {
        LoopThread thread = start(() -> new IllegalStateException("injected"));

        Await.until("the owner to be told", () -> told.get() != null, PATIENCE);
        Await.until("the loop's end", () -> thread.loop().isTerminated(), PATIENCE);
        assertThat(runs).hasValue(LoopThread.MAX_FAILED_RUNS);
    }

    private LoopThread start(Supplier<@Nullable Throwable> thrown) {
        LoopThread thread = new LoopThread("loop-under-test", failing(thrown));
        thread.start(new LoopThread.Owner() {
            @Override
            public void loopFailed(Throwable cause) {
                told.set(cause);
            }

            @Override
            public boolean stillEntering() {
                return false;
            }
        });
        return thread;
    }

    private IoHandlerFactory failing(Supplier<@Nullable Throwable> thrown) {
        IoHandlerFactory real = NioIoHandler.newFactory();
        return new IoHandlerFactory() {
            @Override
            public IoHandler newHandler(ThreadAwareExecutor executor) {
                return (IoHandler) java.lang.reflect.Proxy.newProxyInstance(
                        IoHandler.class.getClassLoader(),
                        new Class<?>[] {IoHandler.class},
                        proxyOf(real.newHandler(executor), thrown));
            }

            @Override
            public boolean isChangingThreadSupported() {
                return real.isChangingThreadSupported();
            }
        };
    }

    private java.lang.reflect.InvocationHandler proxyOf(IoHandler real, Supplier<@Nullable Throwable> thrown) {
        return (proxy, method, arguments) -> {
            if (method.getName().equals("run")) {
                runs.incrementAndGet();
                Throwable now = thrown.get();
                if (now != null) {
                    throw now;
                }
                return real.run(new Looking((IoHandlerContext) arguments[0]));
            }
            return method.invoke(real, arguments);
        };
    }

    /** Does not block, so that the runs go on by themselves. */
    private record Looking(IoHandlerContext context) implements IoHandlerContext {
        @Override
        public boolean canBlock() {
            return false;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return 0;
        }

        @Override
        public long deadlineNanos() {
            return context.deadlineNanos();
        }
    }
}
