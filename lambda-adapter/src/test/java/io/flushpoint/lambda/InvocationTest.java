package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SendRequest;
import io.flushpoint.WireState;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InvocationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ScriptedServer server = ScriptedServer.start(Script.answering(200));
    private final List<Undelivered> undelivered = new CopyOnWriteArrayList<>();
    private final LambdaSender sender = LambdaSender.warm(
            LambdaOptions.defaults().onUndelivered(undelivered::add),
            server.uri("/").toString());

    @AfterEach
    void close() {
        sender.close();
        server.close();
    }

    @Test
    void endsWhenItsSendsHaveLeftAndNotWhenTheyAreAnswered() {
        try (ScriptedServer silent = ScriptedServer.start(Script.silent())) {
            Delivery delivery;
            try (Invocation invocation = begin("a")) {
                delivery = invocation.send(
                        SendRequest.post(silent.uri("/v1/counters")).json("{}"));
            }

            assertThat(delivery.receipt().level()).hasValue(sender.level());
            assertThat(silent.awaitRequest(PATIENCE).target()).isEqualTo("/v1/counters");
            assertThat(undelivered).isEmpty();
        }
    }

    @Test
    void waitsForAllItsSends() {
        List<Delivery> deliveries = new CopyOnWriteArrayList<>();
        try (Invocation invocation = begin("a")) {
            for (int i = 0; i < 20; i++) {
                deliveries.add(invocation.send(sender.post("/" + i).json("{}")));
            }
        }

        assertThat(deliveries).hasSize(20).allMatch(delivery -> reached(delivery));
        assertThat(undelivered).isEmpty();
    }

    @Test
    void reportsASendThatDidNotMakeItWithoutItsPath() {
        String refusing;
        try (ScriptedServer gone = ScriptedServer.start(Script.answering(200))) {
            refusing = gone.uri("/secret?key=secret").toString();
        }
        try (Invocation invocation = begin("the-id")) {
            invocation.send(sender.post("/fine").json("{}"));
            invocation.send(SendRequest.post(refusing).json("{\"secret\":1}"));
        }

        assertThat(undelivered).singleElement().satisfies(lost -> {
            assertThat(lost.invocation()).isEqualTo("the-id");
            assertThat(lost.level()).isEqualTo(sender.level());
            assertThat(lost.failure()).isEqualTo(Failure.CONNECT_FAILED);
            assertThat(lost.reason()).containsIgnoringCase("refused");
            assertThat(lost.phase()).isEqualTo(Phase.CONNECT);
            assertThat(lost.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
            assertThat(lost.toString()).contains("the-id", "CONNECT_FAILED").doesNotContain("secret");
        });
    }

    @Test
    void theReasonOfABodyThatFailedDoesNotNameItsFile() {
        try (Invocation invocation = begin("the-id")) {
            invocation.send(sender.post("/").body(Body.file(Path.of("/no/secret")), "text/plain"));
        }

        assertThat(undelivered).singleElement().satisfies(lost -> {
            assertThat(lost.failure()).isEqualTo(Failure.BODY_FAILED);
            assertThat(lost.reason()).contains("IOException");
            assertThat(lost.toString()).doesNotContain("secret");
        });
    }

    @Test
    void endsBeforeItsTimeIsUpAndReportsWhatIsStillUnderWay() {
        try (ScriptedServer deaf = ScriptedServer.start(Script.neverReading())) {
            FakeContext context = new FakeContext("a", Duration.ofSeconds(1));
            Invocation invocation = sender.begin(context);
            invocation.send(SendRequest.post(deaf.uri("/")).body(new byte[16 << 20], "application/octet-stream"));

            invocation.close();

            assertThat(context.getRemainingTimeInMillis()).isPositive();
            assertThat(undelivered).singleElement().satisfies(lost -> {
                assertThat(lost.failure()).isEqualTo(Failure.DEADLINE_EXCEEDED);
                assertThat(lost.phase()).isEqualTo(Phase.WRITE);
                assertThat(lost.wireState()).isEqualTo(WireState.PARTLY_WRITTEN);
            });
        }
    }

    @Test
    void withNoTimeLeftItDoesNotWait() {
        Invocation invocation = sender.begin(new FakeContext("a", Duration.ZERO));
        invocation.send(sender.post("/").json("{}"));
        long start = System.nanoTime();

        invocation.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void keepsTheShorterTimeoutOfARequest() {
        try (Invocation invocation = begin("a")) {
            Delivery shorter = invocation.send(sender.post("/").timeout(Duration.ofSeconds(1)));
            Delivery longer = invocation.send(sender.post("/").timeout(Duration.ofHours(1)));

            assertThat(shorter.request().timeout()).contains(Duration.ofSeconds(1));
            assertThat(longer.request().timeout().orElseThrow()).isLessThan(PATIENCE);
        }
    }

    @Test
    void takesNoSendsOnceClosed() {
        Invocation invocation = begin("the-id");
        invocation.close();
        invocation.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> invocation.send(sender.post("/")))
                .withMessageContaining("the-id");
    }

    @Test
    void anInterruptNeitherCutsTheWaitShortNorGetsLost() {
        Delivery delivery;
        try (Invocation invocation = begin("a")) {
            delivery = invocation.send(sender.post("/").json("{}"));
            Thread.currentThread().interrupt();
        }

        assertThat(Thread.interrupted()).isTrue();
        assertThat(reached(delivery)).isTrue();
        assertThat(undelivered).isEmpty();
    }

    @Test
    void aConsumerThatFailsDoesNotFailTheInvocation() {
        LambdaOptions options = LambdaOptions.defaults().onUndelivered(lost -> {
            throw new IllegalStateException("consumer");
        });
        try (LambdaSender failing = LambdaSender.warm(options, "http://127.0.0.1:1")) {
            Invocation invocation = failing.begin(new FakeContext("a", PATIENCE));
            invocation.send(failing.post("/"));

            invocation.close();
        }
    }

    @Test
    void aHandlerThatThrowsStillFlushesAndItsExceptionStays() {
        IllegalArgumentException own = new IllegalArgumentException("the handler's own");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> sender.<String, String>wrap((input, context) -> {
                            sender.send(sender.post("/" + input).json("{}"));
                            throw own;
                        })
                        .handleRequest("x", new FakeContext("a", PATIENCE)))
                .isSameAs(own);

        assertThat(server.awaitRequest(PATIENCE).target()).isEqualTo("/x");
        assertThatIllegalStateException().isThrownBy(() -> sender.send(sender.post("/")));
    }

    @Test
    void aStreamHandlerIsWrappedAlike() throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();

        sender.wrap((input, out, context) -> {
                    sender.send(sender.post("/stream").text("hello"));
                    input.transferTo(out);
                })
                .handleRequest(new ByteArrayInputStream(new byte[] {1, 2}), output, new FakeContext("a", PATIENCE));

        assertThat(output.toByteArray()).containsExactly(1, 2);
        assertThat(server.awaitRequest(PATIENCE).target()).isEqualTo("/stream");
    }

    @Test
    void aSendFromAnotherThreadBelongsToTheOneInvocationThereIs() throws Exception {
        Delivery delivery;
        try (Invocation invocation = begin("a")) {
            delivery = CompletableFuture.supplyAsync(() -> sender.send(sender.post("/elsewhere")))
                    .get(10, TimeUnit.SECONDS);
            assertThat(invocation.begunByCaller()).isTrue();
        }

        assertThat(reached(delivery)).isTrue();
    }

    @Test
    void aThreadWithoutAnInvocationMustSayWhichOfSeveralItMeans() {
        try (Invocation one = begin("a");
                Invocation other = begin("b")) {
            CompletableFuture<Delivery> elsewhere = CompletableFuture.supplyAsync(() -> sender.send(sender.post("/")));

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> elsewhere.get(10, TimeUnit.SECONDS))
                    .withCauseInstanceOf(IllegalStateException.class)
                    .withMessageContaining("2 invocations are open");
            assertThat(one).isNotSameAs(other);
        }
    }

    @Test
    void aPathMustBeginWithASlash() {
        assertThatIllegalArgumentException().isThrownBy(() -> sender.post("v1/counters"));
        assertThat(sender.request("PUT", "/v1/counters?x=1").target()).isEqualTo("/v1/counters?x=1");
    }

    private Invocation begin(String id) {
        return sender.begin(new FakeContext(id, PATIENCE));
    }

    /** At its level, or beyond it if the answer was quick. */
    private boolean reached(Delivery delivery) {
        return delivery.receipt()
                .level()
                .filter(level -> level.compareTo(sender.level()) >= 0)
                .isPresent();
    }
}
