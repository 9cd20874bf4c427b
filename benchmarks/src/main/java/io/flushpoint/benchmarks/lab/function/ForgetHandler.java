package io.flushpoint.benchmarks.lab.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.Map;

/** Starts the request on the client's own threads and returns: whether it has left by the freeze is anybody's guess. */
public final class ForgetHandler implements RequestHandler<Map<String, String>, String> {
    private static final HttpClient CLIENT = CounterPost.jdkClient();

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // ignoring it is the strategy
    public String handleRequest(Map<String, String> event, Context context) {
        CLIENT.sendAsync(CounterPost.jdkRequest(context), HttpResponse.BodyHandlers.discarding());
        return "started";
    }
}
