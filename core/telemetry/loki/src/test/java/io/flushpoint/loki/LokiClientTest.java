package io.flushpoint.loki;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.loki4j.client.http.HttpConfig;
import com.github.loki4j.client.http.LokiResponse;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SendException;
import io.flushpoint.telemetry.TelemetryOptions;
import io.flushpoint.telemetry.TelemetryReport;
import io.flushpoint.telemetry.TelemetrySender;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One batch, as the appender's pipeline sends it. */
@Timeout(60)
class LokiClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PATH = "/loki/api/v1/push";

    private final HttpSender core = HttpSender.create();
    private final List<TelemetryReport> reports = new CopyOnWriteArrayList<>();
    private final TelemetryOptions options =
            TelemetryOptions.defaults().level(DeliveryLevel.WRITTEN).onReport(reports::add);
    private final TelemetrySender early = TelemetrySender.over(core, options);
    private final TelemetrySender answered = TelemetrySender.over(core, options.level(DeliveryLevel.ANSWERED));

    @AfterEach
    void close() {
        core.close(Duration.ZERO);
    }

    @Test
    void aBatchIsDoneBeforeAnyAnswerAndArrivesAsItWas() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.silent())) {
            HttpConfig config = HttpConfig.builder()
                    .setPushUrl(server.uri(PATH).toString())
                    .setTenantId(Optional.of("tenant"))
                    .setUsername(Optional.of("user"))
                    .setPassword(Optional.of("secret"))
                    .build("application/x-protobuf");
            ByteBuffer batch = ByteBuffer.allocateDirect(100)
                    .position(10)
                    .put("batch".getBytes(UTF_8))
                    .limit(15)
                    .position(10);

            LokiResponse response = new LokiClient(config, early, () -> {}).send(batch);

            assertThat(response.status).isEqualTo(204);
            assertThat(response.body).isEmpty();
            RecordedRequest arrived = server.awaitRequest(PATIENCE);
            assertThat(arrived.method()).isEqualTo("POST");
            assertThat(arrived.target()).isEqualTo(PATH);
            assertThat(arrived.headers("Content-Type")).containsExactly("application/x-protobuf");
            assertThat(arrived.headers("X-Scope-OrgID")).containsExactly("tenant");
            assertThat(arrived.headers("Authorization")).containsExactly("Basic dXNlcjpzZWNyZXQ=");
            assertThat(arrived.bodyText()).isEqualTo("batch");
        }
    }

    @Test
    void atAnsweredTheAppenderIsToldWhatLokiSaid() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                Script.answeringInTurn(Response.of(204), Response.of(429).body("too many streams")))) {
            LokiClient client = client(server, answered, 5_000);

            assertThat(client.send(batch()).status).isEqualTo(204);
            LokiResponse refused = client.send(batch());
            assertThat(refused.status).isEqualTo(429);
            assertThat(refused.body).isEqualTo("too many streams");
        }
    }

    @Test
    void aRefusalAfterwardsGoesToTheListener() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(500))) {
            assertThat(client(server, early, 5_000).send(batch()).status).isEqualTo(204);

            Await.until("the refusal is told", () -> reports.size() == 1, PATIENCE);
            assertThat(reports.get(0).status()).hasValue(500);
        }
    }

    @Test
    void whatWroteNothingIsWorthAnotherAttempt() {
        HttpConfig nobody =
                HttpConfig.builder().setPushUrl("http://127.0.0.1:1" + PATH).build("application/json");

        assertThatThrownBy(() -> new LokiClient(nobody, early, () -> {}).send(batch()))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("127.0.0.1:1")
                .hasCauseInstanceOf(SendException.class);
    }

    @Test
    void soIsAnAnswerThatDoesNotCome() {
        try (ScriptedServer server = ScriptedServer.start(Script.silent())) {
            assertThatThrownBy(() -> client(server, answered, 300).send(batch()))
                    .isInstanceOf(HttpTimeoutException.class)
                    .hasMessageContaining("DEADLINE_EXCEEDED");
        }
    }

    @Test
    void whatMayHaveArrivedIsNot() {
        try (ScriptedServer server = ScriptedServer.start(Script.closingUnanswered())) {
            assertThatThrownBy(() -> client(server, answered, 5_000).send(batch()))
                    .isInstanceOf(SendException.class)
                    .hasMessageContaining("CONNECTION_LOST");
        }
    }

    @Test
    void norIsASenderThatIsClosed() {
        try (ScriptedServer server = ScriptedServer.start(Script.silent())) {
            core.close(Duration.ZERO);

            assertThatThrownBy(() -> client(server, early, 5_000).send(batch()))
                    .isInstanceOf(SendException.class)
                    .hasMessageContaining("SENDER_CLOSED");
        }
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.silent())) {
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            CompletableFuture<Boolean> stillSet = new CompletableFuture<>();
            Thread waiter = new Thread(() -> {
                try {
                    client(server, answered, 30_000).send(batch());
                } catch (Throwable t) {
                    thrown.complete(t);
                }
                stillSet.complete(Thread.currentThread().isInterrupted());
            });
            waiter.start();
            server.awaitRequest(PATIENCE);
            waiter.interrupt();

            assertThat(thrown.join()).isInstanceOf(InterruptedIOException.class);
            assertThat(stillSet.join()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a/", "localhost:3100", ""})
    void anUrlThatCannotBeSentToIsRefusedWhenTheAppenderStarts(String url) {
        HttpConfig config = HttpConfig.builder().setPushUrl(url).build("application/json");

        assertThatThrownBy(
                        () -> new FlushpointSender(early).getHttpClientFactory().apply(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("URI");
        assertThatThrownBy(() -> new FlushpointSender().getHttpClientFactory().apply(config))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static LokiClient client(ScriptedServer server, TelemetrySender sender, long timeout) {
        HttpConfig config = HttpConfig.builder()
                .setPushUrl(server.uri(PATH).toString())
                .setRequestTimeoutMs(timeout)
                .build("application/json");
        return new LokiClient(config, sender, () -> {});
    }

    private static ByteBuffer batch() {
        return ByteBuffer.wrap("{}".getBytes(UTF_8));
    }
}
