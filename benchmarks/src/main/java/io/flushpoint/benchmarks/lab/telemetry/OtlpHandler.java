package io.flushpoint.benchmarks.lab.telemetry;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;

/** Exports with a sender of the SDK's own: the flush waits for the collector's answers. */
public final class OtlpHandler implements RequestHandler<Map<String, String>, String> {
    private static final Signals SIGNALS = new Signals(Signals.collector());

    @Override
    public String handleRequest(Map<String, String> event, Context context) {
        SIGNALS.of(context);
        SIGNALS.flush();
        return "exported";
    }
}
