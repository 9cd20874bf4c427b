package io.flushpoint.benchmarks.lab.telemetry;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.flushpoint.lambda.LambdaSender;
import io.flushpoint.micrometer.FlushpointHttpSender;
import io.flushpoint.telemetry.TelemetryOptions;
import io.flushpoint.telemetry.TelemetrySender;
import java.util.Map;

/** Publishes over this project, by the function's own sender: the flush waits until everything has left. */
public final class MeterFlushHandler implements RequestHandler<Map<String, String>, String> {
    private static final LambdaSender SENDER = LambdaSender.warm(Signals.collector());
    private static final Meters METERS = new Meters(
            Signals.collector(),
            FlushpointHttpSender.over(TelemetrySender.over(SENDER::trySend, TelemetryOptions.defaults())));

    /** Each call is an invocation of the sender, whose end waits for what is still on its way. */
    private static final RequestHandler<Map<String, String>, String> FLUSHING = SENDER.wrap(MeterFlushHandler::handle);

    private static String handle(Map<String, String> event, Context context) {
        METERS.of(context);
        return "published";
    }

    @Override
    public String handleRequest(Map<String, String> event, Context context) {
        return FLUSHING.handleRequest(event, context);
    }
}
