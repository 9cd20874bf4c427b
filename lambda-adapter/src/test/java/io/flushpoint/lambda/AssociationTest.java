package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.SenderOptions;
import io.flushpoint.WireState;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** To which invocation a send belongs, and what becomes of one that belongs to none. */
@Timeout(60)
class AssociationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Undelivered> undelivered = new CopyOnWriteArrayList<>();
    private final LambdaOptions options = LambdaOptions.defaults().onUndelivered(undelivered::add);

    @Test
    void tryingToSendWithoutAnInvocationIsReportedAndDoesNotThrow() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(options, server)) {
            Delivery delivery = sender.trySend(sender.post("/secret"));

            assertRefused(delivery, "");
            assertThat(server.requests()).isEmpty();
            assertThatIllegalStateException().isThrownBy(() -> sender.send(sender.post("/")));
        }
    }

    @Test
    void tryingToSendInAClosedInvocationIsReportedAndDoesNotThrow() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(options, server)) {
            Invocation invocation = begin(sender, "the-id");
            invocation.close();

            assertRefused(invocation.trySend(sender.post("/secret")), "the-id");
        }
    }

    @Test
    void tryingToSendWhereItIsNotKnownWhichInvocationIsMeantIsReported() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(options, server);
                Invocation one = begin(sender, "a");
                Invocation other = begin(sender, "b")) {
            assertRefused(elsewhere(() -> sender.trySend(sender.post("/secret"))), "");
            assertThat(one).isNotSameAs(other);
        }
    }

    @Test
    void tryingToSendInAnOpenInvocationSends() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(options, server)) {
            try (Invocation invocation = begin(sender, "a")) {
                invocation.trySend(sender.post("/1"));
                sender.trySend(sender.post("/2"));
            }

            assertThat(List.of(
                            server.awaitRequest(PATIENCE).target(),
                            server.awaitRequest(PATIENCE).target()))
                    .containsExactlyInAnyOrder("/1", "/2");
            assertThat(undelivered).isEmpty();
        }
    }

    @Test
    void whatAWrappedTaskSendsBelongsToTheInvocationThatWrappedIt() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (ScriptedServer server = ScriptedServer.start(Script.silent());
                LambdaSender sender = warm(options.longestWait(Duration.ZERO), server)) {
            Invocation one = begin(sender, "one");
            Invocation other = begin(sender, "other");
            SendRequest refused = SendRequest.post("http://127.0.0.1:1");

            CompletableFuture.runAsync(() -> sender.send(refused), one.wrap(pool))
                    .get(10, TimeUnit.SECONDS);
            pool.submit(other.wrap(() -> sender.send(refused))).get(10, TimeUnit.SECONDS);
            other.wrap(() -> one.wrap(() -> sender.send(refused)).run()).run();

            one.close();
            assertThat(undelivered).extracting(Undelivered::invocation).containsExactly("one", "one");
            other.close();
            assertThat(undelivered).extracting(Undelivered::invocation).containsExactly("one", "one", "other");
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aWrappedTaskLeavesNothingBehindOnItsThread() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(options, server)) {
            Invocation one = begin(sender, "one");
            Invocation other = begin(sender, "other");

            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> one.wrap(() -> {
                                throw new IllegalArgumentException("the task's own");
                            })
                            .run());

            assertThat(sender.environment().open().ofCaller()).isSameAs(other);
            one.close();
            other.close();
        }
    }

    @Test
    void aListenerThatWaitsForAThreadWhichClosesTheInvocationHoldsNobodyUp() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        CompletableFuture<Boolean> sawTheClose = new CompletableFuture<>();
        SenderListener waiting = new SenderListener() {
            @Override
            public void onSettled(SendRequest request, Receipt receipt, @Nullable SendException failure) {
                if (failure != null && failure.failure() == Failure.BYTES_IN_FLIGHT_EXCEEDED) {
                    refused.countDown();
                    sawTheClose.complete(within(closed));
                }
            }
        };
        SenderOptions small = SenderOptions.defaults().bytesInFlight(1024).listener(waiting);
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(options.sender(small), server)) {
            Invocation invocation = begin(sender, "a");
            SendRequest large = sender.post("/").body(new byte[4096], "application/octet-stream");
            CompletableFuture<Delivery> sending = CompletableFuture.supplyAsync(() -> invocation.send(large));
            assertThat(within(refused)).isTrue();

            invocation.close();
            closed.countDown();

            sending.get(10, TimeUnit.SECONDS);
            assertThat(sawTheClose.get(10, TimeUnit.SECONDS)).isTrue(); // told on the loop
            assertThat(undelivered)
                    .extracting(Undelivered::failure)
                    .as("told once, though it came too late for the wait")
                    .containsExactly(Failure.BYTES_IN_FLIGHT_EXCEEDED);
        }
    }

    private static boolean within(CountDownLatch latch) {
        try {
            return latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void assertRefused(Delivery delivery, String invocation) {
        assertThatExceptionOfType(SendException.class)
                .isThrownBy(() -> delivery.await(DeliveryLevel.WRITTEN, PATIENCE))
                .satisfies(e -> {
                    assertThat(e.failure()).isEqualTo(Failure.SENDER_CLOSED);
                    assertThat(e.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
                    assertThat(e.getMessage()).contains("invocation").doesNotContain("secret");
                });
        assertThat(undelivered).singleElement().satisfies(lost -> {
            assertThat(lost.invocation()).isEqualTo(invocation);
            assertThat(lost.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
            assertThat(lost.request()).isSameAs(delivery.request());
        });
    }

    private static <T> T elsewhere(Supplier<T> call) throws Exception {
        return CompletableFuture.supplyAsync(call).get(10, TimeUnit.SECONDS);
    }

    private static Invocation begin(LambdaSender sender, String id) {
        return sender.begin(new FakeContext(id, PATIENCE));
    }

    private static LambdaSender warm(LambdaOptions options, ScriptedServer server) {
        return LambdaSender.warm(options, server.uri("/").toString());
    }
}
