package io.flushpoint.benchmarks.migrating;

import java.io.IOException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

final class WithOkHttp extends Migration {
    @Override
    void post(String url, String token, String counters) {
        // snippet:migrating-okhttp
        OkHttpClient client = new OkHttpClient.Builder()
                .connectTimeout(Duration.ofSeconds(1))
                .callTimeout(Duration.ofSeconds(2))
                .build();

        Request request = new Request.Builder()
                .url(url)
                .header("Authorization", token)
                .post(RequestBody.create(counters, MediaType.get("application/json")))
                .build();
        client.newCall(request).enqueue(new Callback() {
            @Override
            public void onResponse(Call call, Response response) {
                try (response) {
                    log("status", response.code());
                }
            }

            @Override
            public void onFailure(Call call, IOException failure) {
                log("failed", failure);
            }
        });
        // end
        logged().thenRun(() -> {
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        });
    }
}
