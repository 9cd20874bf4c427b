package io.flushpoint.benchmarks.clients.others;

import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Target;
import io.flushpoint.benchmarks.clients.Witness;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.crt.http.HttpClientConnection;
import software.amazon.awssdk.crt.http.HttpClientConnectionManager;
import software.amazon.awssdk.crt.http.HttpClientConnectionManagerOptions;
import software.amazon.awssdk.crt.http.HttpHeader;
import software.amazon.awssdk.crt.http.HttpRequest;
import software.amazon.awssdk.crt.http.HttpRequestBodyStream;
import software.amazon.awssdk.crt.http.HttpStream;
import software.amazon.awssdk.crt.io.ClientBootstrap;
import software.amazon.awssdk.crt.io.EventLoopGroup;
import software.amazon.awssdk.crt.io.HostResolver;
import software.amazon.awssdk.crt.io.SocketOptions;
import software.amazon.awssdk.crt.io.TlsContext;
import software.amazon.awssdk.crt.io.TlsContextOptions;

/** A pool of the AWS CRT on one native event loop. */
final class AwsCrtClient implements OpenClient {
    private final EventLoopGroup group = new EventLoopGroup(1);
    private final HostResolver resolver = new HostResolver(group);
    private final ClientBootstrap bootstrap = new ClientBootstrap(group, resolver);
    private final SocketOptions socket = new SocketOptions();
    private final HttpClientConnectionManager pool;
    private final Target target;
    private final byte[] body;
    private final boolean writeData;

    AwsCrtClient(Target target, boolean writeData) throws Exception {
        this.target = target;
        this.writeData = writeData;
        body = target.body();
        HttpClientConnectionManagerOptions options = new HttpClientConnectionManagerOptions()
                .withClientBootstrap(bootstrap)
                .withSocketOptions(socket)
                .withUri(target.uri())
                .withMaxConnections(target.connections());
        if (target.secure()) {
            try (TlsContextOptions tls =
                            TlsContextOptions.createDefaultClient().withCertificateAuthority(Certificates.pem(target));
                    TlsContext context = new TlsContext(tls)) {
                pool = HttpClientConnectionManager.create(options.withTlsContext(context));
            }
        } else {
            pool = HttpClientConnectionManager.create(options);
        }
    }

    @Override
    public void post(Witness witness) {
        pool.acquireConnection().whenComplete((connection, failure) -> {
            if (failure == null) {
                post(connection, witness);
            } else {
                witness.failed(failure);
            }
        });
    }

    private void post(HttpClientConnection connection, Witness witness) {
        HttpRequestBodyStream content = writeData ? null : new Content(body);
        HttpRequest request = new HttpRequest("POST", target.uri().getRawPath(), headers(), content);
        AwsCrtAnswer answer = new AwsCrtAnswer(pool, connection, witness, !writeData);
        HttpStream stream = connection.makeRequest(request, answer, writeData);
        stream.activate();
        if (writeData) {
            CompletableFuture<Void> written = stream.writeData(body, true);
            written.thenRun(witness::hook);
        }
    }

    private HttpHeader[] headers() {
        return new HttpHeader[] {
            new HttpHeader("host", target.uri().getRawAuthority()),
            new HttpHeader("content-type", "application/octet-stream"),
            new HttpHeader("content-length", Integer.toString(body.length))
        };
    }

    @Override
    public void close() {
        CompletableFuture<Void> ended = pool.getShutdownCompleteFuture();
        pool.close();
        ended.join();
        socket.close();
        bootstrap.close();
        resolver.close();
        group.close();
    }

    private static final class Content implements HttpRequestBodyStream {
        private final ByteBuffer left;

        Content(byte[] body) {
            left = ByteBuffer.wrap(body);
        }

        @Override
        public boolean sendRequestBody(ByteBuffer out) {
            int count = Math.min(out.remaining(), left.remaining());
            out.put(left.slice(left.position(), count));
            left.position(left.position() + count);
            return !left.hasRemaining();
        }

        @Override
        public long getLength() {
            return left.capacity();
        }
    }
}
