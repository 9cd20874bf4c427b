package io.flushpoint.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real Node as a child process on loopback, whose {@code http2} module answers each request with 200, the length of its body
 * in {@code x-length}, and its SHA-256 in {@code x-digest}. It needs what {@link RequiresNode} checks.
 */
public final class NodeServer implements AutoCloseable {
    private static final String SCRIPT = "http2-server.js";

    private final ChildServer server;

    private NodeServer(ChildServer server) {
        this.server = server;
    }

    /**
     * Starts it.
     *
     * @param directory for its script and its certificate
     * @param identity for TLS; null for clear text, by prior knowledge
     */
    public static NodeServer start(Path directory, @Nullable Identity identity) {
        return start(directory, identity, ChildServer.freePort());
    }

    /** Starts it at the port of one that listens there no more. */
    public static NodeServer start(Path directory, @Nullable Identity identity, int port) {
        List<String> command = new ArrayList<>(
                List.of("node", ChildServer.script(directory, SCRIPT).toString(), Integer.toString(port)));
        if (identity != null) {
            command.add(identity.writeCertificatePem(directory).toString());
            command.add(identity.writeKeyPem(directory).toString());
        }
        return new NodeServer(ChildServer.start(directory, port, command.toArray(String[]::new)));
    }

    public int port() {
        return server.port();
    }

    /** The targets of the requests that it has read to their end, in that order. */
    public List<String> targets() {
        return server.said().lines().filter(line -> line.startsWith("/")).toList();
    }

    /** It listens no more, takes no more requests, and ends when it has answered those that it has. */
    public void shutDown() {
        server.signal("TERM");
    }

    /** Whether it has not ended. */
    public boolean isAlive() {
        return server.isAlive();
    }

    @Override
    public void close() {
        server.close();
    }
}
