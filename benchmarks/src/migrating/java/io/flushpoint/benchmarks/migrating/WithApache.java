package io.flushpoint.benchmarks.migrating;

import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.util.Timeout;

final class WithApache extends Migration {
    @Override
    void post(String url, String token, String counters) {
        // snippet:migrating-apache
        ConnectionConfig connecting = ConnectionConfig.custom()
                .setConnectTimeout(Timeout.ofSeconds(1))
                .build();
        CloseableHttpAsyncClient client = HttpAsyncClients.custom()
                .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                        .setDefaultConnectionConfig(connecting)
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.ofSeconds(2))
                        .build())
                .build();
        client.start();

        SimpleHttpRequest request = SimpleRequestBuilder.post(url)
                .setHeader("Authorization", token)
                .setBody(counters, ContentType.APPLICATION_JSON)
                .build();
        client.execute(request, new FutureCallback<SimpleHttpResponse>() {
            @Override
            public void completed(SimpleHttpResponse response) {
                log("status", response.getCode());
            }

            @Override
            public void failed(Exception failure) {
                log("failed", failure);
            }

            @Override
            public void cancelled() {
                log("cancelled");
            }
        });
        // end
        logged().thenRun(client::initiateShutdown);
    }
}
