package io.flushpoint.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flushpoint.Bound;
import io.flushpoint.SenderOptions;
import io.flushpoint.testkit.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** As many threads as are needed, and a queue with a bound. */
class BlockingThreadsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final BlockingThreads threads = new BlockingThreads(
            "test",
            SenderOptions.defaults().lookupThreads(3).queuedLookups(2),
            Bound.LOOKUP_THREADS,
            Bound.QUEUED_LOOKUPS);
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private void block() {
        begun.incrementAndGet();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void workThatComesOneAfterTheOtherSharesAThread() throws Exception {
        for (int i = 0; i < 20; i++) {
            threads.submit(() -> {}).get();
            Await.until("the thread is idle", () -> threads.getActiveCount() == 0, PATIENCE);
        }

        assertThat(threads.getLargestPoolSize()).isLessThan(3);
    }

    @Test
    void whatThreadsAreThereBlockAtOnceAndTheRestWaits() {
        for (int i = 0; i < 5; i++) {
            threads.execute(this::block);
        }
        Await.until("all threads", () -> begun.get() == 3, PATIENCE);
        assertThat(threads.getQueue()).hasSize(2);

        release.countDown();

        Await.until("the rest", () -> begun.get() == 5, PATIENCE);
    }

    @Test
    void workBeyondTheBoundIsRefusedByItsName() {
        for (int i = 0; i < 5; i++) {
            threads.execute(this::block);
        }

        assertThatThrownBy(() -> threads.execute(this::block))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("QUEUED_LOOKUPS: 2 wait already");
    }

    @Test
    void whatComesAfterTheEndIsRefused() {
        threads.shutdownNow();

        assertThatThrownBy(() -> threads.execute(this::block)).isInstanceOf(RejectedExecutionException.class);
    }
}
