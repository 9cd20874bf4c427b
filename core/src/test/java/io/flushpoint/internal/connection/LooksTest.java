package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** When a loop counts as having looked at its sockets. */
class LooksTest {
    private long now;
    private final Looks looks = new Looks(new Clocks(() -> now, () -> 0));
    private final List<Runnable> tasks = new ArrayList<>();
    private Consumer<IoHandlerContext> look = LooksTest::poll;
    private final IoHandler loop = looks.of(executor -> new Handler()).newHandler(new Loop());

    @Test
    void aLookIsAsOldAsTheMomentAtWhichItBegan() {
        now = 5;
        look = context -> {
            now = 9;
            poll(context);
        };
        runLook(true);

        assertThat(looks.isLookedSince(5)).isTrue();
        assertThat(looks.isLookedSince(6)).isFalse();
    }

    @Test
    void whatIsReadOfALookBelongsToIt() {
        long before = looks.last();
        look = context -> {
            poll(context);
            assertThat(looks.isReading()).isTrue();
            assertThat(looks.read()).isEqualTo(before + 1);
        };
        runLook(true);

        assertThat(looks.isReading()).isFalse();
        assertThat(looks.isAnotherDue()).isTrue();
        look = LooksTest::poll;
        runLook(true);
        assertThat(looks.isAnotherDue()).isFalse();
    }

    /** As Netty's epoll does where a task comes between its two questions. */
    @Test
    void aHandlerThatWantedToWaitAndFoundATaskHasNotLooked() {
        looks.read();
        now = 5;
        look = context -> {
            boolean would = context.canBlock();
            boolean waits = context.canBlock();
            assertThat(would && !waits).isTrue();
            context.shouldReportActiveIoTime();
        };
        runLook(true, false);

        assertThat(looks.isLookedSince(1)).isFalse();
        assertThat(looks.isAnotherDue()).isTrue();
    }

    @Test
    void aTaskThatAwaitsTheNextLookIsHandedToTheLoopWhenItBegins() {
        List<String> told = new ArrayList<>();
        look = context -> {
            told.add("looks");
            poll(context);
        };
        looks.afterNext(() -> told.add("awaited"));
        assertThat(tasks).isEmpty();

        runLook(false);
        tasks.forEach(Runnable::run);

        assertThat(told).containsExactly("looks", "awaited");
    }

    @Test
    void aLookThatFailsIsOver() {
        look = context -> {
            poll(context);
            throw new IllegalStateException("by this test");
        };
        try {
            runLook(true);
        } catch (IllegalStateException expected) {
            // goes on as the loop does
        }

        assertThat(looks.isReading()).isFalse();
    }

    private void runLook(boolean... canBlock) {
        Queue<Boolean> answers = new ArrayDeque<>();
        for (boolean answer : canBlock) {
            answers.add(answer);
        }
        loop.run(new IoHandlerContext() {
            @Override
            public boolean canBlock() {
                return answers.size() > 1 ? answers.remove() : answers.element();
            }

            @Override
            public long delayNanos(long current) {
                return 0;
            }

            @Override
            public long deadlineNanos() {
                return -1;
            }
        });
    }

    private static void poll(IoHandlerContext context) {
        context.canBlock();
        context.shouldReportActiveIoTime();
    }

    private final class Handler implements IoHandler {
        @Override
        public int run(IoHandlerContext context) {
            look.accept(context);
            return 0;
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wakeup() {
            // never waits
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return false;
        }
    }

    private final class Loop implements ThreadAwareExecutor {
        @Override
        public boolean isExecutorThread(Thread thread) {
            return true;
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }
    }
}
