package io.flushpoint.benchmarks.clients.others;

import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Target;
import io.flushpoint.benchmarks.clients.Witness;
import java.net.URI;
import java.util.concurrent.CancellationException;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;

/** Apache's asynchronous client with one I/O thread. */
final class ApacheClient implements OpenClient {
    private final CloseableHttpAsyncClient client;
    private final URI uri;
    private final byte[] body;
    private final boolean endStream;

    ApacheClient(Target target, boolean endStream) throws Exception {
        this.endStream = endStream;
        uri = target.uri();
        body = target.body();
        PoolingAsyncClientConnectionManagerBuilder connections = PoolingAsyncClientConnectionManagerBuilder.create()
                .setMaxConnTotal(target.connections())
                .setMaxConnPerRoute(target.connections())
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setVersionPolicy(target.http2() ? HttpVersionPolicy.FORCE_HTTP_2 : HttpVersionPolicy.FORCE_HTTP_1)
                        .build())
                .setMessageMultiplexing(target.http2());
        if (target.secure()) {
            connections.setTlsStrategy(ClientTlsStrategyBuilder.create()
                    .setSslContext(target.sslContext())
                    .buildAsync());
        }
        client = HttpAsyncClients.custom()
                .setConnectionManager(connections.build())
                .setIOReactorConfig(
                        IOReactorConfig.custom().setIoThreadCount(1).build())
                .build();
        client.start();
    }

    @Override
    public void post(Witness witness) {
        AsyncEntityProducer entity = new BasicAsyncEntityProducer(body, ContentType.APPLICATION_OCTET_STREAM);
        AsyncEntityProducer producer = endStream ? new WitnessedEntity(entity, witness) : entity;
        client.execute(
                new BasicRequestProducer("POST", uri, producer),
                SimpleResponseConsumer.create(),
                new Answer(witness, endStream));
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }

    private record Answer(Witness witness, boolean endStream) implements FutureCallback<SimpleHttpResponse> {
        @Override
        public void completed(SimpleHttpResponse response) {
            if (!endStream) {
                witness.hook();
            }
            witness.answered();
        }

        @Override
        public void failed(Exception cause) {
            witness.failed(cause);
        }

        @Override
        public void cancelled() {
            witness.failed(new CancellationException());
        }
    }
}
