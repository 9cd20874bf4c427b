package io.flushpoint.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.telemetry.TelemetryOptions;
import io.flushpoint.telemetry.TelemetrySender;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.step.StepMeterRegistry;
import io.micrometer.core.instrument.step.StepRegistryConfig;
import io.micrometer.influx.InfluxConfig;
import io.micrometer.influx.InfluxMeterRegistry;
import io.micrometer.registry.otlp.AggregationTemporality;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpHttpMetricsSender;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches a backend, of Micrometer's own registries. */
@Timeout(60)
class MeterFlushTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Pattern FIELD = Pattern.compile("(\\w+)=([-0-9.]+)(?=[, ])");

    private final HttpSender core = HttpSender.create();
    private final TelemetrySender written =
            TelemetrySender.over(core, TelemetryOptions.defaults().level(DeliveryLevel.WRITTEN));

    /** Each request is answered before the next begins: two on their way at once have two connections, and arrive in any order. */
    private final FlushpointHttpSender sender = FlushpointHttpSender.waiting(written);

    private final MockClock clock = new MockClock();
    private final ScriptedServer server = ScriptedServer.start(Script.answering(204));

    @AfterEach
    void close() {
        core.close(Duration.ZERO);
        server.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4_000, 10_000, 25_000, 86_400_000})
    void everyCountIsInExactlyOneFlushHoweverMuchTimeIsBetween(long millis) {
        InfluxMeterRegistry registry = influx();
        MeterFlush flush = MeterFlush.of(registry);
        Counter counter = registry.counter("orders");
        for (int recorded : new int[] {3, 0, 1, 7}) {
            counter.increment(recorded);
            clock.add(Duration.ofMillis(millis));
            counter.count(); // whoever reads in between ends no step

            flush.flush();

            assertThat(published()).containsEntry("orders.value", (double) recorded);
        }
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void timesAndAmountsAndFunctionsToo() {
        InfluxMeterRegistry registry = influx();
        MeterFlush flush = MeterFlush.of(registry);
        Timer timer = registry.timer("calls");
        DistributionSummary summary = registry.summary("sizes");
        AtomicLong total = new AtomicLong();
        registry.more().counter("evictions", List.of(), total);
        registry.more().timer("loads", List.of(), total, AtomicLong::get, AtomicLong::get, TimeUnit.MILLISECONDS);
        for (int n = 1; n <= 3; n++) {
            clock.add(STEP.multipliedBy(n));
            for (int i = 0; i < n; i++) {
                timer.record(Duration.ofMillis(20));
                summary.record(5);
                total.incrementAndGet();
            }

            flush.flush();

            assertThat(published())
                    .containsEntry("calls.count", (double) n)
                    .containsEntry("calls.sum", 20.0 * n)
                    .containsEntry("sizes.count", (double) n)
                    .containsEntry("sizes.sum", 5.0 * n)
                    .containsEntry("evictions.value", (double) n)
                    .containsEntry("loads.count", (double) n)
                    .containsEntry("loads.sum", (double) n);
        }
    }

    @Test
    void pointsBearTheTimeOfTheFlush() {
        InfluxMeterRegistry registry = influx();
        MeterFlush flush = MeterFlush.of(registry);
        registry.counter("orders").increment();
        clock.add(Duration.ofMillis(12_345));

        flush.flush();

        assertThat(server.awaitRequest(PATIENCE).bodyText()).endsWith(" value=1 " + clock.wallTime());
    }

    @Test
    void nothingIsLostOrDoubledWhileOthersRecordAndRegister() throws Exception {
        InfluxMeterRegistry registry = influx();
        MeterFlush flush = MeterFlush.of(registry);
        registry.counter("orders"); // a registry without a meter publishes nothing
        int threads = 3;
        int each = 20_000;
        CompletableFuture<?>[] recording = new CompletableFuture<?>[threads];
        for (int t = 0; t < threads; t++) {
            int number = t;
            recording[t] = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < each; i++) {
                    registry.counter("orders").increment();
                    registry.counter("own" + number + "x" + i % 50).increment();
                }
            });
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(recording);
        int flushes = 1;
        for (; !all.isDone(); flushes++) {
            clock.add(Duration.ofSeconds(7));
            flush.flush();
        }
        all.get();
        flush.flush();

        Map<String, Double> sums = new TreeMap<>();
        for (RecordedRequest request : arrived(flushes)) {
            values(request).forEach((name, value) -> sums.merge(name, value, Double::sum));
        }
        assertThat(sums.remove("orders.value")).isEqualTo((double) threads * each);
        assertThat(sums)
                .hasSize(threads * 50)
                .allSatisfy((name, sum) -> assertThat(sum).isEqualTo(each / 50.0));
    }

    @Test
    void whatWasRecordedBeforeIsInTheFirstFlush() {
        InfluxMeterRegistry registry = influx();
        Counter counter = registry.counter("orders");
        counter.increment(2);
        MeterFlush flush = MeterFlush.of(registry);
        counter.increment(3);
        clock.add(STEP);

        flush.flush();
        counter.increment(4);
        flush.flush();

        assertThat(arrived(3))
                .extracting(request -> values(request).get("orders.value"))
                .containsExactly(2.0, 3.0, 4.0);
    }

    @Test
    void whatAFunctionHasCountedBeforeItIsRegisteredIsInTheFirstFlush() {
        InfluxMeterRegistry registry = influx();
        MeterFlush flush = MeterFlush.of(registry);
        Counter other = registry.counter("other");
        AtomicLong total = new AtomicLong(5);
        FunctionCounter.builder("evictions", total, AtomicLong::get).register(registry);
        total.addAndGet(2);
        other.increment();
        clock.add(STEP);

        flush.flush();
        flush.flush();

        assertThat(arrived(3))
                .extracting(request -> values(request).get("evictions.value"))
                .containsExactly(5.0, 2.0, 0.0);
        assertThat(arrived(3))
                .extracting(request -> values(request).get("other.value"))
                .containsExactly(1.0, 0.0, 0.0);
    }

    @Test
    void theScheduleIsOver() {
        InfluxMeterRegistry registry = InfluxMeterRegistry.builder(config(true, Duration.ofMillis(20)))
                .httpClient(sender)
                .build();
        MeterFlush flush = MeterFlush.of(registry);
        registry.counter("orders").increment();

        assertThat(Await.holdsWithin(() -> !server.requests().isEmpty(), Duration.ofMillis(300)))
                .isFalse();

        flush.flush();
        assertThat(published()).containsEntry("orders.value", 1.0);
    }

    @Test
    void closingTheRegistryPublishesTheRestOnce() {
        InfluxMeterRegistry registry = InfluxMeterRegistry.builder(config(true, STEP))
                .clock(clock)
                .httpClient(sender)
                .build();
        MeterFlush flush = MeterFlush.of(registry);
        Counter counter = registry.counter("orders");
        counter.increment(2);
        flush.flush();
        counter.increment(3);
        clock.add(STEP.multipliedBy(3));

        registry.close();

        assertThat(arrived(2))
                .extracting(request -> values(request).get("orders.value"))
                .containsExactly(2.0, 3.0);
    }

    @Test
    void aBackendThatNeverAnswersHoldsUpNobody() {
        try (ScriptedServer silent = ScriptedServer.start(Script.silent())) {
            InfluxMeterRegistry registry = InfluxMeterRegistry.builder(config(false, STEP, silent))
                    .httpClient(FlushpointHttpSender.over(written))
                    .build();
            MeterFlush flush = MeterFlush.of(registry);
            registry.counter("orders").increment();

            flush.flush();

            assertThat(values(silent.awaitRequest(PATIENCE))).containsEntry("orders.value", 1.0);
        }
    }

    @Test
    void totalsOfOtlpAreAsOfNow() throws Exception {
        OtlpMeterRegistry registry = otlp(AggregationTemporality.CUMULATIVE);
        MeterFlush flush = MeterFlush.of(registry);
        Counter counter = registry.counter("orders");
        long begun = 0;
        int total = 0;
        for (int recorded : new int[] {3, 0, 1, 7}) {
            clock.add(Duration.ofMillis(1500));
            counter.increment(recorded);
            total += recorded;

            flush.flush();

            NumberDataPoint point = onlyPoint(server.awaitRequest(PATIENCE));
            assertThat(point.getAsDouble()).isEqualTo(total);
            assertThat(point.getTimeUnixNano()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(clock.wallTime()));
            begun = begun == 0 ? point.getStartTimeUnixNano() : begun;
            assertThat(point.getStartTimeUnixNano()).isEqualTo(begun);
        }
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void stepsOfOtlpAreRefusedByName() {
        List<Consumer<MeterRegistry>> meters = List.of(
                registry -> registry.counter("orders").increment(),
                registry -> registry.timer("calls").record(Duration.ofMillis(1)),
                registry -> registry.summary("sizes").record(1));
        for (Consumer<MeterRegistry> meter : meters) {
            OtlpMeterRegistry registry = otlp(AggregationTemporality.DELTA);
            MeterFlush flush = MeterFlush.of(registry);
            meter.accept(registry);

            assertThatThrownBy(flush::flush)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("CUMULATIVE")
                    .hasMessageContaining("DELTA");
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aRegistryOfTheCallersOwnGivesItsPublication() {
        OwnRegistry registry = new OwnRegistry(clock);
        MeterFlush flush = MeterFlush.of(registry, registry::publish);
        registry.counter("orders").increment(2);

        flush.flush();

        assertThat(registry.published).hasValue(2);
    }

    @Test
    void whatARegistryThrowsWhenItPublishesIsNotTheFunctions() {
        OwnRegistry registry = new OwnRegistry(clock);
        MeterFlush flush = MeterFlush.of(registry);
        FunctionCounter.builder("broken", this, broken -> {
                    throw new IllegalStateException("broken");
                })
                .register(registry);
        registry.counter("orders").increment(2);

        assertThatCode(flush::flush).doesNotThrowAnyException();
    }

    @Test
    void nothingListeningIsNoFailureOfTheFunction() {
        InfluxMeterRegistry registry = influx();
        MeterFlush flush = MeterFlush.of(registry);
        registry.counter("orders").increment();
        server.close();

        assertThatCode(flush::flush).doesNotThrowAnyException();
    }

    private InfluxMeterRegistry influx() {
        return InfluxMeterRegistry.builder(config(false, STEP))
                .clock(clock)
                .httpClient(sender)
                .build();
    }

    private InfluxConfig config(boolean enabled, Duration step) {
        return config(enabled, step, server);
    }

    private static InfluxConfig config(boolean enabled, Duration step, ScriptedServer server) {
        return new InfluxConfig() {
            @Override
            public @Nullable String get(String key) {
                return null;
            }

            @Override
            public boolean enabled() {
                return enabled;
            }

            @Override
            public Duration step() {
                return step;
            }

            @Override
            public String uri() {
                return "http://" + server.uri("/").getAuthority();
            }

            @Override
            public boolean autoCreateDb() {
                return false;
            }

            @Override
            public boolean compressed() {
                return false;
            }
        };
    }

    private OtlpMeterRegistry otlp(AggregationTemporality temporality) {
        OtlpConfig config = new OtlpConfig() {
            @Override
            public @Nullable String get(String key) {
                return null;
            }

            @Override
            public boolean enabled() {
                return false;
            }

            @Override
            public String url() {
                return server.uri("/v1/metrics").toString();
            }

            @Override
            public AggregationTemporality aggregationTemporality() {
                return temporality;
            }
        };
        return OtlpMeterRegistry.builder(config)
                .clock(clock)
                .metricsSender(new OtlpHttpMetricsSender(sender))
                .build();
    }

    /** All requests, whole, when there are so many. */
    private List<RecordedRequest> arrived(int requests) {
        Await.until(
                requests + " requests have arrived",
                () -> server.requests().size() == requests
                        && server.requests().stream().allMatch(RecordedRequest::isComplete),
                PATIENCE);
        return server.requests();
    }

    private Map<String, Double> published() {
        return values(server.awaitRequest(PATIENCE));
    }

    /** Of lines such as {@code orders,metric_type=counter value=3 1700000000000}. */
    private static Map<String, Double> values(RecordedRequest request) {
        Map<String, Double> values = new TreeMap<>();
        request.bodyText().lines().forEach(line -> {
            String name = line.substring(0, line.indexOf(','));
            Matcher field = FIELD.matcher(line.substring(line.indexOf(' ')));
            while (field.find()) {
                values.put(name + "." + field.group(1), Double.parseDouble(field.group(2)));
            }
        });
        return values;
    }

    private static NumberDataPoint onlyPoint(RecordedRequest request) throws InvalidProtocolBufferException {
        Metric metric = ExportMetricsServiceRequest.parseFrom(request.body())
                .getResourceMetrics(0)
                .getScopeMetrics(0)
                .getMetrics(0);
        assertThat(metric.getName()).isEqualTo("orders");
        return metric.getSum().getDataPoints(0);
    }

    private static final class OwnRegistry extends StepMeterRegistry {
        private final AtomicInteger published = new AtomicInteger();

        OwnRegistry(MockClock clock) {
            super(
                    new StepRegistryConfig() {
                        @Override
                        public String prefix() {
                            return "own";
                        }

                        @Override
                        public @Nullable String get(String key) {
                            return null;
                        }
                    },
                    clock);
        }

        @Override
        public void publish() {
            getMeters()
                    .forEach(meter ->
                            meter.measure().forEach(measurement -> published.addAndGet((int) measurement.getValue())));
        }

        @Override
        protected TimeUnit getBaseTimeUnit() {
            return TimeUnit.MILLISECONDS;
        }
    }
}
