package io.flushpoint.benchmarks.lab.function;

import com.amazonaws.services.lambda.runtime.Context;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;

/** What every function of the lab posts: a few counters under the id of the invocation, so that none is like another. */
final class CounterPost {
    /** The environment variable that holds the collector's URI, such as {@code http://127.0.0.1:8080}. */
    static final String COLLECTOR_VARIABLE = "LAB_COLLECTOR";

    static final String PATH = "/v1/counters";

    private CounterPost() {}

    static String collector() {
        return System.getenv(COLLECTOR_VARIABLE);
    }

    static String json(Context context) {
        return "{\"id\":\"" + context.getAwsRequestId() + "\",\"counters\":{\"orders\":1,\"failures\":0,\"items\":3}}";
    }

    /** The client of the strategies that use the JDK's: one for the environment, as HTTP/1.1 as the others. */
    static HttpClient jdkClient() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    static HttpRequest jdkRequest(Context context) {
        return HttpRequest.newBuilder(URI.create(collector() + PATH))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json(context)))
                .build();
    }
}
