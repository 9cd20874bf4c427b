package io.flushpoint.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client that sends and receives bytes as they are: for tests of servers, not of senders. Not thread-safe. */
public final class RawClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Socket socket;

    private RawClient(Socket socket) {
        this.socket = socket;
    }

    /** Connects in plain text. */
    public static RawClient connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(address, (int) PATIENCE.toMillis());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return new RawClient(socket);
    }

    /** Connects, and completes a TLS handshake that names the host and, if there are any, offers these protocols by ALPN. */
    public static RawClient connect(
            InetSocketAddress address, SSLContext context, String host, String... applicationProtocols)
            throws IOException {
        Socket plain = connect(address).socket;
        SSLSocket layer = (SSLSocket) context.getSocketFactory().createSocket(plain, host, address.getPort(), true);
        SSLParameters parameters = layer.getSSLParameters();
        parameters.setApplicationProtocols(applicationProtocols);
        layer.setSSLParameters(parameters);
        layer.startHandshake();
        return new RawClient(layer);
    }

    /** The socket itself. */
    public Socket socket() {
        return socket;
    }

    /** Sends these characters in ISO 8859-1. */
    public RawClient send(String latin1) throws IOException {
        return send(latin1.getBytes(ISO_8859_1));
    }

    /** Sends these bytes. */
    public RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Receives up to and with these characters, or up to the end of the stream. */
    public String receiveUntil(String end) throws IOException {
        StringBuilder received = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (received.indexOf(end) < 0) {
            int one = in.read();
            if (one < 0) {
                break;
            }
            received.append((char) one);
        }
        return received.toString();
    }

    /** Receives up to the end of the stream. */
    public String receiveAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
