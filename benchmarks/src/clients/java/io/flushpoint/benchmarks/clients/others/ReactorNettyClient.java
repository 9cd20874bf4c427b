package io.flushpoint.benchmarks.clients.others;

import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Target;
import io.flushpoint.benchmarks.clients.Witness;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import javax.net.ssl.TrustManagerFactory;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/** One loop and one pool of Reactor Netty. The witness travels in the context of the subscription. */
final class ReactorNettyClient implements OpenClient {
    private final ConnectionProvider connections;
    private final LoopResources loops = LoopResources.create("reactor-peer", 1, true);
    private final HttpClient.ResponseReceiver<?> post;

    ReactorNettyClient(Target target, boolean flux) throws Exception {
        connections = ConnectionProvider.create("reactor-peer", target.connections());
        HttpClient client = HttpClient.create(connections)
                .protocol(protocol(target))
                .runOn(loops, target.epoll())
                .headers(headers -> headers.set("content-type", "application/octet-stream"))
                .doAfterRequest((request, connection) ->
                        request.currentContextView().get(Witness.class).hook());
        if (target.secure()) {
            client = target.http2() ? http2OverTls(client, target) : http1OverTls(client, target);
        }
        post = client.post().uri(target.uri()).send(flux ? streamed(target) : whole(target));
    }

    private static HttpProtocol protocol(Target target) {
        if (!target.http2()) {
            return HttpProtocol.HTTP11;
        }
        return target.secure() ? HttpProtocol.H2 : HttpProtocol.H2C;
    }

    private static HttpClient http1OverTls(HttpClient client, Target target) throws Exception {
        SslContext tls = Certificates.netty(target);
        return client.secure(spec -> spec.sslContext(tls));
    }

    private static HttpClient http2OverTls(HttpClient client, Target target) throws Exception {
        TrustManagerFactory trust = target.trust();
        GenericSslContextSpec<?> tls = Http2SslContextSpec.forClient()
                .configure(builder -> builder.trustManager(trust).endpointIdentificationAlgorithm("HTTPS"));
        return client.secure(spec -> spec.sslContext(tls));
    }

    private static Publisher<ByteBuf> whole(Target target) {
        byte[] body = target.body();
        return Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body));
    }

    private static Publisher<ByteBuf> streamed(Target target) {
        byte[] body = target.body();
        return Flux.defer(() -> Flux.just(Unpooled.wrappedBuffer(body)));
    }

    @Override
    public void post(Witness witness) {
        post.responseSingle((response, content) -> content.then())
                .contextWrite(context -> context.put(Witness.class, witness))
                .subscribe(nothing -> {}, witness::failed, witness::answered);
    }

    @Override
    public void close() {
        connections.disposeLater().block();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block();
    }
}
