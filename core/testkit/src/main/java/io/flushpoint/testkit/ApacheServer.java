package io.flushpoint.testkit;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real Apache httpd as child processes on loopback, a master and its workers with threads and an event loop (mpm_event), in
 * front of an HTTP/1.1 server to which it opens a connection per request. It speaks HTTP/1.1 and HTTP/2. It needs what
 * {@link RequiresServers} checks.
 */
public final class ApacheServer extends LoggingServer {
    private static final String CONFIGURATION = """
            ServerRoot "%1$s"
            DefaultRuntimeDir "%1$s"
            PidFile "%1$s/httpd.pid"
            ErrorLog "%1$s/error.log"
            ServerName localhost
            Listen 127.0.0.1:%2$d
            %3$s
            # As root it does not serve as root; else it stays who it is.
            User nobody
            Group nogroup
            StartServers 1
            GracefulShutdownTimeout 5
            ForensicLog "%1$s/forensic.log"
            Protocols h2 h2c http/1.1
            %4$s
            %5$s
            ProxyPass "/" "http://127.0.0.1:%6$d/" disablereuse=on
            """;
    private static final String MODULES = "/usr/lib/apache2/modules/mod_";

    /** Written when the head of a request is read. */
    private static final String NOTED = "^\\+[^|]*\\|\\S+ (\\S+) ";

    private ApacheServer(ChildServer process, Path directory) {
        super(process, new Manners("USR1", "WINCH", directory.resolve("forensic.log"), Manners.firstOf(NOTED)));
    }

    /**
     * Starts it.
     *
     * @param directory for its configuration, certificate and logs
     */
    public static ApacheServer start(Path directory, FrontOptions options) {
        int port = ChildServer.freePort();
        Path configuration = ChildServer.write(
                directory.resolve("httpd.conf"),
                CONFIGURATION.formatted(
                        directory,
                        port,
                        modules("mpm_event", "authz_core", "log_forensic", "http2", "proxy", "proxy_http", "ssl"),
                        tls(options.identity(), directory),
                        String.join("\n", options.directives()),
                        options.backend()));
        List<String> command = List.of("apache2", "-DFOREGROUND", "-f", configuration.toString());
        return new ApacheServer(ChildServer.startMaster(directory, port, command), directory);
    }

    private static String modules(String... names) {
        StringBuilder lines = new StringBuilder();
        for (String name : names) {
            lines.append("LoadModule ")
                    .append(name)
                    .append("_module ")
                    .append(MODULES)
                    .append(name)
                    .append(".so\n");
        }
        return lines.toString();
    }

    private static String tls(@Nullable Identity identity, Path directory) {
        return identity == null
                ? ""
                : """
                SSLEngine on
                SSLProtocol TLSv1.2 TLSv1.3
                SSLCertificateFile "%s"
                SSLCertificateKeyFile "%s"
                """.formatted(identity.writeCertificatePem(directory), identity.writeKeyPem(directory));
    }
}
