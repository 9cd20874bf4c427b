package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outcomes that come when their invocation is over. */
@Timeout(60)
class ReportsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Script LOSING_THE_FIRST =
            Script.answering(200).at(At.AFTER_REQUEST.onConnection(1), Effects.closeRst());

    /** Not synchronized: all of it is told on the test's own thread. */
    private final List<InvocationReport> late = new ArrayList<>();

    private final LambdaOptions options = LambdaOptions.defaults()
            .level(DeliveryLevel.WRITTEN)
            .onReport(late::add)
            .onUndelivered(lost -> {});

    @Test
    void theAnswerIsToldWithItsInvocationWhenTheNextOneBegins() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(503));
                LambdaSender sender = warm(options, server)) {
            one(sender, "first", sender.post("/v1/counters").json("{}"));
            Await.until(() -> sender.reportCounts().answered() == 1, PATIENCE);

            sender.begin(new FakeContext("second", PATIENCE)).close();

            assertThat(late).singleElement().satisfies(told -> {
                assertThat(told.invocation()).isEqualTo("first");
                assertThat(told.request().target()).isEqualTo("/v1/counters");
                assertThat(told.report().kind()).isEqualTo(DeliveryReport.Kind.ANSWERED);
                assertThat(told.report().status()).hasValue(503);
                assertThat(told.resent()).isFalse();
            });
        }
    }

    @Test
    void isToldOnTheThreadOfTheHandler() {
        List<Thread> threads = new ArrayList<>();
        LambdaOptions noting = options.onReport(told -> threads.add(Thread.currentThread()));
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(noting, server)) {
            one(sender, "first", sender.post("/"));
            Await.until(() -> sender.reportCounts().answered() == 1, PATIENCE);

            sender.begin(new FakeContext("second", PATIENCE)).close();

            assertThat(threads).containsExactly(Thread.currentThread());
        }
    }

    @Test
    void whatIsKnownWhenAnInvocationClosesIsToldThen() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(options, server)) {
            try (Invocation invocation = sender.begin(new FakeContext("only", PATIENCE))) {
                invocation.send(sender.post("/"));
                Await.until(() -> sender.reportCounts().answered() == 1, PATIENCE);
            }

            assertThat(late).extracting(InvocationReport::invocation).containsExactly("only");
        }
    }

    @Test
    void whatIsLeftIsToldWhenTheSenderCloses() {
        try (ScriptedServer server = ScriptedServer.start(Script.thinking(Duration.ofMillis(50), 200))) {
            LambdaSender sender = warm(options, server);
            one(sender, "only", sender.post("/"));

            sender.close();

            assertThat(late).extracting(InvocationReport::invocation).containsExactly("only");
        }
    }

    @Test
    void aLossIsToldAndNothingIsSentAgainUnlessItIsAskedFor() {
        try (ScriptedServer server = ScriptedServer.start(LOSING_THE_FIRST);
                LambdaSender sender = warm(options, server)) {
            lose(sender, sender.post("/v1/counters").json("{}").replayable());

            sender.begin(new FakeContext("second", PATIENCE)).close();

            assertThat(late).singleElement().satisfies(told -> {
                assertThat(told.report().kind()).isEqualTo(DeliveryReport.Kind.LOST);
                assertThat(told.invocation()).isEqualTo("first");
                assertThat(told.resent()).isFalse();
            });
            assertThat(sender.reportCounts().resent()).isZero();
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aLostReplayableRequestIsSentAgainUnderTheSameKey() {
        try (ScriptedServer server = ScriptedServer.start(LOSING_THE_FIRST);
                LambdaSender sender = warm(options.resendLost(true), server)) {
            lose(sender, sender.post("/v1/counters").json("{\"orders\":1}").replayable());
            RecordedRequest lost = server.awaitRequest(PATIENCE);

            sender.begin(new FakeContext("second", PATIENCE)).close();
            RecordedRequest again = server.awaitRequest(PATIENCE);

            assertThat(again.target()).isEqualTo(lost.target());
            assertThat(key(again, "Idempotency-Key")).isNotEmpty().isEqualTo(key(lost, "Idempotency-Key"));
            assertThat(late)
                    .singleElement()
                    .satisfies(told -> assertThat(told.resent()).isTrue());
            assertThat(sender.reportCounts().resent()).isEqualTo(1);
        }
    }

    @Test
    void everyRequestHasItsOwnKey() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(options.resendLost(true).idempotencyKeyHeader("X-Key"), server)) {
            SendRequest template = sender.post("/").json("{}").replayable();
            one(sender, "a", template);
            one(sender, "b", template);

            assertThat(key(server.awaitRequest(PATIENCE), "X-Key"))
                    .isNotEmpty()
                    .isNotEqualTo(key(server.awaitRequest(PATIENCE), "X-Key"));
        }
    }

    @Test
    void aKeyOfTheCallersOwnStays() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(options.resendLost(true), server)) {
            one(sender, "a", sender.post("/").header("idempotency-key", "mine").replayable());

            assertThat(key(server.awaitRequest(PATIENCE), "Idempotency-Key")).isEqualTo("mine");
        }
    }

    @Test
    void aRequestThatIsNotReplayableGetsNoKeyAndNoSecondCopy() {
        try (ScriptedServer server = ScriptedServer.start(LOSING_THE_FIRST);
                LambdaSender sender = warm(options.resendLost(true), server)) {
            lose(sender, sender.post("/").json("{}"));

            sender.begin(new FakeContext("second", PATIENCE)).close();

            assertThat(key(server.awaitRequest(PATIENCE), "Idempotency-Key")).isEmpty();
            assertThat(sender.reportCounts().resent()).isZero();
        }
    }

    @Test
    void aRequestWhoseHeadHasNoRoomForAKeyIsSentOnce() {
        try (ScriptedServer server = ScriptedServer.start(LOSING_THE_FIRST);
                LambdaSender sender = warm(options.resendLost(true), server)) {
            SendRequest full = sender.post("/").header("X", "x".repeat(SendRequest.MAX_HEAD_BYTES - 100));

            lose(sender, full.replayable());
            sender.begin(new FakeContext("second", PATIENCE)).close();

            assertThat(late).extracting(InvocationReport::resent).containsExactly(false);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 103 Early Hints\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 2", "H"})
    void whatGotBytesBackBeforeItWasLostIsNotSentAgain(String bytes) {
        Script speaking = Script.silent().at(At.AFTER_REQUEST, Effects.raw(bytes), Effects.closeFin());
        try (ScriptedServer server = ScriptedServer.start(speaking);
                LambdaSender sender = warm(options.resendLost(true), server)) {
            lose(sender, sender.post("/").json("{}").replayable());

            sender.begin(new FakeContext("second", PATIENCE)).close();

            assertThat(late).singleElement().satisfies(told -> {
                assertThat(told.report().heard()).isTrue();
                assertThat(told.resent()).isFalse();
            });
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void whatIsLostAgainIsNotSentAThirdTime() {
        Script losing = Script.answering(Effects.closeRst());
        try (ScriptedServer server = ScriptedServer.start(losing);
                LambdaSender sender = warm(options.resendLost(true), server)) {
            lose(sender, sender.post("/").json("{}").replayable());
            sender.begin(new FakeContext("second", PATIENCE)).close();
            Await.until(() -> sender.reportCounts().lost() == 2, PATIENCE);

            sender.begin(new FakeContext("third", PATIENCE)).close();

            assertThat(late).extracting(InvocationReport::invocation).containsExactly("first", "second");
            assertThat(late).extracting(InvocationReport::resent).containsExactly(true, false);
            assertThat(sender.reportCounts().resent()).isEqualTo(1);
        }
    }

    @Test
    void aConsumerThatFailsDoesNotFailTheInvocation() {
        LambdaOptions failing = options.onReport(told -> {
            late.add(told);
            throw new IllegalStateException("consumer");
        });
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(failing, server)) {
            one(sender, "first", sender.post("/"));
            Await.until(() -> sender.reportCounts().answered() == 1, PATIENCE);

            sender.begin(new FakeContext("second", PATIENCE)).close();

            assertThat(late).hasSize(1);
        }
    }

    @Test
    void anErrorOutOfAConsumerLeavesNoInvocationOpen() {
        LambdaOptions failing = options.onReport(told -> {
            throw new AssertionError("consumer");
        });
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(failing, server)) {
            one(sender, "first", sender.post("/"));
            Await.until(() -> sender.reportCounts().answered() == 1, PATIENCE);

            try (Invocation invocation = sender.begin(new FakeContext("second", PATIENCE))) {
                assertThat(sender.environment().open().ofCaller()).isSameAs(invocation);
            }

            assertThat(sender.environment().open().isEmpty()).isTrue();
        }
    }

    private static LambdaSender warm(LambdaOptions options, ScriptedServer server) {
        return LambdaSender.warm(
                options, Map.of(), LambdaClocks.SYSTEM, server.uri("/").toString());
    }

    private static void one(LambdaSender sender, String id, SendRequest request) {
        try (Invocation invocation = sender.begin(new FakeContext(id, PATIENCE))) {
            invocation.send(request);
        }
    }

    private static void lose(LambdaSender sender, SendRequest request) {
        one(sender, "first", request);
        Await.until("the loss is known", () -> sender.reportCounts().lost() == 1, PATIENCE);
    }

    private static String key(RecordedRequest request, String header) {
        return request.header(header).orElse("");
    }
}
