package io.flushpoint.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.telemetry.TelemetryOptions;
import io.flushpoint.telemetry.TelemetrySender;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.micrometer.core.ipc.http.HttpSender.Method;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What Micrometer asks of its own senders, by the names of its {@code HttpSenderCompatibilityKit}: of the form that waits. The one
 * difference is the body of a success, which is not kept.
 */
@Timeout(60)
class HttpSenderCompatibilityTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NO_BODY = io.micrometer.core.ipc.http.HttpSender.Response.NO_RESPONSE_BODY;

    private final HttpSender core = HttpSender.create();
    private final FlushpointHttpSender sender = FlushpointHttpSender.waiting(
            TelemetrySender.over(core, TelemetryOptions.defaults().level(DeliveryLevel.WRITTEN)));

    @AfterEach
    void close() {
        core.close(Duration.ZERO);
    }

    @ParameterizedTest
    @EnumSource
    void successfulRequestSentWithNoBody(Method method) throws Throwable {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200))) {
            var response = sender.newRequest(server.uri("/metrics").toString())
                    .withMethod(method)
                    .send();

            assertThat(response.code()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(NO_BODY);
            RecordedRequest arrived = server.awaitRequest(PATIENCE);
            assertThat(arrived.method()).isEqualTo(method.name());
            assertThat(arrived.target()).isEqualTo("/metrics");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POST", "PUT"})
    void successfulRequestSentWithBody(Method method) throws Throwable {
        try (ScriptedServer server =
                ScriptedServer.start(Script.answering(Response.of(200).body("a body")))) {
            var response = sender.newRequest(server.uri("/metrics").toString())
                    .withMethod(method)
                    .accept("customAccept")
                    .withContent("custom/type", "this is a line")
                    .send();

            assertThat(response.code()).isEqualTo(200);
            assertThat(response.body()).as("a success's is not kept").isEqualTo(NO_BODY);
            RecordedRequest arrived = server.awaitRequest(PATIENCE);
            assertThat(arrived.header("Accept")).hasValue("customAccept");
            assertThat(arrived.header("Content-Type")).hasValue("custom/type");
            assertThat(arrived.bodyText()).isEqualTo("this is a line");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HEAD")
    void errorResponseReceived(Method method) throws Throwable {
        Response error = Response.of(400).body("Error processing metrics");
        try (ScriptedServer server = ScriptedServer.start(Script.answering(error))) {
            var response = sender.newRequest(server.uri("/metrics").toString())
                    .withMethod(method)
                    .send();

            assertThat(response.code()).isEqualTo(400);
            assertThat(response.body()).isEqualTo("Error processing metrics");
        }
    }

    @Test
    void errorResponseReceivedWithoutBodyForHead() throws Throwable {
        try (ScriptedServer server =
                ScriptedServer.start(Script.answering(Response.of(400).declaring(24)))) {
            var response = sender.head(server.uri("/metrics").toString()).send();

            assertThat(response.code()).isEqualTo(400);
            assertThat(response.body()).isEqualTo(NO_BODY);
        }
    }

    @ParameterizedTest
    @EnumSource
    void basicAuth(Method method) throws Throwable {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(401))) {
            var response = sender.newRequest(server.uri("/metrics").toString())
                    .withMethod(method)
                    .withBasicAuthentication("superuser", "superpassword")
                    .send();

            assertThat(response.code()).isEqualTo(401);
            assertThat(server.awaitRequest(PATIENCE).header("Authorization"))
                    .hasValue("Basic c3VwZXJ1c2VyOnN1cGVycGFzc3dvcmQ=");
        }
    }

    @ParameterizedTest
    @EnumSource
    void customHeader(Method method) throws Throwable {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(401))) {
            var response = sender.newRequest(server.uri("/metrics").toString())
                    .withMethod(method)
                    .withHeader("customHeader", "customHeaderValue")
                    .send();

            assertThat(response.code()).isEqualTo(401);
            assertThat(server.awaitRequest(PATIENCE).header("customHeader")).hasValue("customHeaderValue");
        }
    }

    @Test
    void authenticationHeader() throws Throwable {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(401))) {
            var response = sender.post(server.uri("/metrics").toString())
                    .withAuthentication("Bearer", "mF_9.B5f-4.1JqM")
                    .send();

            assertThat(response.code()).isEqualTo(401);
            assertThat(server.awaitRequest(PATIENCE).header("Authorization")).hasValue("Bearer mF_9.B5f-4.1JqM");
        }
    }
}
