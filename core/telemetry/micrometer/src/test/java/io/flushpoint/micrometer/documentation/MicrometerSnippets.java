package io.flushpoint.micrometer.documentation;

import io.flushpoint.micrometer.FlushpointHttpSender;
import io.flushpoint.micrometer.MeterFlush;
import io.flushpoint.telemetry.TelemetrySender;
import io.micrometer.influx.InfluxConfig;
import io.micrometer.influx.InfluxMeterRegistry;

/** What the page on telemetry shows. */
final class MicrometerSnippets {
    private MicrometerSnippets() {}

    static void flushed(InfluxConfig config, TelemetrySender telemetry) {
        // snippet:meter-flush
        InfluxMeterRegistry registry = InfluxMeterRegistry.builder(config)
                .httpClient(FlushpointHttpSender.over(telemetry))
                .build();
        MeterFlush metrics = MeterFlush.of(registry); // right after the registry; ends its schedule
        registry.counter("orders").increment();
        metrics.flush(); // at the end of each invocation
        // end
    }
}
