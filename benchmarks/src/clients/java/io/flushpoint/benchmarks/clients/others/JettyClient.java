package io.flushpoint.benchmarks.clients.others;

import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Target;
import io.flushpoint.benchmarks.clients.Witness;
import java.io.IOException;
import java.net.URI;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** A started client of Jetty with one selector. */
final class JettyClient implements OpenClient {
    private final HttpClient client;
    private final URI uri;
    private final byte[] body;

    private JettyClient(HttpClient client, URI uri, byte[] body) {
        this.client = client;
        this.uri = uri;
        this.body = body;
    }

    JettyClient(Target target) throws Exception {
        uri = target.uri();
        body = target.body();
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        if (target.secure()) {
            SslContextFactory.Client tls = new SslContextFactory.Client();
            tls.setTrustStore(target.trustStore());
            connector.setSslContextFactory(tls);
        }
        client = new HttpClient(
                target.http2()
                        ? new HttpClientTransportOverHTTP2(new HTTP2Client(connector))
                        : new HttpClientTransportOverHTTP(connector));
        client.setMaxConnectionsPerDestination(target.connections());
        client.start();
    }

    @Override
    public void post(Witness witness) {
        client.POST(uri)
                .body(new BytesRequestContent("application/octet-stream", body))
                .onRequestSuccess(request -> witness.hook())
                .send(result -> {
                    if (result.isSucceeded()) {
                        witness.answered();
                    } else {
                        witness.failed(result.getFailure());
                    }
                });
    }

    @Override
    public OpenClient toward(URI other) {
        return new JettyClient(client, other, body);
    }

    @Override
    public void close() throws IOException {
        try {
            client.stop();
        } catch (Exception e) {
            throw new IOException("Jetty did not stop", e);
        }
    }
}
