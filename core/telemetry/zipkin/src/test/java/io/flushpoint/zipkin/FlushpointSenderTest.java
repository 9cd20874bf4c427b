package io.flushpoint.zipkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zipkin2.Endpoint;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;
import zipkin2.reporter.AsyncReporter;
import zipkin2.reporter.ClosedSenderException;
import zipkin2.reporter.Encoding;
import zipkin2.reporter.HttpEndpointSupplier;
import zipkin2.reporter.InMemoryReporterMetrics;
import zipkin2.reporter.SpanBytesEncoder;

/** Spans of Zipkin's own reporter, over real sockets. */
@Timeout(60)
class FlushpointSenderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PATH = "/api/v2/spans";

    private final HttpSender core = HttpSender.create();
    private final List<TelemetryReport> reports = new CopyOnWriteArrayList<>();
    private final TelemetryOptions options =
            TelemetryOptions.defaults().level(DeliveryLevel.WRITTEN).onReport(reports::add);
    private final TelemetrySender telemetry = TelemetrySender.over(core, options);
    private final InMemoryReporterMetrics metrics = new InMemoryReporterMetrics();

    @AfterEach
    void close() {
        core.close(Duration.ZERO);
    }

    @Test
    void whenAFlushReturnsItsSpansHaveLeft() {
        try (ScriptedServer server = ScriptedServer.start(Script.silent());
                AsyncReporter<Span> reporter = reporter(to(server).build())) {
            for (int i = 1; i <= 20; i++) {
                reporter.report(span(i));
                Await.elapse(Duration.ofMillis(i % 3));
                reporter.flush();

                assertThat(telemetry.counts().done()).isEqualTo(i);
            }
            Await.until("all of them", () -> server.completeRequests().size() == 20, PATIENCE);
        }
    }

    @Test
    void aReporterIsDoneBeforeAnyAnswerAndItsSpansArriveAsTheyWere() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.silent());
                AsyncReporter<Span> reporter = reporter(to(server).build())) {
            reporter.report(span(1));
            reporter.report(span(2));

            reporter.flush();

            RecordedRequest arrived = server.awaitRequest(PATIENCE);
            assertThat(arrived.method()).isEqualTo("POST");
            assertThat(arrived.target()).isEqualTo(PATH);
            assertThat(arrived.headers("Content-Type")).containsExactly("application/json");
            assertThat(arrived.headers("Content-Encoding")).containsExactly("gzip");
            assertThat(arrived.headers("b3")).containsExactly("0");
            byte[] body = new GZIPInputStream(new ByteArrayInputStream(arrived.body())).readAllBytes();
            assertThat(SpanBytesDecoder.JSON_V2.decodeList(body)).containsExactly(span(1), span(2));
            assertThat(metrics.messages()).isOne();
            assertThat(metrics.spansDropped()).isZero();
        }
    }

    @Test
    void anotherEncodingUncompressed() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.silent());
                FlushpointSender sender = to(server)
                        .encoding(Encoding.PROTO3)
                        .compressionEnabled(false)
                        .build()) {
            sender.send(List.of(SpanBytesEncoder.PROTO3.encode(span(1))));

            RecordedRequest arrived = server.awaitRequest(PATIENCE);
            assertThat(arrived.headers("Content-Type")).containsExactly("application/x-protobuf");
            assertThat(arrived.headers("Content-Encoding")).isEmpty();
            assertThat(SpanBytesDecoder.PROTO3.decodeList(arrived.body())).containsExactly(span(1));
        }
    }

    @Test
    void aRefusalAfterwardsGoesToTheListener() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(500));
                AsyncReporter<Span> reporter = reporter(to(server).build())) {
            reporter.report(span(1));
            reporter.flush();

            Await.until("the refusal is told", () -> reports.size() == 1, PATIENCE);
            assertThat(reports.get(0).kind()).isEqualTo(TelemetryReport.Kind.REFUSED);
            assertThat(metrics.spansDropped()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 503})
    void atAnsweredWhatIsNoSuccessIsDropped(int status) {
        TelemetrySender answered = TelemetrySender.over(core, options.level(DeliveryLevel.ANSWERED));
        try (ScriptedServer server =
                        ScriptedServer.start(Script.answeringInTurn(Response.of(status), Response.of(202)));
                FlushpointSender sender = FlushpointSender.newBuilder(answered)
                        .endpoint(server.uri(PATH).toString())
                        .build();
                AsyncReporter<Span> reporter = reporter(sender)) {
            reporter.report(span(1));
            assertThatThrownBy(() -> sender.send(List.of(SpanBytesEncoder.JSON_V2.encode(span(1)))))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessageContaining("status " + status)
                    .hasMessageContaining(server.uri("/").getAuthority())
                    .hasMessageNotContaining(PATH);

            reporter.flush();

            assertThat(metrics.messages()).isOne();
            assertThat(metrics.spansDropped()).isZero();
        }
    }

    @Test
    void whatDoesNotLeaveIsDropped() {
        try (FlushpointSender sender = FlushpointSender.newBuilder(telemetry)
                        .endpoint("http://127.0.0.1:1" + PATH)
                        .build();
                AsyncReporter<Span> reporter = reporter(sender)) {
            assertThatThrownBy(() -> sender.send(List.of(new byte[] {'{', '}'})))
                    .isInstanceOf(SendException.class)
                    .hasMessageContaining("127.0.0.1:1");
            reporter.report(span(1));

            reporter.flush();

            assertThat(metrics.spansDropped()).isOne();
        }
    }

    @Test
    void aMessageIsNoLargerThanItMayBe() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(202));
                FlushpointSender sender = to(server).messageMaxBytes(300).build();
                AsyncReporter<Span> reporter = reporter(sender)) {
            int each = SpanBytesEncoder.JSON_V2.encode(span(1)).length;
            assertThat(sender.messageMaxBytes()).isEqualTo(300);
            assertThat(sender.messageSizeInBytes(each)).isEqualTo(each + 2);
            for (int i = 1; i <= 9; i++) {
                reporter.report(span(i));
            }
            for (int i = 1; i <= 9; i++) {
                reporter.flush(); // one message each, as long as there are spans
            }
            assertThat(metrics.messages()).isBetween(2L, 9L);

            Await.until(
                    "all have arrived",
                    () -> server.requests().stream()
                                    .filter(RecordedRequest::isComplete)
                                    .count()
                            == metrics.messages(),
                    PATIENCE);
            List<Span> arrived = new ArrayList<>();
            for (RecordedRequest request : server.requests()) {
                byte[] body = new GZIPInputStream(new ByteArrayInputStream(request.body())).readAllBytes();
                assertThat(body.length).isLessThanOrEqualTo(300);
                arrived.addAll(SpanBytesDecoder.JSON_V2.decodeList(body));
            }
            assertThat(arrived).hasSize(9).doesNotHaveDuplicates();
        } catch (IOException notGzip) {
            throw new AssertionError(notGzip);
        }
    }

    @Test
    void eachMessageMayHaveAnEndpointOfItsOwn() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(202))) {
            List<String> closed = new ArrayList<>();
            HttpEndpointSupplier.Factory rotating = first -> new HttpEndpointSupplier() {
                private int messages;

                @Override
                public String get() {
                    return first + "?message=" + messages++;
                }

                @Override
                public void close() {
                    closed.add(first);
                }
            };
            try (FlushpointSender sender =
                    to(server).endpointSupplierFactory(rotating).build()) {
                sender.send(List.of(SpanBytesEncoder.JSON_V2.encode(span(1))));
                sender.send(List.of(SpanBytesEncoder.JSON_V2.encode(span(2))));
            }

            assertThat(server.awaitRequest(PATIENCE).target()).isEqualTo(PATH + "?message=0");
            assertThat(server.awaitRequest(PATIENCE).target()).isEqualTo(PATH + "?message=1");
            assertThat(closed).hasSize(1);
        }
    }

    @Test
    void aClosedOneRefusesAndLeavesTheSenderBelowOpen() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(202))) {
            FlushpointSender closed = to(server).build();
            closed.close();

            assertThatThrownBy(() -> closed.send(List.of())).isInstanceOf(ClosedSenderException.class);

            to(server).build().send(List.of(SpanBytesEncoder.JSON_V2.encode(span(1))));
            assertThat(server.awaitRequest(PATIENCE).isComplete()).isTrue();
        }
    }

    @Test
    void anInterruptedReporterIsToldAndStaysInterrupted() throws Exception {
        TelemetrySender answered = TelemetrySender.over(core, options.level(DeliveryLevel.ANSWERED));
        try (ScriptedServer server = ScriptedServer.start(Script.silent());
                FlushpointSender sender = FlushpointSender.newBuilder(answered)
                        .endpoint(server.uri(PATH).toString())
                        .build()) {
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            CompletableFuture<Boolean> stillSet = new CompletableFuture<>();
            Thread waiter = new Thread(() -> {
                try {
                    sender.send(List.of(SpanBytesEncoder.JSON_V2.encode(span(1))));
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
    @ValueSource(strings = {"ftp://a/", "localhost:9411", "http://user@a/", ""})
    void anEndpointThatCannotBeSentToIsRefusedWhenItIsBuilt(String endpoint) {
        assertThatThrownBy(() -> FlushpointSender.newBuilder(telemetry)
                        .endpoint(endpoint)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("URI");
    }

    @Test
    void toStringHoldsNoPath() {
        assertThat(FlushpointSender.newBuilder(telemetry)
                        .endpoint("http://a:9411/secret")
                        .build())
                .hasToString("FlushpointSender{POST http://a:9411, path of 7 characters, body: empty}");
    }

    private FlushpointSender.Builder to(ScriptedServer server) {
        return FlushpointSender.newBuilder(telemetry).endpoint(server.uri(PATH).toString());
    }

    /** Without a thread: it sends when it is flushed. */
    private AsyncReporter<Span> reporter(FlushpointSender sender) {
        return AsyncReporter.builder(sender)
                .metrics(metrics)
                .messageTimeout(0, TimeUnit.MILLISECONDS)
                .build();
    }

    private static Span span(int id) {
        return Span.newBuilder()
                .traceId(1, id)
                .id(id)
                .name("call " + id)
                .timestamp(1_700_000_000_000_000L)
                .duration(1_000L)
                .localEndpoint(Endpoint.newBuilder().serviceName("orders").build())
                .build();
    }
}
