package io.flushpoint.benchmarks.lab.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.Map;

/** Waits for the answer: safe, and pays for the collector's think time. */
public final class AwaitHandler implements RequestHandler<Map<String, String>, String> {
    private static final HttpClient CLIENT = CounterPost.jdkClient();

    @Override
    public String handleRequest(Map<String, String> event, Context context) {
        try {
            return "answered "
                    + CLIENT.send(CounterPost.jdkRequest(context), HttpResponse.BodyHandlers.discarding())
                            .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for the answer", e);
        }
    }
}
