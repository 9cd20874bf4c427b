package io.flushpoint.benchmarks.lab;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP/1.1 server: one daemon thread a connection, on which the handler may block.
 *
 * <p>The JDK's own server writes head and body apart and leaves Nagle's algorithm on, which can add the peer's delayed
 * acknowledgement, 40 ms, to what the lab measures; and an instrument should not be made of what it measures. Hence
 * neither that one nor Netty.
 */
final class LabServer implements AutoCloseable {
    /** Connections waiting to be accepted: more than a lab ever opens at once. */
    private static final int BACKLOG = 1024;

    /** Longest that the end of an acceptor is waited for, in seconds: it takes microseconds. */
    private static final Duration ACCEPTOR_LIMIT = Duration.ofSeconds(1);

    /** Answers a request, on the thread of its connection. */
    interface Handler {
        LabResponse handle(LabRequest request) throws InterruptedException;
    }

    private final String name;
    private final InetSocketAddress local;
    private final Handler handler;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile ServerSocket listener;
    private volatile Thread acceptor;

    /** An accepted connection. */
    static final class Connection {
        private final Socket socket;
        private volatile boolean busy;

        private Connection(Socket socket) {
            this.socket = socket;
        }

        /** Whether a request of it is being read or handled, or waits to be. */
        boolean isBusy() {
            try {
                return busy || socket.getInputStream().available() > 0;
            } catch (IOException e) {
                return false; // closed
            }
        }

        /** The peer's port. */
        int remotePort() {
            return socket.getPort();
        }

        /** Closes it in order, with a FIN. */
        void close() {
            closeQuietly(socket);
        }

        /** Closes it with a reset, and forgets it. */
        void reset() {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // It is closed already.
            }
            closeQuietly(socket);
        }
    }

    LabServer(String name, InetAddress address, Handler handler) {
        this.name = name;
        this.handler = handler;
        listener = bind(new InetSocketAddress(address, 0));
        local = new InetSocketAddress(address, listener.getLocalPort());
        acceptor = start(name, () -> accept(listener));
    }

    private ServerSocket bind(InetSocketAddress address) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(address, BACKLOG);
            return socket;
        } catch (IOException e) {
            throw new LabException(name + " cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    /** Host and port, for a URI. */
    String authority() {
        return local.getAddress().getHostAddress() + ":" + local.getPort();
    }

    int port() {
        return local.getPort();
    }

    /** Those that are open now. */
    Set<Connection> connections() {
        return Set.copyOf(connections);
    }

    /** Whether a connection was closed here and its thread has not let go of it: the kernel ends it only then. */
    boolean isLettingGo() {
        return connections.stream().anyMatch(connection -> connection.socket.isClosed());
    }

    /** How many have been accepted so far. */
    int accepted() {
        return accepted.get();
    }

    /** Takes no more connections: the kernel refuses them. Those that are open stay. */
    void stopListening() throws InterruptedException {
        closeQuietly(listener);
        acceptor.join(ACCEPTOR_LIMIT.toMillis()); // the kernel's socket lives on as long as a thread accepts from it
    }

    /** Takes connections again, on the same port. */
    void listenAgain() {
        if (listener.isClosed()) {
            ServerSocket again = bind(local);
            listener = again;
            acceptor = start(name, () -> accept(again));
        }
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Connection connection = new Connection(from.accept());
                accepted.incrementAndGet();
                connections.add(connection);
                start(name + "-connection", () -> serve(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Connection connection) {
        try (Socket socket = connection.socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (LabRequest request = next(connection, in, out); request != null; request = next(connection, in, out)) {
                out.write(handler.handle(request).encoded());
                connection.busy = false;
            }
        } catch (IOException | InterruptedException e) {
            // The peer is gone, or the server is closed: both end the connection, and what counts has been recorded.
        } finally {
            connections.remove(connection);
        }
    }

    /** The next request, or null at the orderly end; the connection is busy from its first byte on. */
    private static @Nullable LabRequest next(Connection connection, InputStream in, OutputStream out)
            throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return null;
        }
        connection.busy = true;
        in.reset();
        return LabRequest.read(in, out);
    }

    private static Thread start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() {
        closeQuietly(listener);
        connections.forEach(Connection::close);
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // Nothing is left to be done with it.
        }
    }
}
