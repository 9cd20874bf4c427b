package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Verifications of one endpoint have a share of the threads, wait in order, and are dropped or refused while they wait. */
class HandshakeThreadsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Endpoint ONE = new Endpoint(true, "one", 443);
    private static final Endpoint OTHER = new Endpoint(true, "other", 443);

    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(3, 3, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    private final HandshakeThreads handshakes = new HandshakeThreads(threads, 2);
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<String> begun = Collections.synchronizedList(new ArrayList<>());
    private final List<Throwable> refused = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void end() {
        release.countDown();
        threads.shutdownNow();
    }

    private HandshakeThreads.Turn blocking(Endpoint endpoint, String name) {
        return handshakes.execute(
                endpoint,
                () -> {
                    begun.add(name);
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                refused::add);
    }

    private void untilBegun(int tasks) {
        Await.until(tasks + " tasks", () -> begun.size() == tasks, PATIENCE);
    }

    @Test
    void anEndpointWhoseVerificationsHangLeavesThreadsForTheOthers() {
        for (int i = 0; i < 10; i++) {
            blocking(ONE, "one");
        }
        blocking(OTHER, "other");
        untilBegun(3);

        assertThat(begun).containsExactlyInAnyOrder("one", "one", "other");
    }

    @Test
    void whatWaitsForTheShareRunsInOrder() {
        blocking(ONE, "hangs");
        untilBegun(1);
        CountDownLatch first = new CountDownLatch(1);
        handshakes.execute(ONE, () -> awaitQuietly(first), refused::add);
        for (int i = 0; i < 5; i++) {
            String name = "next " + i;
            handshakes.execute(ONE, () -> begun.add(name), refused::add);
        }
        assertThat(begun).containsExactly("hangs");

        first.countDown();
        untilBegun(6);

        assertThat(begun).containsExactly("hangs", "next 0", "next 1", "next 2", "next 3", "next 4");
    }

    @Test
    void whatIsDroppedWhileItWaitsNeverRunsAndGivesItsPlaceToTheNext() {
        blocking(ONE, "first");
        blocking(ONE, "second");
        HandshakeThreads.Turn waitsForShare = blocking(ONE, "dropped");
        blocking(OTHER, "third");
        untilBegun(3);
        HandshakeThreads.Turn waitsForThread = blocking(OTHER, "dropped");
        HandshakeThreads.Turn next = blocking(OTHER, "next");

        assertThat(waitsForShare.drop()).isTrue();
        assertThat(waitsForThread.drop()).isTrue();
        assertThat(waitsForThread.drop()).as("a second time").isFalse();
        assertThat(next.hasBegun()).isFalse();
        release.countDown();
        untilBegun(4);

        assertThat(begun).contains("next").doesNotContain("dropped");
        assertThat(threads.getQueue()).isEmpty();
    }

    @Test
    void whatHasBegunIsNotDropped() {
        HandshakeThreads.Turn turn = blocking(ONE, "first");
        untilBegun(1);

        assertThat(turn.hasBegun()).isTrue();
        assertThat(turn.drop()).isFalse();
    }

    @Test
    void whatComesAfterTheEndIsRefused() {
        threads.shutdownNow();

        HandshakeThreads.Turn turn = blocking(ONE, "late");

        assertThat(refused).singleElement().isInstanceOf(RejectedExecutionException.class);
        assertThat(turn.drop()).isFalse();
    }

    @Test
    void whatWaitsForTheShareIsRefusedWhenTheThreadsEnd() {
        for (int i = 0; i < 5; i++) {
            blocking(ONE, "one");
        }
        untilBegun(2);

        threads.shutdownNow(); // interrupts the two

        Await.until("three refusals", () -> refused.size() == 3, PATIENCE);
        assertThat(begun).hasSize(2);
    }

    @Test
    void whatFailsGivesItsThreadToTheNext() {
        threads.setThreadFactory(work -> {
            Thread thread = new Thread(work);
            thread.setUncaughtExceptionHandler((quiet, failure) -> {});
            return thread;
        });
        for (int i = 0; i < 4; i++) {
            handshakes.execute(
                    ONE,
                    () -> {
                        begun.add("fails");
                        throw new IllegalStateException("as it is to");
                    },
                    refused::add);
        }

        untilBegun(4);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
