package io.flushpoint.opentelemetry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SenderOptions;
import io.flushpoint.telemetry.TelemetryOptions;
import io.flushpoint.telemetry.TelemetryReport;
import io.flushpoint.telemetry.TelemetrySender;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.exporter.internal.FailedExportException;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The exporters of the SDK, over a sender of the caller's. */
class ExportTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final RetryPolicy QUICK = RetryPolicy.builder()
            .setMaxAttempts(3)
            .setInitialBackoff(Duration.ofMillis(20))
            .setMaxBackoff(Duration.ofMillis(50))
            .build();

    private final List<TelemetryReport> reports = new CopyOnWriteArrayList<>();
    private final HttpSender http = HttpSender.create();

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void spansMetricsAndLogsLeaveThoughTheCollectorNeverAnswers() throws IOException {
        try (ScriptedServer collector = ScriptedServer.start(Script.silent())) {
            SdkTracerProvider tracers = SdkTracerProvider.builder()
                    .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                    .setComponentLoader(components())
                                    .setEndpoint(collector.uri("/v1/traces").toString())
                                    .setCompression("gzip")
                                    .addHeader("api-key", "secret")
                                    .build())
                            .build())
                    .build();
            SdkMeterProvider meters = SdkMeterProvider.builder()
                    .registerMetricReader(PeriodicMetricReader.create(OtlpHttpMetricExporter.builder()
                            .setComponentLoader(components())
                            .setEndpoint(collector.uri("/v1/metrics").toString())
                            .build()))
                    .build();
            SdkLoggerProvider loggers = SdkLoggerProvider.builder()
                    .addLogRecordProcessor(BatchLogRecordProcessor.builder(OtlpHttpLogRecordExporter.builder()
                                    .setComponentLoader(components())
                                    .setEndpoint(collector.uri("/v1/logs").toString())
                                    .build())
                            .build())
                    .build();

            tracers.get("test").spanBuilder("the span").startSpan().end();
            meters.get("test").counterBuilder("the.counter").build().add(7);
            loggers.get("test")
                    .logRecordBuilder()
                    .setSeverity(Severity.INFO)
                    .setBody("the log line")
                    .emit();
            List<CompletableResultCode> flushed =
                    List.of(tracers.forceFlush(), meters.forceFlush(), loggers.forceFlush());

            assertThat(flushed).allMatch(each -> each.join(20, TimeUnit.SECONDS).isSuccess());
            Await.until("all three", () -> collector.completeRequests().size() == 3, PATIENCE);
            RecordedRequest traces = request(collector, "/v1/traces");
            assertThat(traces.header("Content-Encoding")).hasValue("gzip");
            assertThat(traces.header("Content-Type")).hasValue("application/x-protobuf");
            assertThat(traces.header("api-key")).hasValue("secret");
            assertThat(traces.header("User-Agent").orElse("")).startsWith("OTel-OTLP-Exporter-Java/");
            assertThat(unzipped(traces.body())).contains("the span");
            assertThat(new String(request(collector, "/v1/metrics").body(), ISO_8859_1))
                    .contains("the.counter");
            assertThat(new String(request(collector, "/v1/logs").body(), ISO_8859_1))
                    .contains("the log line");
        }
    }

    @Test
    void memoryThatTheExporterUsesAgainDoesNotReachThePeerTwice() {
        try (ScriptedServer collector = ScriptedServer.start(Script.silent());
                OtlpHttpSpanExporter exporter = Exporters.spansTo(collector)
                        .setComponentLoader(components())
                        .setMemoryMode(MemoryMode.REUSABLE_DATA)
                        .build()) {
            for (int i = 0; i < 20; i++) {
                assertThat(Exporters.export(exporter, "span-" + (100 + i)).isSuccess())
                        .isTrue();
            }

            Await.until("all", () -> collector.completeRequests().size() == 20, PATIENCE);
            for (int i = 0; i < 20; i++) {
                String name = "span-" + (100 + i);
                assertThat(collector.requests())
                        .filteredOn(request -> new String(request.body(), ISO_8859_1).contains(name))
                        .hasSize(1);
            }
        }
    }

    @Test
    void atAnsweredTheExporterIsToldTheRealStatus() {
        try (ScriptedServer collector =
                        ScriptedServer.start(Script.answeringInTurn(Response.of(200), Response.of(400)));
                OtlpHttpSpanExporter exporter = Exporters.spansTo(collector)
                        .setComponentLoader(FlushpointHttpSenderProvider.components(answered()))
                        .build()) {
            assertThat(Exporters.export(exporter, "taken").isSuccess()).isTrue();
            CompletableResultCode refused = Exporters.export(exporter, "refused");

            assertThat(refused.isSuccess()).isFalse();
            assertThat(status(refused)).isEqualTo(400);
        }
    }

    @Test
    void atSentARefusalIsReportedAndNotSentAgain() {
        try (ScriptedServer collector = ScriptedServer.start(Script.answering(503));
                OtlpHttpSpanExporter exporter = Exporters.spansTo(collector)
                        .setComponentLoader(components())
                        .setRetryPolicy(QUICK)
                        .build()) {
            assertThat(Exporters.export(exporter, "span").isSuccess()).isTrue();
            Await.until("the report", () -> !reports.isEmpty(), PATIENCE);

            assertThat(reports.get(0).status()).hasValue(503);
            assertThat(Await.holdsWithin(() -> collector.requests().size() > 1, Duration.ofMillis(200)))
                    .isFalse();
        }
    }

    @Test
    void atAnsweredWhatTheSpecificationAllowsIsSentAgainAndTheSameBytes() {
        Response busy = Response.of(503).header("Retry-After", "0");
        try (ScriptedServer collector =
                        ScriptedServer.start(Script.answeringInTurn(busy, Response.of(429), Response.of(200)));
                OtlpHttpSpanExporter exporter = Exporters.spansTo(collector)
                        .setComponentLoader(FlushpointHttpSenderProvider.components(answered()))
                        .setRetryPolicy(QUICK)
                        .build()) {
            assertThat(Exporters.export(exporter, "span").isSuccess()).isTrue();

            assertThat(collector.requests()).hasSize(3);
            assertThat(collector.requests())
                    .extracting(RecordedRequest::bodySha256)
                    .containsOnly(collector.requests().get(0).bodySha256());
        }
    }

    @Test
    void retryAfterIsWaitedFor() {
        Response busy = Response.of(503).header("Retry-After", "1");
        try (ScriptedServer collector = ScriptedServer.start(Script.answeringInTurn(busy, Response.of(200)));
                OtlpHttpSpanExporter exporter = Exporters.spansTo(collector)
                        .setComponentLoader(FlushpointHttpSenderProvider.components(answered()))
                        .setRetryPolicy(QUICK)
                        .build()) {
            assertThat(Exporters.export(exporter, "span").isSuccess()).isTrue();

            long between = collector.requests().get(1).firstByteNanos()
                    - collector.requests().get(0).lastByteNanos();
            assertThat(Duration.ofNanos(between)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void thePolicyEndsAfterItsAttemptsAndTheLastAnswerIsTold() {
        try (ScriptedServer collector = ScriptedServer.start(Script.answering(502));
                OtlpHttpSpanExporter exporter = Exporters.spansTo(collector)
                        .setComponentLoader(FlushpointHttpSenderProvider.components(answered()))
                        .setRetryPolicy(QUICK)
                        .build()) {
            CompletableResultCode result = Exporters.export(exporter, "span");

            assertThat(status(result)).isEqualTo(502);
            assertThat(collector.requests()).hasSize(3);
        }
    }

    @Test
    void whatCouldNotConnectIsTriedAgain() {
        ScriptedServer gone = ScriptedServer.start(Script.answering(200));
        gone.close();
        try (OtlpHttpSpanExporter exporter = Exporters.spansTo(gone)
                .setComponentLoader(components())
                .setRetryPolicy(RetryPolicy.builder()
                        .setMaxAttempts(5)
                        .setInitialBackoff(Duration.ofMillis(500))
                        .build())
                .build()) {
            CompletableResultCode result = Exporters.begin(exporter, "span");
            Await.elapse(Duration.ofMillis(100));
            try (ScriptedServer collector = ScriptedServer.start(
                    Script.answering(200),
                    ServerOptions.defaults().bind(gone.address().getAddress(), gone.port()))) {
                assertThat(result.join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
                assertThat(collector.awaitRequest(PATIENCE).target()).isEqualTo("/v1/traces");
            }
        }
    }

    @Test
    void theTimeoutEndsTheWaitForAnAnswer() {
        try (ScriptedServer collector = ScriptedServer.start(Script.silent());
                OtlpHttpSpanExporter exporter = Exporters.spansTo(collector)
                        .setComponentLoader(FlushpointHttpSenderProvider.components(answered()))
                        .setTimeout(Duration.ofMillis(200))
                        .build()) {
            CompletableResultCode result = Exporters.export(exporter, "span");

            assertThat(result.isDone()).isTrue();
            assertThat(result.isSuccess()).isFalse();
        }
    }

    @Test
    void headersAreAskedForAtEverySend() {
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedServer collector = ScriptedServer.start(Script.silent());
                OtlpHttpSpanExporter exporter = Exporters.spansTo(collector)
                        .setComponentLoader(components())
                        .setHeaders(() -> Map.of("token", "t" + asked.incrementAndGet()))
                        .build()) {
            Exporters.export(exporter, "a");
            Exporters.export(exporter, "b");
            Await.until("both", () -> collector.completeRequests().size() == 2, PATIENCE);

            List<String> tokens = collector.requests().stream()
                    .map(request -> request.header("token").orElse(""))
                    .toList();
            assertThat(tokens).doesNotHaveDuplicates().doesNotContain("");
        }
    }

    @Test
    void aHeaderThatIsNotAcceptableFailsTheExportAndNamesNoValue() {
        try (ScriptedServer collector = ScriptedServer.start(Script.silent());
                OtlpHttpSpanExporter exporter = Exporters.spansTo(collector)
                        .setComponentLoader(components())
                        .setHeaders(() -> Map.of("token", "sec\nret"))
                        .build()) {
            CompletableResultCode result = Exporters.export(exporter, "a");

            assertThat(result.isSuccess()).isFalse();
            assertThat(String.valueOf(result.getFailureThrowable())).doesNotContain("ret");
        }
    }

    @Test
    void aBodyOverTheBoundFailsTheExport() {
        try (HttpSender narrow = HttpSender.create(SenderOptions.defaults().bytesInFlight(1_024));
                ScriptedServer collector = ScriptedServer.start(Script.silent());
                OtlpHttpSpanExporter exporter = Exporters.spansTo(collector)
                        .setComponentLoader(
                                FlushpointHttpSenderProvider.components(TelemetrySender.over(narrow, options())))
                        .setRetryPolicy(null)
                        .build()) {
            CompletableResultCode result = Exporters.export(exporter, "x".repeat(4_096));

            assertThat(result.isSuccess()).isFalse();
            assertThat(result.getFailureThrowable()).hasStackTraceContaining("BYTES_IN_FLIGHT");
        }
    }

    @Test
    void aSenderThatIsClosedFailsTheExport() {
        try (ScriptedServer collector = ScriptedServer.start(Script.silent());
                OtlpHttpSpanExporter exporter = Exporters.spansTo(collector)
                        .setComponentLoader(components())
                        .build()) {
            http.close();

            CompletableResultCode result = Exporters.export(exporter, "late");

            assertThat(result.isSuccess()).isFalse();
            assertThat(result.getFailureThrowable()).hasStackTraceContaining("SENDER_CLOSED");
        }
    }

    private TelemetryOptions options() {
        return TelemetryOptions.defaults().level(DeliveryLevel.WRITTEN).onReport(reports::add);
    }

    private ComponentLoader components() {
        return FlushpointHttpSenderProvider.components(TelemetrySender.over(http, options()));
    }

    private TelemetrySender answered() {
        return TelemetrySender.over(http, options().level(DeliveryLevel.ANSWERED));
    }

    private static int status(CompletableResultCode result) {
        return ((FailedExportException.HttpExportException) result.getFailureThrowable())
                .getResponse()
                .getStatusCode();
    }

    private static RecordedRequest request(ScriptedServer collector, String target) {
        return collector.requests().stream()
                .filter(request -> request.target().equals(target))
                .findFirst()
                .orElseThrow();
    }

    private static String unzipped(byte[] body) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }
}
