package io.flushpoint.testkit;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link HaproxyServer} runs. Immutable; every method returns a changed copy.
 *
 * @param backend the port on loopback of the HTTP/1.1 server behind it
 * @param identity null for clear text, and HTTP/2 by prior knowledge
 * @param alpn what it offers over TLS
 * @param idle for how long it keeps a connection that has no request
 */
public record HaproxyOptions(int backend, @Nullable Identity identity, String alpn, Duration idle) {
    private static final Duration LONG = Duration.ofSeconds(20);

    /** HTTP/2 in clear text. */
    public static HaproxyOptions before(ScriptedServer server) {
        return new HaproxyOptions(server.port(), null, "h2,http/1.1", LONG);
    }

    public HaproxyOptions tls(Identity server) {
        return new HaproxyOptions(backend, server, alpn, idle);
    }

    public HaproxyOptions alpn(String protocols) {
        return new HaproxyOptions(backend, identity, protocols, idle);
    }

    public HaproxyOptions idle(Duration time) {
        return new HaproxyOptions(backend, identity, alpn, time);
    }

    /**
     * Starts it.
     *
     * @param directory for its configuration, certificate and console
     */
    public HaproxyServer start(Path directory) {
        return HaproxyServer.start(this, directory);
    }
}
