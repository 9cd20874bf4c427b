package io.flushpoint.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server of HTTP/2 on real sockets that sends, frame by frame, what its {@link FrameScript} says, and remembers every frame of
 * the client. In clear text it expects the client to know (RFC 9113, 3.3). One daemon thread accepts; on each connection one
 * reads, and one plays the script. Safe for any thread.
 */
public final class FrameServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final FrameScript script;
    private final ServerOptions options;
    private final List<String> applicationProtocols;
    private final CorkableSocket.Listener listener;
    private final int port;
    private final List<FrameConnection> connections = new CopyOnWriteArrayList<>();
    private final List<Thread> readers = new CopyOnWriteArrayList<>();
    private final List<Thread> scripts = new CopyOnWriteArrayList<>();
    private final List<Throwable> scriptErrors = new CopyOnWriteArrayList<>();
    private final Thread acceptor;

    private FrameServer(FrameScript script, ServerOptions options, List<String> applicationProtocols)
            throws IOException {
        this.script = script;
        this.options = options;
        this.applicationProtocols = List.copyOf(applicationProtocols);
        this.listener = new CorkableSocket.Listener();
        if (options.receiveBufferBytes() > 0) {
            listener.setReceiveBufferSize(options.receiveBufferBytes());
        }
        listener.bind(new InetSocketAddress(options.address(), options.port()), options.backlog());
        this.port = listener.getLocalPort();
        this.acceptor = thread("accept", this::accept);
    }

    /** Starts a server on loopback, in clear text. */
    public static FrameServer start(FrameScript script) {
        return start(script, ServerOptions.defaults());
    }

    /** Starts a server on loopback with TLS, where ALPN offers {@code h2}. */
    public static FrameServer start(FrameScript script, ServerTls tls) {
        return start(script, ServerOptions.defaults().tls(tls), "h2");
    }

    /**
     * Starts a server where ALPN, if this is TLS, offers these protocols: {@code "http/1.1"}, or none at all for no ALPN. The
     * script plays whatever was agreed on, if only the client begins with the preface. It accepts from the start.
     */
    public static FrameServer start(FrameScript script, ServerOptions options, String... applicationProtocols) {
        try {
            FrameServer server = new FrameServer(script, options, List.of(applicationProtocols));
            server.acceptor.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** The address it listens on. */
    public InetSocketAddress address() {
        return new InetSocketAddress(options.address(), port);
    }

    /** An absolute URI of this server, its host a literal address: {@code uri("/v1/counters")}. */
    public URI uri(String target) {
        return uri(options.address().getHostAddress(), target);
    }

    /** An absolute URI of this server with the host as given: {@code "localhost"} gives SNI a name. */
    public URI uri(String host, String target) {
        String scheme = options.tls() == null ? "http" : "https";
        String authority = host.contains(":") ? "[" + host + "]" : host;
        return URI.create(scheme + "://" + authority + ":" + port + target);
    }

    /** How many connections were accepted so far. */
    public int connections() {
        return connections.size();
    }

    /** The connections, in the order in which they were accepted. */
    public List<FrameConnection> all() {
        return List.copyOf(connections);
    }

    /** One connection; 1 is the first. Waits a while for it. */
    public FrameConnection connection(int number) {
        Await.until("connection " + number, () -> connections.size() >= number, PATIENCE);
        return connections.get(number - 1);
    }

    /** Stops listening: from here on, connecting is refused. Connections that there are live on. */
    public void refuseNewConnections() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // The kernel listens on while a thread is still inside accept().
        join(acceptor);
    }

    /**
     * Ends every connection. A script that failed fails the test here, unless its connection had ended, or the script failed
     * with an {@link IOException}, which is how writing tells it.
     */
    @Override
    public void close() {
        refuseNewConnections();
        connections.forEach(connection -> connection.wire().close(ConnectionEnd.SERVER_STOPPED));
        readers.forEach(FrameServer::join);
        scripts.forEach(Thread::interrupt);
        scripts.forEach(FrameServer::join);
        if (!scriptErrors.isEmpty()) {
            throw new AssertionError("the script itself failed", scriptErrors.get(0));
        }
    }

    private void accept() {
        try {
            while (true) {
                CorkableSocket socket = listener.accept();
                int number = connections.size() + 1;
                FrameConnection connection =
                        new FrameConnection(number, new Wire(socket), options, applicationProtocols);
                Thread player = thread("script-" + number, () -> play(connection));
                Thread reader = thread(
                        "reader-" + number,
                        () -> connection.read(() -> {
                            scripts.add(player);
                            player.start();
                        }));
                connections.add(connection);
                readers.add(reader);
                reader.start();
            }
        } catch (IOException e) {
            if (!listener.isClosed()) {
                scriptErrors.add(e);
            }
        }
    }

    private void play(FrameConnection connection) {
        try {
            script.serve(connection);
        } catch (IOException | InterruptedException | FrameLog.Over e) {
            // The connection is over, and it knows how that came.
        } catch (Exception | Error e) {
            scriptErrors.add(e);
            connection.wire().fail(ConnectionEnd.FAILED, e);
        }
    }

    private Thread thread(String name, Runnable body) {
        Thread thread = new Thread(body, "frame-server-" + port + "-" + name);
        thread.setDaemon(true);
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join(STOP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new AssertionError(thread.getName() + " is still running " + STOP + " after the server was closed");
        }
    }
}
