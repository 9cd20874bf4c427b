package io.flushpoint.loki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.telemetry.TelemetryOptions;
import io.flushpoint.telemetry.TelemetrySender;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.ChildJvm;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real appender, configured as a user does. */
@Timeout(60)
class FlushpointSenderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PLAIN = "<sender class=\"io.flushpoint.loki.FlushpointSender\"/>";
    private static final String ANSWERED =
            "<sender class=\"io.flushpoint.loki.FlushpointSender\"><level>answered</level></sender>";

    @Test
    void linesLeaveWithoutAnAnswer() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.silent())) {
            LoggerContext context = configured(server.uri("/loki/api/v1/push").toString(), PLAIN);
            context.getLogger("orders").info("an order");

            context.stop();

            RecordedRequest arrived = server.awaitRequest(PATIENCE);
            assertThat(arrived.target()).isEqualTo("/loki/api/v1/push");
            assertThat(arrived.header("X-Scope-OrgID")).hasValue("tenant");
            assertThat(arrived.bodyText()).contains("\"app\":\"shop\"").contains("an order");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void whatIsRefusedAfterwardsIsNotSentAgain() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(503))) {
            LoggerContext context = configured(server.uri("/").toString(), PLAIN);
            context.getLogger("orders").info("an order");
            server.awaitRequest(PATIENCE);

            context.stop();

            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void atAnsweredTheAppenderSendsAgainByItsOwnRules() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(Script.answeringInTurn(Response.of(503), Response.of(429), Response.of(204)))) {
            LoggerContext context = configured(server.uri("/").toString(), ANSWERED);
            context.getLogger("orders").info("an order");
            for (int attempt = 1; attempt <= 3; attempt++) {
                assertThat(server.awaitRequest(PATIENCE).bodyText()).contains("an order");
            }

            context.stop();

            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    void whereNobodyListensTheAppenderTriesAgainAndThenDropsTheBatch() throws Exception {
        LoggerContext context = configured("http://127.0.0.1:1/", PLAIN);
        context.getLogger("orders").info("an order");

        Await.until(
                "the appender has tried three times",
                () -> texts(context).stream()
                                .filter(text -> text.contains("Error while sending"))
                                .count()
                        == 3,
                PATIENCE);
        context.stop();
    }

    @Test
    void aLevelThatThereIsNotIsAnErrorOfTheConfiguration() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.silent())) {
            LoggerContext context = configured(server.uri("/").toString(), ANSWERED.replace("answered", "landed"));

            assertThat(texts(context)).anySatisfy(text -> assertThat(text).contains("level"));
            context.stop();
        }
    }

    @Test
    void aSenderOfTheCallersHasItsLevel() {
        try (HttpSender core = HttpSender.create()) {
            FlushpointSender given = new FlushpointSender(
                    TelemetrySender.over(core, TelemetryOptions.defaults().level(DeliveryLevel.WRITTEN)));

            assertThatThrownBy(() -> given.setLevel("ANSWERED"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("ANSWERED");
        }
        assertThatThrownBy(() -> new FlushpointSender().setLevel("landed"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("LANDED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INFO", "TRACE"})
    void theFirstLoggerOfAProgramMayBringIt(String rootLevel, @TempDir Path directory) throws IOException {
        try (ScriptedServer server = ScriptedServer.start(Script.silent())) {
            Path file = directory.resolve("logback.xml");
            Files.writeString(file, xml(server.uri("/").toString(), PLAIN).replace("INFO", rootLevel));
            try (ChildJvm program = ChildJvm.of(LoggingMain.class)
                    .withProperty("logback.configurationFile", file.toString())
                    .start()) {
                program.await("stopped", PATIENCE);
            }

            Await.until(
                    "the line has arrived",
                    () -> server.requests().stream()
                            .anyMatch(request ->
                                    request.isComplete() && request.bodyText().contains("an order")),
                    PATIENCE);
        }
    }

    private static LoggerContext configured(String url, String sender) throws JoranException {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(new ByteArrayInputStream(xml(url, sender).getBytes(StandardCharsets.UTF_8)));
        return context;
    }

    private static String xml(String url, String sender) {
        return """
                <configuration>
                  <appender name="STDERR" class="ch.qos.logback.core.ConsoleAppender">
                    <target>System.err</target>
                    <encoder><pattern>%%level %%logger %%msg%%n</pattern></encoder>
                  </appender>
                  <appender name="LOKI" class="com.github.loki4j.logback.Loki4jAppender">
                    <labels>app=shop</labels>
                    <batch>
                      <maxItems>1</maxItems>
                    </batch>
                    <http>
                      <url>%s</url>
                      <tenantId>tenant</tenantId>
                      <minRetryBackoffMs>1</minRetryBackoffMs>
                      <maxRetryBackoffMs>2</maxRetryBackoffMs>
                      <maxRetryJitterMs>1</maxRetryJitterMs>
                      %s
                    </http>
                  </appender>
                  <logger name="io.flushpoint" additivity="false"><appender-ref ref="STDERR"/></logger>
                  <logger name="io.netty" additivity="false"><appender-ref ref="STDERR"/></logger>
                  <root level="INFO"><appender-ref ref="LOKI"/></root>
                </configuration>
                """.formatted(url, sender);
    }

    private static List<String> texts(LoggerContext context) {
        return context.getStatusManager().getCopyOfStatusList().stream()
                .map(Status::toString)
                .toList();
    }
}
