package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flushpoint.Bound;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.LateNews;
import io.flushpoint.SendException;
import io.flushpoint.SenderOptions;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop that the handler's thread drives. */
@Timeout(60)
class CallerDrivenTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Undelivered> undelivered = new ArrayList<>();
    private final LambdaOptions options =
            LambdaOptions.defaults().loop(Loop.CALLER_DRIVEN).undelivered(undelivered::add);
    private final ScriptedServer server = ScriptedServer.start(Script.answering(200));
    private final LambdaSender sender =
            LambdaSender.warm(options, server.uri("/").toString());

    @AfterEach
    void close() {
        sender.close();
        server.close();
    }

    @Test
    void deliversOnTheWarmConnection() {
        try (Invocation invocation = sender.begin(new FakeContext("a", PATIENCE))) {
            invocation.send(sender.post("/x").json("{}"));
        }

        assertThat(server.awaitRequest(PATIENCE).connection()).isEqualTo(1);
        assertThat(undelivered).isEmpty();
    }

    @Test
    void whatAnotherThreadSendsLeavesWhenTheInvocationCloses() throws Exception {
        Delivery delivery;
        try (Invocation invocation = sender.begin(new FakeContext("a", PATIENCE))) {
            delivery = elsewhere(() -> invocation.send(sender.post("/elsewhere").json("{}")));
            assertThat(delivery.receipt().level()).isNull();
        }

        assertThat(server.awaitRequest(PATIENCE).target()).isEqualTo("/elsewhere");
        assertThat(delivery.receipt().level()).isNotNull();
        assertThat(undelivered).isEmpty();
    }

    @Test
    void whatAnotherThreadSendsLeavesWhenTheOwnerSends() throws Exception {
        try (Invocation invocation = sender.begin(new FakeContext("a", PATIENCE))) {
            Delivery other =
                    elsewhere(() -> invocation.send(sender.post("/elsewhere").json("{}")));
            Delivery own = invocation.send(sender.post("/own").json("{}"));
            own.await(sender.level(), PATIENCE);

            assertThat(other.await(sender.level(), PATIENCE).level()).isNotNull();
        }
    }

    @Test
    void anotherThreadMayWaitWhileTheOwnerCloses() throws Exception {
        CompletableFuture<DeliveryLevel> waited;
        try (Invocation invocation = sender.begin(new FakeContext("a", PATIENCE))) {
            Delivery delivery =
                    elsewhere(() -> invocation.send(sender.post("/elsewhere").json("{}")));
            CompletableFuture<?> reached = delivery.reached(sender.level()).toCompletableFuture();
            waited = CompletableFuture.supplyAsync(() -> {
                reached.join();
                return sender.level();
            });
        }

        assertThat(waited.get(10, TimeUnit.SECONDS)).isEqualTo(sender.level());
    }

    @Test
    void theNewsOfAnotherThreadsSendIsToldLikeAnyOther() throws Exception {
        CompletableFuture<LateNews> news;
        try (Invocation invocation = sender.begin(new FakeContext("a", PATIENCE))) {
            Delivery delivery =
                    elsewhere(() -> invocation.send(sender.post("/elsewhere").json("{}")));
            news = delivery.news().toCompletableFuture();
        }
        Await.until(
                () -> {
                    sender.begin(new FakeContext("b", PATIENCE)).close();
                    return news.isDone();
                },
                PATIENCE);

        assertThat(news.get().kind()).isEqualTo(LateNews.Kind.ANSWERED);
        assertThat(sender.lateCounts().answered()).isEqualTo(1);
    }

    @Test
    void whatAnotherThreadCancelsBeforeItIsTakenIsNotSent() throws Exception {
        Delivery cancelled;
        try (Invocation invocation = sender.begin(new FakeContext("a", PATIENCE))) {
            cancelled = elsewhere(() -> {
                Delivery delivery = invocation.send(sender.post("/cancelled"));
                delivery.cancel();
                return delivery;
            });
        }

        assertThat(failure(cancelled)).isEqualTo(Failure.CANCELLED);
        assertThat(undelivered).extracting(Undelivered::failure).containsExactly(Failure.CANCELLED);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void noMoreWaitsForTheOwnerThanTheSendersQueueHolds() throws Exception {
        LambdaOptions narrow = options.sender(SenderOptions.defaults().bound(Bound.QUEUED_SENDS, 1));
        try (LambdaSender narrowed = LambdaSender.warm(narrow, server.uri("/").toString())) {
            Delivery second;
            try (Invocation invocation = narrowed.begin(new FakeContext("a", PATIENCE))) {
                second = elsewhere(() -> {
                    invocation.send(narrowed.post("/first"));
                    return invocation.send(narrowed.post("/second"));
                });
            }

            assertThat(failure(second)).isEqualTo(Failure.QUEUE_FULL);
            assertThat(server.awaitRequest(PATIENCE).target()).isEqualTo("/first");
        }
    }

    @Test
    void anotherThreadBeginsNoInvocation() {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> elsewhere(() -> {
                    sender.begin(new FakeContext("a", PATIENCE));
                    throw new AssertionError("it began one");
                }))
                .withCauseInstanceOf(IllegalStateException.class)
                .withMessageContaining(
                        "begin belongs to thread '" + Thread.currentThread().getName());
    }

    private static Failure failure(Delivery delivery) {
        try {
            delivery.reached(DeliveryLevel.WRITTEN).toCompletableFuture().join();
            throw new AssertionError("it was written");
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(SendException.class);
            return ((SendException) e.getCause()).failure();
        }
    }

    private static Delivery elsewhere(Supplier<Delivery> call) throws Exception {
        return CompletableFuture.supplyAsync(call).get(10, TimeUnit.SECONDS);
    }
}
