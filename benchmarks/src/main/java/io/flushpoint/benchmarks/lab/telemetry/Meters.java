package io.flushpoint.benchmarks.lab.telemetry;

import com.amazonaws.services.lambda.runtime.Context;
import io.flushpoint.micrometer.MeterFlush;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.ipc.http.HttpSender;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpHttpMetricsSender;
import io.micrometer.registry.otlp.OtlpMeterRegistry;

/** A counter for each invocation, by Micrometer's registry for OTLP. */
final class Meters {
    private final OtlpMeterRegistry registry;
    private final MeterFlush flush;

    Meters(String collector, HttpSender sender) {
        OtlpConfig config = key -> key.equals("otlp.url") ? collector + "/v1/metrics" : null;
        registry = OtlpMeterRegistry.builder(config)
                .metricsSender(new OtlpHttpMetricsSender(sender))
                .build();
        flush = MeterFlush.of(registry);
    }

    /** Counts, publishes, and forgets: the total of an invocation would be in all publications that follow. */
    void of(Context context) {
        Counter orders = registry.counter("orders", "faas.invocation_id", context.getAwsRequestId());
        orders.increment();
        flush.flush();
        registry.remove(orders);
    }
}
