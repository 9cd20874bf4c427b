package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.Await;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lookups of one name are one, and those that nobody waits for are none. */
class AddressesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(2));
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch release = new CountDownLatch(1);
    private final Addresses addresses = new Addresses(this::resolve, threads);

    private List<InetAddress> resolve(String host) {
        asked.add(host);
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of(InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void whoAsksForANameThatIsBeingLookedUpJoinsIn() {
        List<CompletableFuture<List<InetAddress>>> found = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            found.add(addresses.find("slow"));
        }
        release.countDown();

        assertThat(found).allSatisfy(one -> assertThat(one.join()).hasSize(1));
        assertThat(asked).containsExactly("slow");
    }

    @Test
    void whoGivesUpCostsTheOthersNothing() {
        CompletableFuture<List<InetAddress>> first = addresses.find("slow");
        CompletableFuture<List<InetAddress>> second = addresses.find("slow");

        first.cancel(false);
        release.countDown();

        assertThat(second.join()).hasSize(1);
    }

    @Test
    void aNameThatHangsIsNotAskedForAgain() {
        CompletableFuture<List<InetAddress>> first = addresses.find("slow");
        Await.until("the lookup", () -> asked.size() == 1, PATIENCE);

        first.cancel(false);
        addresses.find("slow").cancel(false);
        CompletableFuture<List<InetAddress>> third = addresses.find("slow");
        release.countDown();

        assertThat(third.join()).hasSize(1);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aLookupThatNobodyWaitsForLeavesTheQueue() {
        addresses.find("busy");
        Await.until("the lookup", () -> asked.size() == 1, PATIENCE);
        CompletableFuture<List<InetAddress>> kept = addresses.find("kept");
        for (int i = 0; i < 100; i++) {
            addresses.find("abandoned" + i).cancel(false);
        }

        assertThat(threads.getQueue()).hasSize(1);
        release.countDown();
        assertThat(kept.join()).hasSize(1);
        assertThat(asked).containsExactly("busy", "kept");
    }

    @Test
    void aNameIsLookedUpAnewOnceItIsFound() {
        release.countDown();

        addresses.find("name").join();
        addresses.find("name").join();

        assertThat(asked).hasSize(2);
    }

    @Test
    void aFullQueueFailsTheLookupAndNotTheNextOfThatName() {
        addresses.find("busy");
        Await.until("the lookup", () -> asked.size() == 1, PATIENCE);
        addresses.find("second");
        addresses.find("third");

        assertThat(addresses.find("fourth")).isCompletedExceptionally();
        release.countDown();
        Await.until("room", () -> threads.getQueue().isEmpty(), PATIENCE);
        assertThat(addresses.find("fourth").join()).hasSize(1);
    }

    @Test
    void aNameForWhichThereWasNoThreadIsLookedUpAnew() {
        AtomicBoolean full = new AtomicBoolean(true);
        threads.setThreadFactory(work -> {
            if (full.get()) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(work);
        });
        release.countDown();

        assertThat(addresses.find("name")).isCompletedExceptionally();
        full.set(false);
        assertThat(addresses.find("name").join()).hasSize(1);
    }
}
