package io.flushpoint.benchmarks.lab.function;

import com.amazonaws.services.lambda.runtime.Context;
import io.flushpoint.SendRequest;
import io.flushpoint.lambda.FlushingHandler;
import io.flushpoint.lambda.Invocation;
import io.flushpoint.lambda.LambdaOptions;
import io.flushpoint.lambda.LambdaSender;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Posts the status of many functions to several endpoints in one invocation: all posts leave side by side, and the
 * invocation ends when the last one has. Says so by failing if one has not.
 *
 * <p>The event names how many functions there are ({@code functions}); the endpoints are those of
 * {@code FLUSHPOINT_ENDPOINTS}, or the lab's collectors.
 */
public final class StatusWatcher extends FlushingHandler<Map<String, String>, String> {
    static final String PATH = "/v1/status";

    /** What is watched unless the event says otherwise. */
    private static final int FUNCTIONS = 20;

    private static final List<String> ENDPOINTS = endpoints();

    private static final LambdaSender STATUS =
            LambdaSender.warm(LambdaOptions.fromEnvironment().failInvocation(true), ENDPOINTS.toArray(new String[0]));

    /** Made by the runtime client. */
    public StatusWatcher() {
        super(STATUS);
    }

    @Override
    protected String handle(Map<String, String> event, Context context, Invocation invocation) {
        int functions = Integer.parseInt(event.getOrDefault("functions", Integer.toString(FUNCTIONS)));
        IntStream.range(0, functions)
                .mapToObj(number -> status(number, context))
                .forEach(invocation::send);
        return "posted " + functions;
    }

    /** Each function's status goes to one of the endpoints. */
    private static SendRequest status(int number, Context context) {
        String endpoint = ENDPOINTS.get(number % ENDPOINTS.size());
        return SendRequest.post(endpoint + PATH)
                .json("{\"id\":\"" + context.getAwsRequestId() + "-" + number + "\",\"function\":\"orders-" + number
                        + "\",\"healthy\":true}");
    }

    private static List<String> endpoints() {
        String several = System.getenv("FLUSHPOINT_ENDPOINTS");
        return List.of((several == null ? CounterPost.collector() : several).split(",", -1));
    }
}
