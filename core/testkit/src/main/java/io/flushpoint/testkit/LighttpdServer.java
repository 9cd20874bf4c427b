package io.flushpoint.testkit;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A real lighttpd as a child process on loopback, in front of an HTTP/1.1 server to which it passes each request once it has
 * read the whole of it. It speaks HTTP/1.1 and HTTP/2. It needs what {@link RequiresServers} checks.
 */
public final class LighttpdServer extends LoggingServer {
    private static final String CONFIGURATION = """
            server.modules = ("mod_proxy", "mod_openssl")
            server.document-root = "%1$s"
            server.upload-dirs = ("%1$s")
            server.errorlog = "%1$s/error.log"
            server.bind = "127.0.0.1"
            server.port = %2$d
            server.feature-flags = ("server.graceful-shutdown-timeout" => 5)
            debug.log-request-handling = "enable"
            proxy.server = ("" => (("host" => "127.0.0.1", "port" => %3$d)))
            %4$s
            %5$s
            """;

    /** Written when it begins to work at a request; what it refuses by GOAWAY is not noted. */
    private static final String NOTED = "Request-URI +: (\\S+)";

    private LighttpdServer(ChildServer process, Path directory) {
        super(process, new Manners("USR1", "INT", directory.resolve("error.log"), Manners.firstOf(NOTED)));
    }

    /**
     * Starts it.
     *
     * @param directory for its configuration, certificate, log and the bodies that it keeps
     */
    public static LighttpdServer start(Path directory, FrontOptions options) {
        int port = ChildServer.freePort();
        Path configuration = ChildServer.write(
                directory.resolve("lighttpd.conf"),
                CONFIGURATION.formatted(
                        directory,
                        port,
                        options.backend(),
                        tls(options.identity(), directory),
                        String.join("\n", options.directives())));
        return new LighttpdServer(
                ChildServer.start(directory, port, "lighttpd", "-D", "-f", configuration.toString()), directory);
    }

    private static String tls(@Nullable Identity identity, Path directory) {
        return identity == null
                ? ""
                : """
                ssl.engine = "enable"
                ssl.pemfile = "%s"
                ssl.privkey = "%s"
                """.formatted(identity.writeCertificatePem(directory), identity.writeKeyPem(directory));
    }
}
