package io.flushpoint.benchmarks.lab.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.flushpoint.lambda.Invocation;
import io.flushpoint.lambda.LambdaSender;
import java.util.Map;

/** Returns when the request has left this machine, not when it is answered: this project. */
public final class FlushHandler implements RequestHandler<Map<String, String>, String> {
    private static final LambdaSender METRICS = LambdaSender.warm(CounterPost.collector());

    @Override
    public String handleRequest(Map<String, String> event, Context context) {
        try (Invocation invocation = METRICS.begin(context)) {
            invocation.send(METRICS.post(CounterPost.PATH).json(CounterPost.json(context)));
            return "sent";
        }
    }
}
