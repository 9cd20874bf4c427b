package io.flushpoint.benchmarks.lab;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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

    /** Answers a request, on the thread of its connection. */
    interface Handler {
        LabResponse handle(LabRequest request) throws InterruptedException;
    }

    private final ServerSocket listener;
    private final String name;
    private final Handler handler;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    LabServer(String name, InetAddress address, Handler handler) {
        this.name = name;
        this.handler = handler;
        try {
            listener = new ServerSocket();
            listener.bind(new InetSocketAddress(address, 0), BACKLOG);
        } catch (IOException e) {
            throw new LabException(name + " cannot listen on " + address + ": " + e.getMessage(), e);
        }
        start(name, this::accept);
    }

    /** Host and port, for a URI. */
    String authority() {
        return listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                connections.add(connection);
                start(name + "-connection", () -> serve(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(connection.getInputStream());
            OutputStream out = connection.getOutputStream();
            for (LabRequest request = LabRequest.read(in, out); request != null; request = LabRequest.read(in, out)) {
                out.write(handler.handle(request).encoded());
            }
        } catch (IOException | InterruptedException e) {
            // The peer is gone, or the server is closed: both end the connection, and what counts has been recorded.
        } finally {
            connections.remove(connection);
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closeQuietly(listener);
        connections.forEach(LabServer::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // Nothing is left to be done with it.
        }
    }
}
