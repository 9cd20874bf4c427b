package com.example.telemetry;

import com.amazonaws.services.lambda.runtime.Context;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
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
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The OpenTelemetry SDK with its exporters of OTLP over HTTP. Nothing here knows who sends. */
final class Telemetry {
    private static final String SCOPE = "com.example.telemetry";
    private static final AttributeKey<String> INVOCATION = AttributeKey.stringKey("faas.invocation_id");

    private final SdkTracerProvider tracers;
    private final SdkMeterProvider meters;
    private final SdkLoggerProvider loggers;
    private final LongCounter orders;

    Telemetry(String collector) {
        tracers = SdkTracerProvider.builder()
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint(collector + "/v1/traces")
                                .build())
                        .build())
                .build();
        meters = SdkMeterProvider.builder()
                .registerMetricReader(PeriodicMetricReader.create(OtlpHttpMetricExporter.builder()
                        .setEndpoint(collector + "/v1/metrics")
                        .setAggregationTemporalitySelector(AggregationTemporalitySelector.deltaPreferred())
                        .build()))
                .build();
        loggers = SdkLoggerProvider.builder()
                .addLogRecordProcessor(BatchLogRecordProcessor.builder(OtlpHttpLogRecordExporter.builder()
                                .setEndpoint(collector + "/v1/logs")
                                .build())
                        .build())
                .build();
        orders = meters.get(SCOPE).counterBuilder("orders").build();
    }

    /** Counts the order, writes its log line, and begins its span. */
    Span begin(Context context) {
        Attributes invocation = Attributes.of(INVOCATION, context.getAwsRequestId());
        orders.add(1, invocation);
        loggers.get(SCOPE)
                .logRecordBuilder()
                .setBody("order taken")
                .setAllAttributes(invocation)
                .emit();
        return tracers.get(SCOPE)
                .spanBuilder("check out")
                .setAllAttributes(invocation)
                .startSpan();
    }

    /** Exports what there is, all at once, and waits until it has left; a second at most, if the collector is out of reach. */
    void flush() {
        CompletableResultCode.ofAll(List.of(tracers.forceFlush(), meters.forceFlush(), loggers.forceFlush()))
                .join(1, TimeUnit.SECONDS);
    }
}
