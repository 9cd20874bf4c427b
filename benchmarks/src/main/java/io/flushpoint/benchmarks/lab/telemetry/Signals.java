package io.flushpoint.benchmarks.lab.telemetry;

import com.amazonaws.services.lambda.runtime.Context;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A span, a metric and a log line for each invocation, by the SDK and its exporters of OTLP over HTTP. */
final class Signals {
    private static final String SCOPE = "lab";
    private static final AttributeKey<String> INVOCATION = AttributeKey.stringKey("faas.invocation_id");

    /** Longer than any invocation: what is exported, a flush exports. */
    private static final Duration NEVER = Duration.ofHours(1);

    private static final long FLUSH_SECONDS = 10;

    private final SdkTracerProvider tracers;
    private final SdkMeterProvider meters;
    private final SdkLoggerProvider loggers;

    /** Over whichever sender the SDK finds. */
    Signals(String collector) {
        tracers = SdkTracerProvider.builder()
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint(collector + "/v1/traces")
                                .build())
                        .setScheduleDelay(NEVER)
                        .build())
                .build();
        meters = SdkMeterProvider.builder()
                .registerMetricReader(PeriodicMetricReader.builder(OtlpHttpMetricExporter.builder()
                                .setEndpoint(collector + "/v1/metrics")
                                .setAggregationTemporalitySelector(AggregationTemporalitySelector.deltaPreferred())
                                .build())
                        .setInterval(NEVER)
                        .build())
                .build();
        loggers = SdkLoggerProvider.builder()
                .addLogRecordProcessor(BatchLogRecordProcessor.builder(OtlpHttpLogRecordExporter.builder()
                                .setEndpoint(collector + "/v1/logs")
                                .build())
                        .setScheduleDelay(NEVER)
                        .build())
                .build();
    }

    static String collector() {
        return System.getenv("LAB_COLLECTOR");
    }

    /** What the function does, as its telemetry tells it. */
    void of(Context context) {
        Attributes invocation = Attributes.of(INVOCATION, context.getAwsRequestId());
        Span span = tracers.get(SCOPE)
                .spanBuilder("order")
                .setAllAttributes(invocation)
                .startSpan();
        meters.get(SCOPE).counterBuilder("orders").build().add(1, invocation);
        loggers.get(SCOPE)
                .logRecordBuilder()
                .setBody("order taken")
                .setAllAttributes(invocation)
                .emit();
        span.end();
    }

    /** Exports everything, as an agent does at the end of each invocation: at once, and waits for the results. */
    void flush() {
        CompletableResultCode flushed = CompletableResultCode.ofAll(
                        List.of(tracers.forceFlush(), meters.forceFlush(), loggers.forceFlush()))
                .join(FLUSH_SECONDS, TimeUnit.SECONDS);
        if (!flushed.isSuccess()) {
            System.out.println("not everything was exported");
        }
    }
}
