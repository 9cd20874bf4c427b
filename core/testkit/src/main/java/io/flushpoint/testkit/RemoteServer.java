package io.flushpoint.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

/**
 * A {@link ScriptedServer} in a {@link ChildJvm} of its own, in the srv namespace of {@link Namespaces}, steered over the
 * child's standard input. Not thread-safe. The clock of {@link RecordedRequest#firstByteNanos()} is the same for all
 * processes of a Linux machine.
 */
public final class RemoteServer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration REPLY = Duration.ofSeconds(10);
    private static final int PORT = 8080;

    private final ChildJvm child;
    private final InetSocketAddress address;

    private RemoteServer(ChildJvm child, InetSocketAddress address) {
        this.child = child;
        this.address = address;
        child.await(RemoteServerMain.LISTENING, START);
    }

    /**
     * Starts a server in plain text on the address of srv.
     *
     * @param script a class of the test class path with a constructor without parameters
     */
    public static RemoteServer start(Namespaces network, Class<? extends Supplier<Script>> script) {
        return start(network, script, "");
    }

    /** Starts a server that presents this identity; the authority vouches for clients. */
    public static RemoteServer start(
            Namespaces network, Class<? extends Supplier<Script>> script, Identity identity, Identity authority) {
        Path keyStore = identity.writeKeyStore(authority);
        try {
            return start(network, script, keyStore.toString());
        } finally {
            delete(keyStore);
        }
    }

    private static RemoteServer start(Namespaces network, Class<? extends Supplier<Script>> script, String keyStore) {
        String host = network.srvAddress().getHostAddress();
        ChildJvm child = ChildJvm.of(RemoteServerMain.class, host, Integer.toString(PORT), script.getName(), keyStore)
                .in(network.srv())
                .withFreezer()
                .start();
        try {
            return new RemoteServer(child, new InetSocketAddress(network.srvAddress(), PORT));
        } catch (AssertionError e) {
            child.close();
            throw e;
        }
    }

    /** Where it listens, as seen from app. */
    public InetSocketAddress address() {
        return address;
    }

    /** The child that it runs in. */
    public ChildJvm child() {
        return child;
    }

    /** The requests so far, complete or not: by connection and, there, in order. */
    public List<RecordedRequest> requests() {
        List<RecordedRequest> requests = new ArrayList<>();
        for (int count = Integer.parseInt(ask("requests")); count > 0; count--) {
            requests.add(RecordedRequest.fromLine(child.await("request", REPLY)));
        }
        return requests;
    }

    /** Waits until so many requests are complete, and returns those; an {@link AssertionError} if they do not come in time. */
    public List<RecordedRequest> awaitRequests(int count, Duration atMost) {
        Await.until(count + " complete requests", () -> completeRequests().size() >= count, atMost);
        return completeRequests();
    }

    /** How many connections were accepted. */
    public int connections() {
        return Integer.parseInt(ask("connections"));
    }

    /** Bytes received over all connections. */
    public long bytesReceived() {
        return Long.parseLong(ask("bytes"));
    }

    /** How a connection ended. */
    public ConnectionEnd end(int connection) {
        return ConnectionEnd.valueOf(ask("end " + connection));
    }

    /** {@link ServerConnection#closeFin()}. */
    public void closeFin(int connection) {
        ask("fin " + connection);
    }

    /** {@link ServerConnection#closeRst()}. */
    public void closeRst(int connection) {
        ask("rst " + connection);
    }

    /** {@link ServerConnection#resume()}. */
    public void resume(int connection) {
        ask("resume " + connection);
    }

    /** {@link ServerConnection#sendRaw(byte[])}. */
    public void sendRaw(int connection, byte[] bytes) {
        ask("send " + connection + " " + Base64.getEncoder().encodeToString(bytes));
    }

    /** {@link ScriptedServer#refuseNewConnections()}. */
    public void refuseNewConnections() {
        ask("refuse");
    }

    /** The process dies at once; its kernel closes or resets the connections. */
    public void kill() {
        child.kill();
    }

    @Override
    public void close() {
        child.close();
    }

    private List<RecordedRequest> completeRequests() {
        return requests().stream().filter(RecordedRequest::isComplete).toList();
    }

    private String ask(String command) {
        child.send(command);
        return child.await(RemoteServerMain.REPLY, REPLY);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
