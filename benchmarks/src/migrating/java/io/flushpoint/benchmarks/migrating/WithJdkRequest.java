package io.flushpoint.benchmarks.migrating;

import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;

final class WithJdkRequest extends Migration {
    @Override
    void post(String url, String token, String counters) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", token)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(2))
                .POST(HttpRequest.BodyPublishers.ofString(counters))
                .build();
        try (HttpSender sender = HttpSender.create()) {
            // snippet:migrating-jdk-request
            sender.send(SendRequest.from(request)); // method, URI, headers, timeout and body are taken over
            // end
            log("sent");
        }
    }
}
