package io.flushpoint.benchmarks.clients;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What to post, where to, and over what.
 *
 * @param uri absolute; of either scheme
 * @param content read-only
 * @param trusted the one certificate to trust; null without TLS
 * @param connections at most
 * @param depth posts on one connection ahead of their answers; over HTTP/1.1 1 is no pipelining
 * @param epoll whether a client on Netty is to use epoll; NIO otherwise
 * @param http2 whether to speak HTTP/2: by ALPN over TLS, else by prior knowledge; HTTP/1.1 otherwise
 */
public record Target(
        URI uri,
        ByteBuffer content,
        @Nullable X509Certificate trusted,
        int connections,
        int depth,
        boolean epoll,
        boolean http2) {
    /** One connection, HTTP/1.1, no TLS, no pipelining, epoll. */
    public static Target plain(URI uri, byte[] body) {
        return new Target(uri, ByteBuffer.wrap(body).asReadOnlyBuffer(), null, 1, 1, true, false);
    }

    /** One connection, HTTP/1.1, TLS, no pipelining, epoll. */
    public static Target secure(URI uri, byte[] body, X509Certificate trusted) {
        return new Target(uri, ByteBuffer.wrap(body).asReadOnlyBuffer(), trusted, 1, 1, true, false);
    }

    /** One connection, a body of so many letters, TLS if there is a certificate to trust. */
    public static Target of(URI uri, int bodyBytes, @Nullable X509Certificate trusted) {
        byte[] body = new byte[bodyBytes];
        for (int i = 0; i < bodyBytes; i++) {
            body[i] = (byte) ('a' + i % 26);
        }
        return trusted == null ? plain(uri, body) : secure(uri, body, trusted);
    }

    /** The same over so many connections of that depth. */
    public Target over(int newConnections, int newDepth) {
        return new Target(uri, content, trusted, newConnections, newDepth, epoll, http2);
    }

    /** The same on epoll, or on NIO. */
    public Target epoll(boolean newEpoll) {
        return new Target(uri, content, trusted, connections, depth, newEpoll, http2);
    }

    /** The same over HTTP/2, or over HTTP/1.1. */
    public Target http2(boolean newHttp2) {
        return new Target(uri, content, trusted, connections, depth, epoll, newHttp2);
    }

    /** A copy of the body. */
    public byte[] body() {
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        return bytes;
    }

    /** Whether it is over TLS. */
    public boolean secure() {
        return "https".equals(uri.getScheme());
    }

    /** The address of the server. */
    public InetSocketAddress address() {
        return new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    /** The request as it goes over the wire, for a client that does not encode. */
    public byte[] wire() {
        String head = "POST " + uri.getRawPath() + " HTTP/1.1\r\nhost: " + uri.getRawAuthority()
                + "\r\ncontent-type: application/octet-stream\r\ncontent-length: " + content.remaining() + "\r\n\r\n";
        byte[] headBytes = head.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(headBytes.length + content.remaining())
                .put(headBytes)
                .put(content.duplicate())
                .array();
    }

    /** A store that holds the trusted certificate and nothing else. */
    public KeyStore trustStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("sink", trusted);
        return store;
    }

    /** Trust in the trusted certificate. */
    public TrustManagerFactory trust() throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trustStore());
        return factory;
    }

    /** A context of the JDK that trusts the trusted certificate. */
    public SSLContext sslContext() throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust().getTrustManagers(), null);
        return context;
    }
}
