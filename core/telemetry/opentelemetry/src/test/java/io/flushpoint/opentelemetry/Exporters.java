package io.flushpoint.opentelemetry;

import io.flushpoint.testkit.ScriptedServer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** The SDK's own exporters, and spans for them. */
final class Exporters {

    private Exporters() {}

    static OtlpHttpSpanExporterBuilder spansTo(ScriptedServer server) {
        return OtlpHttpSpanExporter.builder()
                .setEndpoint(server.uri("/v1/traces").toString());
    }

    /** Exports one span of that name and waits for the result. */
    static CompletableResultCode export(SpanExporter exporter, String name) {
        return begin(exporter, name).join(20, TimeUnit.SECONDS);
    }

    /** Exports one span of that name. */
    static CompletableResultCode begin(SpanExporter exporter, String name) {
        AtomicReference<CompletableResultCode> result = new AtomicReference<>();
        SpanExporter noting = new SpanExporter() {
            @Override
            public CompletableResultCode export(java.util.Collection<io.opentelemetry.sdk.trace.data.SpanData> spans) {
                result.set(exporter.export(List.copyOf(spans)));
                return result.get();
            }

            @Override
            public CompletableResultCode flush() {
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode shutdown() {
                return CompletableResultCode.ofSuccess();
            }
        };
        SdkTracerProvider tracers = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(noting))
                .build();
        tracers.get("test").spanBuilder(name).startSpan().end();
        return result.get();
    }
}
