package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Delivery;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The extension within the process that ends invocations after their response. */
@Timeout(60)
class AfterResponseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Script READING_WHEN_TOLD = Script.answering(200).at(At.ON_ACCEPT, Effects.stall());

    private final List<Undelivered> undelivered = new CopyOnWriteArrayList<>();
    private final LambdaOptions options =
            LambdaOptions.defaults().afterResponse(true).longestWait(PATIENCE).onUndelivered(undelivered::add);

    @Test
    void theInvocationClosesAtOnceAndTheNextEventIsAskedForWhenEverythingHasLeft() {
        try (FakeExtensionsApi lambda = new FakeExtensionsApi();
                ScriptedServer server = ScriptedServer.start(READING_WHEN_TOLD);
                LambdaSender sender = warm(lambda, server)) {
            assertThat(lambda.registered()).isEqualTo("{\"events\":[\"INVOKE\"]}");
            assertThat(lambda.name()).isEqualTo("flushpoint");
            invoke(lambda, "a");

            Delivery delivery;
            try (Invocation invocation = sender.begin(new FakeContext("a", PATIENCE))) {
                delivery = invocation.send(large(sender));
            }

            assertThat(delivery.receipt().level())
                    .as("reached when the response is posted")
                    .isEmpty();
            assertThat(Await.holdsWithin(() -> lambda.polls() > 1, Duration.ofMillis(400)))
                    .isFalse();

            server.connections().forEach(connection -> connection.resume());
            Await.until("the next event is asked for", () -> lambda.polls() == 2, PATIENCE);
            assertThat(delivery.receipt().level()).isPresent();
            assertThat(undelivered).isEmpty();
        }
    }

    @Test
    void whatDoesNotMakeItIsReportedBeforeTheNextEventIsAskedFor() {
        try (FakeExtensionsApi lambda = new FakeExtensionsApi();
                ScriptedServer server = ScriptedServer.start(READING_WHEN_TOLD);
                LambdaSender sender = warm(lambda, server)) {
            invoke(lambda, "a");
            try (Invocation invocation = sender.begin(new FakeContext("a", Duration.ofSeconds(1)))) {
                invocation.send(large(sender));
            }
            assertThat(undelivered).isEmpty();

            Await.until("the next event is asked for", () -> lambda.polls() == 2, PATIENCE);

            assertThat(undelivered).extracting(Undelivered::invocation).containsExactly("a");
        }
    }

    @Test
    void oneInvocationAfterTheOtherIsEndedSo() {
        try (FakeExtensionsApi lambda = new FakeExtensionsApi();
                ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(lambda, server)) {
            for (int i = 1; i <= 5; i++) {
                int done = i;
                invoke(lambda, "invocation-" + i);
                try (Invocation invocation = sender.begin(new FakeContext("invocation-" + i, PATIENCE))) {
                    invocation.send(sender.post("/" + i).json("{}"));
                }
                Await.until("event " + i + " is done", () -> lambda.polls() == done + 1, PATIENCE);
                assertThat(server.awaitRequest(PATIENCE).target()).isEqualTo("/" + i);
            }
            assertThat(undelivered).isEmpty();
        }
    }

    @Test
    void anEventForWhichNoInvocationIsBegunIsSoonDoneWith() {
        try (FakeExtensionsApi lambda = new FakeExtensionsApi();
                ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(lambda, server)) {
            invoke(lambda, "a");

            Await.until("the next event is asked for", () -> lambda.polls() == 2, PATIENCE);

            Delivery delivery; // begun too late for the extension: waited for by this thread
            try (Invocation invocation = sender.begin(new FakeContext("a", PATIENCE))) {
                delivery = invocation.send(sender.post("/late").json("{}"));
            }
            assertThat(delivery.receipt().level()).isPresent();
        }
    }

    @Test
    void aPollThatFailsIsMadeAgain() {
        try (FakeExtensionsApi lambda = new FakeExtensionsApi();
                ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(lambda, server)) {
            lambda.fail();
            lambda.fail();
            invoke(lambda, "a");
            Await.until("the event is had by the third poll", () -> lambda.polls() == 3, PATIENCE);
            try (Invocation invocation = sender.begin(new FakeContext("a", PATIENCE))) {
                invocation.send(sender.post("/x").json("{}"));
            }

            Await.until("the next event is asked for", () -> lambda.polls() == 4, PATIENCE);
            assertThat(lambda.exits()).isEmpty();
        }
    }

    @Test
    void whatAConsumerThrowsOrDoesToItsThreadDoesNotKeepTheNextEventFromBeingAskedFor() {
        LambdaOptions failing = options.onUndelivered(lost -> {
            undelivered.add(lost);
            Thread.currentThread().interrupt();
            throw new AssertionError("consumer");
        });
        try (FakeExtensionsApi lambda = new FakeExtensionsApi();
                ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(failing, lambda, server)) {
            for (int i = 1; i <= 2; i++) {
                int done = i;
                invoke(lambda, "invocation-" + i);
                try (Invocation invocation = sender.begin(new FakeContext("invocation-" + i, PATIENCE))) {
                    invocation.send(SendRequest.post("http://127.0.0.1:1"));
                }
                Await.until("event " + i + " is done", () -> lambda.polls() == done + 1, PATIENCE);
            }

            assertThat(undelivered).extracting(Undelivered::invocation).containsExactly("invocation-1", "invocation-2");
        }
    }

    @Test
    void whenNoEventCanBeHadLambdaIsToldAndTheHandlersThreadWaitsAgain() {
        try (FakeExtensionsApi lambda = new FakeExtensionsApi();
                ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = warm(lambda, server)) {
            Await.until("the first event is asked for", () -> lambda.polls() == 1, PATIENCE);
            lambda.failAlways();
            Await.until("the extension has ended", () -> !extensionRuns(), PATIENCE);

            assertThat(lambda.exits()).singleElement().asString().startsWith("Extension.");

            Delivery delivery;
            try (Invocation invocation = sender.begin(new FakeContext("a", PATIENCE))) {
                delivery = invocation.send(sender.post("/x").json("{}"));
            }

            assertThat(delivery.receipt().level()).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"snap-start", "lambda-managed-instances"})
    void whereThereCanBeNoExtensionItIsToldAndTheHandlersThreadWaits(String type) {
        try (FakeExtensionsApi lambda = new FakeExtensionsApi();
                ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = LambdaSender.warm(
                        options,
                        Map.of("AWS_LAMBDA_RUNTIME_API", lambda.authority(), "AWS_LAMBDA_INITIALIZATION_TYPE", type),
                        LambdaClocks.SYSTEM,
                        server.uri("/").toString())) {
            assertThat(lambda.registered()).isEmpty();
            assertThat(step(sender).warm()).isFalse();
            assertThat(step(sender).outcome()).contains(sender.mode().toString());
        }
    }

    @Test
    void outsideLambdaTheHandlersThreadWaits() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = LambdaSender.warm(
                        options, Map.of(), LambdaClocks.SYSTEM, server.uri("/").toString())) {
            Delivery delivery;
            try (Invocation invocation = sender.begin(new FakeContext("a", PATIENCE))) {
                delivery = invocation.send(sender.post("/x").json("{}"));
            }

            assertThat(delivery.receipt().level()).isPresent();
            assertThat(step(sender).outcome()).contains("AWS_LAMBDA_RUNTIME_API");
        }
    }

    private LambdaSender warm(FakeExtensionsApi lambda, ScriptedServer server) {
        return warm(options, lambda, server);
    }

    private static LambdaSender warm(LambdaOptions options, FakeExtensionsApi lambda, ScriptedServer server) {
        return LambdaSender.warm(
                options,
                Map.of("AWS_LAMBDA_RUNTIME_API", lambda.authority()),
                LambdaClocks.SYSTEM,
                server.uri("/").toString());
    }

    private static void invoke(FakeExtensionsApi lambda, String id) {
        lambda.invoke(id, System.currentTimeMillis() + PATIENCE.toMillis());
    }

    private static SendRequest large(LambdaSender sender) {
        return sender.post("/large").body(new byte[16 << 20], "application/octet-stream");
    }

    private static WarmReport.Step step(LambdaSender sender) {
        return sender.warmReport().steps().stream()
                .filter(step -> step.what().equals("after the response"))
                .findFirst()
                .orElseThrow();
    }

    private static boolean extensionRuns() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("flushpoint-extension"));
    }
}
