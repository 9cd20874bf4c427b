package io.flushpoint.benchmarks.lab.telemetry;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.micrometer.core.ipc.http.HttpUrlConnectionSender;
import java.util.Map;

/** Publishes with the sender that a registry has by itself: the flush waits for the collector's answer. */
public final class MeterHandler implements RequestHandler<Map<String, String>, String> {
    private static final Meters METERS = new Meters(Signals.collector(), new HttpUrlConnectionSender());

    @Override
    public String handleRequest(Map<String, String> event, Context context) {
        METERS.of(context);
        return "published";
    }
}
