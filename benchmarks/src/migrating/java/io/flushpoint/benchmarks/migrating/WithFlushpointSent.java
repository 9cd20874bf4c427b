package io.flushpoint.benchmarks.migrating;

import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import java.time.Duration;

final class WithFlushpointSent extends Migration {
    @Override
    void post(String url, String token, String counters) throws Exception {
        try (HttpSender sender = HttpSender.create()) {
            SendRequest request =
                    SendRequest.post(url).header("Authorization", token).json(counters);
            // snippet:migrating-written
            sender.send(request).await(Duration.ofSeconds(2));
            // end
            log("written");
        }
    }
}
