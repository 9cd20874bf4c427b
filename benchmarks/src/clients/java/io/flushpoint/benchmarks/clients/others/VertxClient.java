package io.flushpoint.benchmarks.clients.others;

import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Target;
import io.flushpoint.benchmarks.clients.Witness;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.security.cert.CertificateEncodingException;

/** One event loop and a pool of Vert.x. */
final class VertxClient implements OpenClient {
    private final Vertx vertx;
    private final HttpClient client;
    private final RequestOptions options;
    private final Buffer body;

    private VertxClient(Vertx vertx, HttpClient client, RequestOptions options, Buffer body) {
        this.vertx = vertx;
        this.client = client;
        this.options = options;
        this.body = body;
    }

    VertxClient(Target target) throws CertificateEncodingException {
        vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(target.epoll()));
        client = vertx.createHttpClient(
                clientOptions(target), new PoolOptions()
                        .setHttp1MaxSize(target.connections())
                        .setHttp2MaxSize(target.connections()));
        options = options(target.uri());
        body = Buffer.buffer(target.body());
    }

    private static RequestOptions options(URI uri) {
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(uri.getHost())
                .setPort(uri.getPort())
                .setURI(uri.getRawPath())
                .putHeader("content-type", "application/octet-stream");
    }

    private static HttpClientOptions clientOptions(Target target) throws CertificateEncodingException {
        HttpClientOptions options = new HttpClientOptions();
        if (target.http2()) {
            options.setProtocolVersion(HttpVersion.HTTP_2)
                    .setUseAlpn(target.secure())
                    .setHttp2ClearTextUpgrade(false);
        } else if (target.depth() > 1) {
            options.setPipelining(true).setPipeliningLimit(target.depth());
        }
        if (target.secure()) {
            Buffer pem = Buffer.buffer(Certificates.pem(target));
            options.setSsl(true).setTrustOptions(new PemTrustOptions().addCertValue(pem));
        }
        return options;
    }

    @Override
    public void post(Witness witness) {
        client.request(options).onComplete(leased -> {
            if (leased.succeeded()) {
                post(leased.result(), witness);
            } else {
                witness.failed(leased.cause());
            }
        });
    }

    private void post(HttpClientRequest request, Witness witness) {
        request.response().compose(response -> response.end()).onComplete(end -> settle(end, witness));
        request.end(body).onComplete(written -> {
            if (written.succeeded()) {
                witness.hook();
            } else {
                witness.failed(written.cause());
            }
        });
    }

    private static void settle(AsyncResult<Void> end, Witness witness) {
        if (end.succeeded()) {
            witness.answered();
        } else {
            witness.failed(end.cause());
        }
    }

    @Override
    public OpenClient toward(URI uri) {
        return new VertxClient(vertx, client, options(uri), body);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
