package com.example.telemetry;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.flushpoint.lambda.LambdaSender;
import io.flushpoint.opentelemetry.FlushpointHttpSenderProvider;
import io.flushpoint.telemetry.TelemetryOptions;
import io.flushpoint.telemetry.TelemetrySender;
import io.opentelemetry.api.trace.Span;
import java.util.Map;

/** Checks an order out; its spans, metrics and log lines leave before the invocation ends, and are not waited for. */
// snippet:checkout
public final class Checkout implements RequestHandler<Map<String, String>, String> {
    private static final LambdaSender SENDER = LambdaSender.warm(); // connects to FLUSHPOINT_ENDPOINTS, in INIT
    private static final Telemetry TELEMETRY = telemetry();

    private static Telemetry telemetry() {
        FlushpointHttpSenderProvider.install(TelemetrySender.over(SENDER::trySend, TelemetryOptions.defaults()));
        return new Telemetry(System.getenv("FLUSHPOINT_ENDPOINTS")); // one endpoint here; the SDK and its OTLP exporters, as ever
    }

    private final RequestHandler<Map<String, String>, String> flushed = SENDER.wrap(Checkout::checkOut);

    @Override
    public String handleRequest(Map<String, String> order, Context context) {
        return flushed.handleRequest(order, context);
    }

    private static String checkOut(Map<String, String> order, Context context) {
        Span span = TELEMETRY.begin(context);
        try {
            return "order " + order.get("order") + " is checked out";
        } finally {
            span.end();
            TELEMETRY.flush(); // until it has left this machine, not for the collector's answers
        }
    }
}
// end
