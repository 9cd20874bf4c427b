package io.flushpoint.micrometer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.telemetry.TelemetryOptions;
import io.flushpoint.telemetry.TelemetryReport;
import io.flushpoint.telemetry.TelemetrySender;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.micrometer.core.ipc.http.HttpSender.Method;
import io.micrometer.core.ipc.http.HttpSender.Request;
import java.io.ByteArrayInputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of a registry, over real sockets. */
@Timeout(60)
class FlushpointHttpSenderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NO_BODY = io.micrometer.core.ipc.http.HttpSender.Response.NO_RESPONSE_BODY;

    private final HttpSender core = HttpSender.create();
    private final ScriptedServer silent = ScriptedServer.start(Script.silent());
    private final List<TelemetryReport> reports = new CopyOnWriteArrayList<>();
    private final TelemetrySender telemetry = TelemetrySender.over(
            core, TelemetryOptions.defaults().level(DeliveryLevel.WRITTEN).onReport(reports::add));
    private final FlushpointHttpSender sender = FlushpointHttpSender.over(telemetry);
    private final FlushpointHttpSender waiting = FlushpointHttpSender.waiting(telemetry);

    @AfterEach
    void close() {
        core.close(Duration.ZERO);
        silent.close();
    }

    @Test
    void aPostIsDoneBeforeAnyAnswerAndArrivesAsItWasMade() throws Throwable {
        try (ScriptedServer server = ScriptedServer.start(Script.silent())) {
            var response = sender.post(server.uri("/write?db=a").toString())
                    .withBasicAuthentication("user", "secret")
                    .withHeader("X-Tenant", "b")
                    .withPlainText("line")
                    .compress()
                    .send();

            assertThat(response.code()).isEqualTo(202);
            assertThat(response.isSuccessful()).isTrue();
            assertThat(response.body()).isEqualTo(NO_BODY);
            RecordedRequest arrived = server.awaitRequest(PATIENCE);
            assertThat(arrived.method()).isEqualTo("POST");
            assertThat(arrived.target()).isEqualTo("/write?db=a");
            assertThat(arrived.headers("Content-Type")).containsExactly("text/plain");
            assertThat(arrived.headers("Content-Encoding")).containsExactly("gzip");
            assertThat(arrived.headers("Authorization")).containsExactly("Basic dXNlcjpzZWNyZXQ=");
            assertThat(arrived.headers("X-Tenant")).containsExactly("b");
            assertThat(new GZIPInputStream(new ByteArrayInputStream(arrived.body())).readAllBytes())
                    .isEqualTo("line".getBytes(UTF_8));
        }
    }

    @Test
    void aRefusalAfterwardsGoesToTheListenerAndNotToTheRegistry() throws Throwable {
        try (ScriptedServer server =
                ScriptedServer.start(Script.answering(Response.of(500).body("no such database")))) {
            assertThat(sender.post(server.uri("/").toString())
                            .withPlainText("line")
                            .send()
                            .code())
                    .isEqualTo(202);

            Await.until("the refusal is told", () -> reports.size() == 1, PATIENCE);
            assertThat(reports.get(0).kind()).isEqualTo(TelemetryReport.Kind.REFUSED);
            assertThat(reports.get(0).status()).hasValue(500);
            assertThat(reports.get(0).answer().content()).asString().isEqualTo("no such database");
            assertThat(telemetry.counts().refused()).isOne();
        }
    }

    @Test
    void theWaitingFormTellsARegistryWhatThePeerSaid() throws Throwable {
        try (ScriptedServer server = ScriptedServer.start(Script.answeringInTurn(
                Response.of(204),
                Response.of(503).body("later"),
                Response.of(302).header("Location", "/b")))) {
            var post = waiting.post(server.uri("/").toString()).withPlainText("line");

            assertThat(post.send().code()).isEqualTo(204);
            var refused = post.send();
            assertThat(refused.code()).isEqualTo(503);
            assertThat(refused.body()).isEqualTo("later");
            assertThat(post.send().code()).as("not followed").isEqualTo(302);
            assertThat(reports).isEmpty();
        }
    }

    @Test
    void soDoesALevelOfAnswered() throws Throwable {
        TelemetrySender answered =
                TelemetrySender.over(core, TelemetryOptions.defaults().level(DeliveryLevel.ANSWERED));
        try (ScriptedServer server = ScriptedServer.start(Script.answering(201))) {
            assertThat(FlushpointHttpSender.over(answered)
                            .post(server.uri("/").toString())
                            .send()
                            .code())
                    .isEqualTo(201);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Method.class, mode = EnumSource.Mode.EXCLUDE, names = "POST")
    void everyOtherMethodWaitsForItsAnswer(Method method) throws Throwable {
        try (ScriptedServer server = ScriptedServer.start(Script.thinking(Duration.ofMillis(50), 404))) {
            var response = sender.newRequest(server.uri("/x").toString())
                    .withMethod(method)
                    .send();

            assertThat(response.code()).isEqualTo(404);
            assertThat(server.awaitRequest(PATIENCE).method()).isEqualTo(method.name());
        }
    }

    @Test
    void whatDoesNotLeaveIsThrownAndNamesTheEndpoint() {
        assertThatThrownBy(() -> sender.post("http://127.0.0.1:1/secret")
                        .withPlainText("line")
                        .send())
                .isInstanceOf(SendException.class)
                .hasMessageContaining("127.0.0.1:1")
                .hasMessageNotContaining("secret");
        assertThat(telemetry.counts().failed()).isOne();
    }

    @Test
    void anAnswerIsNotWaitedForLongerThanTheRequestMayTake() {
        SendRequest impatient = SendRequest.get(silent.uri("/")).timeout(Duration.ofMillis(300));
        assertThatThrownBy(() -> telemetry.sendAndWait(impatient, DeliveryLevel.ANSWERED))
                .isInstanceOf(SendException.class)
                .hasMessageContaining("DEADLINE_EXCEEDED");
    }

    @Test
    void norIsOneThatItsSenderDoesNotWaitFor() {
        SendRequest impatient = SendRequest.get(silent.uri("/")).timeout(Duration.ofMillis(300));
        TelemetrySender early =
                TelemetrySender.over(request -> core.send(request, DeliveryLevel.WRITTEN), TelemetryOptions.defaults());

        assertThatThrownBy(() -> early.sendAndWait(impatient, DeliveryLevel.ANSWERED))
                .isInstanceOf(HttpTimeoutException.class)
                .hasMessageContaining("ANSWERED")
                .hasMessageContaining("GET http://127.0.0.1:");
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.silent())) {
            CompletableFuture<Boolean> stillSet = new CompletableFuture<>();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread waiter = new Thread(() -> {
                try {
                    waiting.get(server.uri("/").toString()).send();
                } catch (Throwable t) {
                    thrown.set(t);
                }
                stillSet.complete(Thread.currentThread().isInterrupted());
            });
            waiter.start();
            server.awaitRequest(PATIENCE);
            waiter.interrupt();

            assertThat(stillSet.join()).isTrue();
            assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class).hasMessageContaining("GET");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length", "connection", "Keep-Alive", "Transfer-Encoding", "Host"})
    void whatTheSenderWritesItselfIsLeftOut(String header) throws Throwable {
        try (ScriptedServer server = ScriptedServer.start(Script.silent())) {
            String value = header.equals("Host") ? server.uri("/").getAuthority() : "7";
            sender.post(server.uri("/").toString())
                    .withHeader(header, value)
                    .withJsonContent("{}")
                    .send();

            RecordedRequest arrived = server.awaitRequest(PATIENCE);
            assertThat(arrived.headers("Content-Length")).containsExactly("2");
            assertThat(arrived.headers("Host")).containsExactly(server.uri("/").getAuthority());
            assertThat(arrived.bodyText()).isEqualTo("{}");
        }
    }

    @Test
    void whatCannotBeSentIsRefusedByName() throws Exception {
        assertThatThrownBy(
                        () -> sender.post("http://a/").withHeader("Host", "b").send())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Host");
        assertThatThrownBy(() ->
                        sender.post("http://a/").withHeader("X", "line\nbreak").send())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("X");
        assertThatThrownBy(() ->
                        sender.send(new Request(URI.create("ftp://a/").toURL(), new byte[0], Method.GET, Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scheme");
    }

    @Test
    void aClosedSenderFailsThePost() {
        core.close(Duration.ZERO);

        assertThatThrownBy(() -> sender.post("http://127.0.0.1:1/").send())
                .isInstanceOf(SendException.class)
                .hasMessageContaining("SENDER_CLOSED");
    }

    @Test
    void aBodyOfManyPiecesArrivesWhole() throws Throwable {
        byte[] large = new byte[300_000];
        try (ScriptedServer server = ScriptedServer.start(Script.silent())) {
            sender.post(server.uri("/").toString())
                    .withContent("application/x-protobuf", large)
                    .send();

            RecordedRequest arrived = server.awaitRequest(PATIENCE);
            assertThat(arrived.bodyLength()).isEqualTo(large.length);
        }
    }
}
