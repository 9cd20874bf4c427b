package io.flushpoint.benchmarks.migrating;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

final class WithJdk extends Migration {
    @Override
    void post(String url, String token, String counters) {
        // snippet:migrating-jdk
        HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", token)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(2))
                .POST(HttpRequest.BodyPublishers.ofString(counters))
                .build();
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding()).whenComplete((response, failure) -> {
            if (failure == null) {
                log("status", response.statusCode());
            } else {
                log("failed", failure);
            }
        });
        // end
    }
}
