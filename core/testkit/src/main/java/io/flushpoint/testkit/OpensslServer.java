package io.flushpoint.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real {@code openssl s_server} as a child process on loopback: it speaks TLS with one client at a time, shows what it is
 * sent, and sends what it is given. It needs what {@link RequiresServers} checks.
 */
public final class OpensslServer implements AutoCloseable {
    /** What it shows of a KeyUpdate that it has sent. */
    private static final String KEYS_UPDATED = "SSL_do_handshake -> 1\n";

    /** What it remarks while it waits for a record. */
    private static final String WAITING = "Read BLOCK\n";

    private final ChildServer server;

    private OpensslServer(ChildServer server) {
        this.server = server;
    }

    /**
     * Starts it.
     *
     * @param directory for its certificate
     * @param more options of {@code s_server}
     */
    public static OpensslServer start(Path directory, Identity identity, String... more) {
        int port = ChildServer.freePort();
        List<String> command = new ArrayList<>(List.of(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                identity.writeCertificatePem(directory).toString(),
                "-key",
                identity.writeKeyPem(directory).toString()));
        command.addAll(List.of(more));
        return new OpensslServer(ChildServer.start(directory, port, command.toArray(String[]::new)));
    }

    public int port() {
        return server.port();
    }

    /** What it has been sent, behind what it says of itself. */
    public String said() {
        return server.said().replace(KEYS_UPDATED, "").replace(WAITING, "");
    }

    /** Sends this to its client. */
    public void send(String text) {
        server.type(text);
    }

    /** Sends a KeyUpdate that asks for one in return (RFC 8446 §4.6.3). */
    public void updateKeys() {
        server.type("K\n");
    }

    /** How many KeyUpdates it has sent, as far as it has shown: it does with the next that it shows. */
    public int keyUpdates() {
        return server.said().split(KEYS_UPDATED, -1).length - 1;
    }

    /** It stands still until {@link #thaw()}. */
    public void freeze() {
        server.signal("STOP");
    }

    /** It goes on, with what it was told meanwhile first. */
    public void thaw() {
        server.signal("CONT");
    }

    @Override
    public void close() {
        thaw();
        server.close();
    }
}
