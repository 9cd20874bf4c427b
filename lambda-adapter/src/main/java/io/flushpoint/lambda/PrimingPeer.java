package io.flushpoint.lambda;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A peer inside this process, on loopback, for the time of priming: takes requests of one known form and answers them.
 * Daemon threads, one that accepts and one per connection; closing it closes every socket.
 *
 * <p>What speaks TLS to it gets its hello read and its connection closed: enough to have the TLS context made and a
 * handshake begun, where no real peer may answer.
 */
final class PrimingPeer implements AutoCloseable {
    /** Ends a request: the last bytes of the body that {@link Priming} sends. */
    static final String END = "\"end\":0}";

    /** Begins the target of a request after which the connection is closed. */
    static final String CLOSING = "/closing";

    private static final int TLS_HANDSHAKE_RECORD = 22;
    private static final byte[] ANSWER = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_ANSWER =
            "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean sawTls;

    PrimingPeer() throws IOException {
        listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        start("accept", this::accept);
    }

    /** Host and port. */
    String authority() {
        InetAddress address = listener.getInetAddress();
        String host = address.getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + listener.getLocalPort();
    }

    /** Whether a TLS handshake was begun. */
    boolean sawTls() {
        return sawTls;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                start("connection", () -> serve(socket));
                if (listener.isClosed()) {
                    socket.close(); // it may have come while sockets were being closed
                }
            }
        } catch (IOException closed) {
            // the end of priming
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            StringBuilder request = new StringBuilder();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (request.length() == 0 && octet == TLS_HANDSHAKE_RECORD) {
                    sawTls = true;
                    return;
                }
                request.append((char) octet);
                if (octet == '}' && request.indexOf(END, request.length() - END.length()) >= 0) {
                    boolean last = request.indexOf(CLOSING) >= 0;
                    out.write(last ? LAST_ANSWER : ANSWER);
                    if (last) {
                        return;
                    }
                    request.setLength(0);
                }
            }
        } catch (IOException closed) {
            // the end of priming
        } finally {
            sockets.remove(socket);
        }
    }

    private static void start(String name, Runnable body) {
        Thread thread = new Thread(body, "flushpoint-priming-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            AdapterLog.warning("the peer of priming was not closed: " + e.getMessage());
        }
    }
}
