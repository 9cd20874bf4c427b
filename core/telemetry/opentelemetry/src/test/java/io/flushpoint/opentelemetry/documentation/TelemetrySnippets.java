package io.flushpoint.opentelemetry.documentation;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.opentelemetry.FlushpointHttpSenderProvider;
import io.flushpoint.telemetry.TelemetryOptions;
import io.flushpoint.telemetry.TelemetryReport;
import io.flushpoint.telemetry.TelemetrySender;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;

/** What the page on telemetry shows. */
final class TelemetrySnippets {
    private TelemetrySnippets() {}

    static void sender() {
        // snippet:telemetry-sender
        HttpSender sender = HttpSender.create(); // yours to close, after the telemetry library
        TelemetrySender telemetry = TelemetrySender.over(sender); // in Lambda: over(lambdaSender::trySend, options)
        // end
        System.out.println(telemetry.counts());
        sender.close();
    }

    static OtlpHttpSpanExporter byCode(HttpSender sender) {
        // snippet:otlp-by-code
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setComponentLoader(FlushpointHttpSenderProvider.components(TelemetrySender.over(sender)))
                .build();
        // end
        return exporter;
    }

    static TelemetrySender listening(HttpSender sender) {
        // snippet:telemetry-reports
        TelemetryOptions options = TelemetryOptions.defaults()
                .level(DeliveryLevel.ACKNOWLEDGED)
                .onReport(report ->
                        alert(report.kind(), report.status(), report.answer().header("Retry-After")));
        // end
        return TelemetrySender.over(sender, options);
    }

    private static void alert(TelemetryReport.Kind kind, Object... facts) {
        System.err.println(kind + " " + facts.length);
    }
}
