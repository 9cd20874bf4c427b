package io.flushpoint.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flushpoint.CallerDrivenSender;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.HttpSender;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.Transport;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.io.InterruptedIOException;
import java.lang.reflect.Proxy;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request is done at its level; what becomes known later is counted and told. */
class TelemetrySenderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<TelemetryReport> reports = new CopyOnWriteArrayList<>();
    private final TelemetryOptions options =
            TelemetryOptions.defaults().level(DeliveryLevel.WRITTEN).onReport(reports::add);

    @Test
    void itIsDoneThoughThePeerNeverAnswers() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.silent());
                HttpSender http = HttpSender.create()) {
            TelemetrySender sender = TelemetrySender.over(http, options);

            TelemetryAnswer answer = sender.send(post(server)).get(20, TimeUnit.SECONDS);

            assertThat(answer.status()).isEmpty();
            assertThat(answer.statusOr(202)).isEqualTo(202);
            assertThat(server.awaitRequest(PATIENCE).bodyText()).isEqualTo("spans");
            assertThat(sender.counts().done()).isEqualTo(1);
        }
    }

    @Test
    void aRefusalThatComesLaterIsToldAndCounted() throws Exception {
        Response busy = Response.of(503).header("Retry-After", "7").body("too\r\nmuch");
        try (ScriptedServer server = ScriptedServer.start(Script.answering(busy));
                HttpSender http = HttpSender.create()) {
            TelemetrySender sender = TelemetrySender.over(http, options);

            sender.send(post(server)).get(20, TimeUnit.SECONDS);
            Await.until("the report", () -> !reports.isEmpty(), PATIENCE);

            TelemetryReport report = reports.get(0);
            assertThat(report.kind()).isEqualTo(TelemetryReport.Kind.REFUSED);
            assertThat(report.status()).hasValue(503);
            assertThat(report.answer().header("Retry-After")).hasValue("7");
            assertThat(new String(report.answer().content(), UTF_8)).isEqualTo("too\r\nmuch");
            assertThat(report.toString()).doesNotContain("too").doesNotContain("secret");
            assertThat(sender.counts().refused()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 304, 307})
    void aRedirectThatComesLaterIsARefusal(int status) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(status));
                HttpSender http = HttpSender.create()) {
            TelemetrySender sender = TelemetrySender.over(http, options);

            sender.send(post(server)).get(20, TimeUnit.SECONDS);
            Await.until("the report", () -> !reports.isEmpty(), PATIENCE);

            assertThat(reports.get(0).kind()).isEqualTo(TelemetryReport.Kind.REFUSED);
            assertThat(reports.get(0).status()).hasValue(status);
        }
    }

    @Test
    void aFunctionThatMakesAnotherRequestIsStillReportedOf() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(503));
                HttpSender http = HttpSender.create()) {
            TelemetrySender sender = TelemetrySender.over(request -> http.send(post(server)), options);

            assertThat(sender.sendAndWait(post(server), DeliveryLevel.ANSWERED).status())
                    .hasValue(503);
            sender.sendAndWait(post(server));
            Await.until("the report", () -> sender.counts().refused() == 1, PATIENCE);
        }
    }

    @Test
    void aFunctionThatCannotTellSentIsDoneWhenItIsWritten() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.silent());
                HttpSender nio = HttpSender.create(SenderOptions.defaults().transport(Transport.NIO))) {
            TelemetrySender sender = TelemetrySender.over(nio::send, TelemetryOptions.defaults());

            sender.sendAndWait(post(server));

            assertThat(sender.counts().done()).isEqualTo(1);
            assertThat(sender.counts().failed()).isZero();
        }
    }

    @Test
    void theTimeoutOfARequestGivesUpWhatAFunctionHasSent() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.silent());
                HttpSender http = HttpSender.create()) {
            TelemetrySender sender = TelemetrySender.over(http::send, options.level(DeliveryLevel.ANSWERED));
            SendRequest request = post(server).timeout(Duration.ofMillis(200));

            assertThatThrownBy(() -> sender.send(request).get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(TimeoutException.class);

            server.awaitConnection(1, PATIENCE).awaitEnd(PATIENCE);
            assertThat(sender.counts().failed()).isEqualTo(1);
            assertThat(sender.counts().done()).isZero();
        }
    }

    @Test
    void anErrorOfAFunctionFailsTheRequest() {
        TelemetrySender sender = TelemetrySender.over(
                request -> {
                    throw new NoClassDefFoundError("such as at the end of a program");
                },
                options);

        assertThatThrownBy(
                        () -> sender.send(SendRequest.post("http://localhost/")).join())
                .hasCauseInstanceOf(NoClassDefFoundError.class);
        assertThat(sender.counts().failed()).isEqualTo(1);
    }

    @Test
    void aSuccessThatComesLaterIsNoNews() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                HttpSender http = HttpSender.create()) {
            TelemetrySender sender = TelemetrySender.over(http, options);

            for (int i = 0; i < 3; i++) {
                sender.send(post(server), DeliveryLevel.ANSWERED).get(20, TimeUnit.SECONDS);
            }
            sender.send(post(server)).get(20, TimeUnit.SECONDS);
            sender.send(post(server), DeliveryLevel.ANSWERED).get(20, TimeUnit.SECONDS);

            assertThat(reports).isEmpty();
            assertThat(sender.counts()).hasToString("TelemetryCounts[done=5, failed=0, refused=0, lost=0, unknown=0]");
        }
    }

    @Test
    void aLossThatComesLaterIsToldWithItsReason() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.closingUnanswered());
                HttpSender http = HttpSender.create()) {
            TelemetrySender sender = TelemetrySender.over(http, options);

            sender.send(post(server)).get(20, TimeUnit.SECONDS);
            Await.until("the report", () -> !reports.isEmpty(), PATIENCE);

            assertThat(reports.get(0).kind()).isEqualTo(TelemetryReport.Kind.LOST);
            assertThat(reports.get(0).delivery().failure()).hasValue(Failure.CONNECTION_LOST);
            assertThat(sender.counts().lost()).isEqualTo(1);
        }
    }

    @Test
    void whatIsOpenWhenTheSenderClosesIsUnknown() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.silent())) {
            TelemetrySender sender;
            try (HttpSender http = HttpSender.create(SenderOptions.defaults().closeGrace(Duration.ofMillis(1)))) {
                sender = TelemetrySender.over(http, options);
                sender.send(post(server)).get(20, TimeUnit.SECONDS);
            }
            Await.until("the report", () -> !reports.isEmpty(), PATIENCE);

            assertThat(reports.get(0).kind()).isEqualTo(TelemetryReport.Kind.UNKNOWN);
            assertThat(sender.counts().unknown()).isEqualTo(1);
        }
    }

    @Test
    void atAnsweredTheRealStatusIsWaitedFor() throws Exception {
        Response busy = Response.of(429).header("Retry-After", "2").body("slow down");
        try (ScriptedServer server = ScriptedServer.start(Script.answering(busy));
                HttpSender http = HttpSender.create()) {
            TelemetryAnswer answer = TelemetrySender.over(http, options.level(DeliveryLevel.ANSWERED))
                    .send(post(server))
                    .get(20, TimeUnit.SECONDS);

            assertThat(answer.status()).hasValue(429);
            assertThat(answer.retryAfter()).hasValue(Duration.ofSeconds(2));
            assertThat(new String(answer.content(), UTF_8)).isEqualTo("slow down");
            assertThat(reports).as("the library was told itself").isEmpty();
        }
    }

    @Test
    void noMoreOfAnErrorIsKeptThanTheOptionsSay() throws Exception {
        try (ScriptedServer server =
                        ScriptedServer.start(Script.answering(Response.of(400).body("0123456789")));
                HttpSender http = HttpSender.create()) {
            TelemetryOptions four = options.level(DeliveryLevel.ANSWERED).errorContent(4);

            TelemetryAnswer answer =
                    TelemetrySender.over(http, four).send(post(server)).get(20, TimeUnit.SECONDS);

            assertThat(new String(answer.content(), UTF_8)).isEqualTo("0123");
        }
    }

    @Test
    void aFailureIsToldToTheLibraryAndNotReportedAgain() throws Exception {
        ScriptedServer server = ScriptedServer.start(Script.silent());
        SendRequest request = post(server);
        server.close();
        try (HttpSender http = HttpSender.create()) {
            TelemetrySender sender = TelemetrySender.over(http, options);

            assertThatThrownBy(() -> sender.send(request).get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            SendException.class,
                            failure -> assertThat(failure.failure()).isEqualTo(Failure.CONNECT_FAILED));

            assertThat(sender.counts().failed()).isEqualTo(1);
            assertThat(reports).isEmpty();
        }
    }

    @Test
    void aThreadThatWaitsIsToldTheAnswerOrTheFailure() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(204));
                HttpSender http = HttpSender.create()) {
            TelemetrySender sender = TelemetrySender.over(http, options);

            assertThat(sender.sendAndWait(post(server)).status()).isEmpty();
            assertThat(sender.sendAndWait(post(server), DeliveryLevel.ANSWERED).status())
                    .hasValue(204);
            assertThatThrownBy(() -> sender.sendAndWait(SendRequest.post("http://localhost:1/")))
                    .isInstanceOfSatisfying(
                            SendException.class,
                            failure -> assertThat(failure.failure()).isEqualTo(Failure.CONNECT_FAILED));
        }
    }

    @Test
    void anInterruptEndsTheWaitAndIsNotLost() {
        try (ScriptedServer server = ScriptedServer.start(Script.silent());
                HttpSender http = HttpSender.create()) {
            TelemetrySender sender = TelemetrySender.over(http, options);
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> sender.sendAndWait(post(server), DeliveryLevel.ANSWERED))
                    .isInstanceOf(InterruptedIOException.class);

            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aWaitEndsSoonAfterTheTimeoutOfTheRequest() {
        CompletableFuture<Object> never = new CompletableFuture<>();
        Delivery open = (Delivery) Proxy.newProxyInstance(
                Delivery.class.getClassLoader(), new Class<?>[] {Delivery.class}, (proxy, method, arguments) -> never);
        TelemetrySender sender = TelemetrySender.over(request -> open, options);
        SendRequest request = SendRequest.post("http://localhost/").timeout(Duration.ofMillis(1));

        assertThatThrownBy(() -> sender.sendAndWait(request)).isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void whatASendingFunctionThrowsFailsTheRequest() {
        TelemetrySender sender = TelemetrySender.over(
                request -> {
                    throw new IllegalStateException("no invocation is open");
                },
                options);

        assertThatThrownBy(
                        () -> sender.send(SendRequest.post("http://localhost/")).join())
                .hasRootCauseMessage("no invocation is open");
        assertThat(sender.counts().failed()).isEqualTo(1);
    }

    @Test
    void aListenerThatThrowsEndsNothing() throws Exception {
        TelemetryOptions throwing = options.onReport(report -> {
            reports.add(report);
            throw new AssertionError("a mistake of the listener's");
        });
        try (ScriptedServer server = ScriptedServer.start(Script.answering(500));
                HttpSender http = HttpSender.create()) {
            TelemetrySender sender = TelemetrySender.over(http, throwing);

            for (int i = 1; i <= 3; i++) {
                int told = i;
                sender.send(post(server)).get(20, TimeUnit.SECONDS);
                Await.until("the report", () -> reports.size() == told, PATIENCE);
            }

            assertThat(sender.counts().refused()).isEqualTo(3);
        }
    }

    @Test
    void aSenderThatItsCallerDrivesIsRefused() {
        try (CallerDrivenSender driven = HttpSender.createCallerDriven(SenderOptions.defaults())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TelemetrySender.over(driven))
                    .withMessageContaining("caller-driven");
        }
    }

    @Test
    void aLevelThatTheTransportCannotTellIsRefused() {
        try (HttpSender nio = HttpSender.create(SenderOptions.defaults().transport(Transport.NIO))) {
            assertThat(TelemetrySender.over(nio).level())
                    .as("unless one is asked for")
                    .isEqualTo(DeliveryLevel.WRITTEN);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TelemetrySender.over(nio, options.level(DeliveryLevel.SENT)))
                    .withMessageContaining("SENT")
                    .withMessageContaining("WRITTEN");
        }
    }

    private static SendRequest post(ScriptedServer server) {
        return SendRequest.post(server.uri("/v1/traces"))
                .header("Authorization", "Bearer secret")
                .text("spans");
    }
}
