package io.flushpoint.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real nghttpd, of the nghttp2 project, as a child process on loopback. It speaks HTTP/2 and nothing else, and answers a
 * request that has a body with that body. It needs what {@link RequiresServers} checks.
 */
public final class NghttpdServer implements AutoCloseable {
    private final ChildServer server;

    private NghttpdServer(ChildServer server) {
        this.server = server;
    }

    /**
     * Starts it.
     *
     * @param directory for its certificate, and served by it, so everything but a body is a 404 unless a file lies there
     * @param identity for TLS; null for clear text, by prior knowledge
     */
    public static NghttpdServer start(Path directory, @Nullable Identity identity, String... more) {
        int port = ChildServer.freePort();
        List<String> command =
                new ArrayList<>(List.of("nghttpd", "--address=127.0.0.1", "--htdocs=" + directory, "--echo-upload"));
        command.addAll(List.of(more));
        if (identity == null) {
            command.add("--no-tls");
            command.add(Integer.toString(port));
        } else {
            command.add(Integer.toString(port));
            command.add(identity.writeKeyPem(directory).toString());
            command.add(identity.writeCertificatePem(directory).toString());
        }
        return new NghttpdServer(ChildServer.start(directory, port, command.toArray(String[]::new)));
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }
}
