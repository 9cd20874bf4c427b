package io.flushpoint.benchmarks.lab.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.Map;

/** Starts the request, then sleeps for as long as somebody once found to be enough. */
public final class SleepHandler implements RequestHandler<Map<String, String>, String> {
    /** The guess, in milliseconds, as seen in the field. */
    private static final long NAP_MILLIS = 100;

    private static final HttpClient CLIENT = CounterPost.jdkClient();

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // ignoring it is the strategy
    public String handleRequest(Map<String, String> event, Context context) {
        CLIENT.sendAsync(CounterPost.jdkRequest(context), HttpResponse.BodyHandlers.discarding());
        try {
            Thread.sleep(NAP_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while sleeping", e);
        }
        return "started";
    }
}
