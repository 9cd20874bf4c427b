package io.flushpoint.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server on real sockets that does, byte for byte, what its {@link Script} says, and remembers every
 * connection and request. One daemon thread accepts, one more serves each connection. Safe for any thread.
 */
public final class ScriptedServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ServerOptions options;
    private final Script script;
    private final CorkableSocket.Listener listener;
    private final int port;
    private final List<ServerConnection> connections = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final BlockingQueue<RecordedRequest> completed = new LinkedBlockingQueue<>();
    private final List<Throwable> scriptErrors = new CopyOnWriteArrayList<>();

    private volatile @Nullable Thread acceptor;

    private ScriptedServer(Script script, ServerOptions options) throws IOException {
        this.script = script;
        this.options = options;
        this.listener = new CorkableSocket.Listener();
        if (options.receiveBufferBytes() > 0) {
            listener.setReceiveBufferSize(options.receiveBufferBytes());
        }
        listener.bind(new InetSocketAddress(options.address(), options.port()), options.backlog());
        this.port = listener.getLocalPort();
    }

    /** Starts a plain server on loopback. */
    public static ScriptedServer start(Script script) {
        return start(script, ServerOptions.defaults());
    }

    /** Starts a server. */
    public static ScriptedServer start(Script script, ServerOptions options) {
        try {
            ScriptedServer server = new ScriptedServer(script, options);
            if (options.accepting()) {
                server.startAccepting();
            }
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
        return new InetSocketAddress(options.address(), port());
    }

    /** An absolute URI of this server, its host a literal address: {@code uri("/v1/counters")}. */
    public URI uri(String target) {
        return uri(options.address().getHostAddress(), target);
    }

    /** An absolute URI of this server with the host as given: {@code "localhost"} gives SNI a name. */
    public URI uri(String host, String target) {
        String scheme = options.tls() == null ? "http" : "https";
        String authority = host.contains(":") ? "[" + host + "]" : host;
        return URI.create(scheme + "://" + authority + ":" + port() + target);
    }

    /** Accepts from here on; only for a server that was started {@link ServerOptions#notAccepting()}. */
    public void startAccepting() {
        acceptor = startThread("accept", this::accept);
    }

    /** Stops listening: from here on, connecting is refused. Connections that there are live on. */
    public void refuseNewConnections() {
        closeListener();
    }

    /** The connections, in the order in which they were accepted. */
    public List<ServerConnection> connections() {
        return List.copyOf(connections);
    }

    /** One connection; 1 is the first. Waits a few seconds for it, as accepting takes its time. */
    public ServerConnection connection(int number) {
        return awaitConnection(number, PATIENCE);
    }

    /** Waits for a connection; 1 is the first. */
    public ServerConnection awaitConnection(int number, Duration atMost) {
        Await.until("connection " + number, () -> connections.size() >= number, atMost);
        return connections.get(number - 1);
    }

    /** The requests so far, complete or not: by connection and, there, in order. */
    public List<RecordedRequest> requests() {
        List<RecordedRequest> all = new ArrayList<>();
        connections.forEach(connection -> all.addAll(connection.requests()));
        return all;
    }

    /** Those of them that are read in full: what is asked of the others is not known yet. */
    public List<RecordedRequest> completeRequests() {
        return requests().stream().filter(RecordedRequest::isComplete).toList();
    }

    /** The next request that was read in full, each handed out once; an {@link AssertionError} if none comes in time. */
    public RecordedRequest awaitRequest(Duration atMost) {
        RecordedRequest request = pollRequest(atMost);
        if (request == null) {
            throw new AssertionError("no complete request within " + atMost + "; there are " + connections);
        }
        return request;
    }

    /** As {@link #awaitRequest}, and null if none comes in time: for tests that no request comes. */
    public @Nullable RecordedRequest pollRequest(Duration atMost) {
        try {
            return completed.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Bytes received over all connections. */
    public long bytesReceived() {
        return connections.stream().mapToLong(ServerConnection::bytesReceived).sum();
    }

    /** Ends every connection. An effect that failed with anything but an {@link IOException} fails the test here. */
    @Override
    public void close() {
        closeListener();
        connections.forEach(connection -> connection.wire().close(ConnectionEnd.SERVER_STOPPED));
        threads.forEach(ScriptedServer::join);
        if (!scriptErrors.isEmpty()) {
            throw new AssertionError("the script itself failed", scriptErrors.get(0));
        }
    }

    private void accept() {
        try {
            while (true) {
                CorkableSocket socket = listener.accept();
                int number = connections.size() + 1;
                ServerConnection connection = new ServerConnection(number, new Wire(socket));
                connections.add(connection);
                startThread("connection-" + number, new Conversation(connection, setting(number)));
            }
        } catch (IOException e) {
            if (!listener.isClosed()) {
                scriptErrors.add(e);
            }
        }
    }

    private Conversation.Setting setting(int connection) {
        return new Conversation.Setting(
                script,
                options.tls(),
                () -> new RequestRecorder(connection),
                recorder -> completed.add(recorder.snapshot()),
                scriptErrors::add);
    }

    private Thread startThread(String name, Runnable body) {
        Thread thread = new Thread(body, "scripted-server-" + port() + "-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return thread;
    }

    private void closeListener() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // The kernel listens on while a thread is still inside accept().
        Thread thread = acceptor;
        if (thread != null) {
            join(thread);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new AssertionError(
                    thread.getName() + " is still running " + PATIENCE + " after the server was closed");
        }
    }
}
