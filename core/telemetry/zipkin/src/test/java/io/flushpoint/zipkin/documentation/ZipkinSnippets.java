package io.flushpoint.zipkin.documentation;

import io.flushpoint.telemetry.TelemetrySender;
import io.flushpoint.zipkin.FlushpointSender;
import java.util.concurrent.TimeUnit;
import zipkin2.reporter.AsyncReporter;

/** What the page on telemetry shows. */
final class ZipkinSnippets {
    private ZipkinSnippets() {}

    static void flushed(TelemetrySender telemetry) {
        // snippet:zipkin
        FlushpointSender sender = FlushpointSender.newBuilder(telemetry)
                .endpoint("http://zipkin:9411/api/v2/spans")
                .build();
        AsyncReporter<zipkin2.Span> spans = AsyncReporter.builder(sender)
                .messageTimeout(0, TimeUnit.MILLISECONDS) // no thread of its own: flush sends
                .build();
        spans.flush(); // at the end of each invocation
        // end
    }
}
