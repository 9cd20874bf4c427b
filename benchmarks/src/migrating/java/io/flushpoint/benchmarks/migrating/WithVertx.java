package io.flushpoint.benchmarks.migrating;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;

final class WithVertx extends Migration {
    @Override
    void post(String url, String token, String counters) {
        Vertx vertx = Vertx.vertx();
        // snippet:migrating-vertx
        WebClient client = WebClient.create(vertx, new WebClientOptions().setConnectTimeout(1_000));

        client.postAbs(url)
                .putHeader("Authorization", token)
                .putHeader("Content-Type", "application/json")
                .timeout(2_000)
                .sendBuffer(Buffer.buffer(counters))
                .onSuccess(response -> log("status", response.statusCode()))
                .onFailure(failure -> log("failed", failure));
        // end
        logged().thenRun(vertx::close);
    }
}
