package io.flushpoint.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link ApacheServer} or a {@link LighttpdServer} runs. Immutable; every method returns a changed copy.
 *
 * @param backend the port on loopback of the HTTP/1.1 server behind it
 * @param identity null for clear text
 * @param directives more of its configuration, in its own language
 */
public record FrontOptions(int backend, @Nullable Identity identity, List<String> directives) {
    public FrontOptions {
        directives = List.copyOf(directives);
    }

    /** In clear text. */
    public static FrontOptions before(ScriptedServer server) {
        return new FrontOptions(server.port(), null, List.of());
    }

    /** With TLS 1.2 and 1.3 under this identity. */
    public FrontOptions tls(@Nullable Identity server) {
        return new FrontOptions(backend, server, directives);
    }

    /** With one more directive. */
    public FrontOptions directive(String directive) {
        List<String> more = new ArrayList<>(directives);
        more.add(directive);
        return new FrontOptions(backend, identity, more);
    }
}
