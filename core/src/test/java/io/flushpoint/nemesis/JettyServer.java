package io.flushpoint.nemesis;

import io.flushpoint.testkit.Identity;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * A Jetty in this process, which answers each request with 200, the length of its body in {@code x-length}, and its SHA-256 in
 * {@code x-digest}.
 */
final class JettyServer implements AutoCloseable {
    private static final long STOP_MILLIS = 10_000;
    private static final long MOMENT_MILLIS = 12; // some are under way at any time

    private final Server server = new Server();
    private final ServerConnector connector;
    private final List<String> targets = new CopyOnWriteArrayList<>();

    private JettyServer(@Nullable Identity identity, int port) {
        this.connector = identity == null
                ? new ServerConnector(server, new HTTP2CServerConnectionFactory(new HttpConfiguration()))
                : overTls(identity);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new GracefulHandler(new Answering()));
        server.setStopTimeout(STOP_MILLIS);
    }

    private ServerConnector overTls(Identity identity) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(identity.keyStore());
        tls.setKeyStorePassword(Identity.PASSWORD);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory("h2");
        return new ServerConnector(
                server,
                new SslConnectionFactory(tls, alpn.getProtocol()),
                alpn,
                new HTTP2ServerConnectionFactory(new HttpConfiguration()));
    }

    /**
     * Starts one.
     *
     * @param identity for TLS; null for clear text, by prior knowledge
     * @param port 0 for any
     */
    static JettyServer start(@Nullable Identity identity, int port) throws Exception {
        JettyServer started = new JettyServer(identity, port);
        started.server.start();
        return started;
    }

    /** Reads a request to its end, and answers it a moment later. */
    private final class Answering extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Content.Source.asByteBuffer(
                    request, Promise.from(body -> answer(request, body, response, callback), callback::failed));
            return true;
        }

        private void answer(Request request, ByteBuffer body, Response response, Callback callback) {
            targets.add(request.getHttpURI().getPathQuery());
            response.getHeaders().put("x-length", body.remaining());
            response.getHeaders().put("x-digest", digest(body));
            server.getScheduler().schedule(callback::succeeded, MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** SHA-256, in hexadecimal digits. */
    static String digest(ByteBuffer body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(body.duplicate());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return connector.getLocalPort();
    }

    /** The targets of the requests that it has read to their end. */
    List<String> targets() {
        return targets;
    }

    /** It listens no more and takes no more requests. Waits until it has answered those that it has. */
    void shutDown() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        shutDown();
    }
}
