package io.flushpoint.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real haproxy as child processes on loopback, a master and its workers, in front of an HTTP/1.1 server. In the first moments
 * after its start haproxy 2.6 loses the signal to reload. It needs what {@link RequiresServers} checks.
 */
public final class HaproxyServer extends LoggingServer {
    private static final String CONFIGURATION = """
            global
              maxconn 500
              nbthread 1
              hard-stop-after 30s
            defaults
              mode http
              log stdout format raw daemon
              log-format "noted %%[var(txn.path)] %%B"
              option logasap
              timeout connect 10s
              timeout server 20s
              timeout client 20s
              timeout http-keep-alive %dms
            frontend front
              bind 127.0.0.1:%d %s
              http-request set-var(txn.path) path
              default_backend back
            backend back
              server one 127.0.0.1:%d
            """;

    private static final String NOTED = "^noted (\\S+)";

    private final Path directory;
    private final Path configuration;

    private HaproxyServer(Path directory, Path configuration, ChildServer process) {
        super(process, new Manners("USR2", "USR1", null, Manners.firstOf(NOTED)));
        this.directory = directory;
        this.configuration = configuration;
    }

    static HaproxyServer start(HaproxyOptions options, Path directory) {
        int port = ChildServer.freePort();
        Path configuration = ChildServer.write(
                directory.resolve("haproxy.cfg"),
                CONFIGURATION.formatted(options.idle().toMillis(), port, bind(options, directory), options.backend()));
        return new HaproxyServer(directory, configuration, launch(directory, configuration, port));
    }

    private static String bind(HaproxyOptions options, Path directory) {
        Identity identity = options.identity();
        if (identity == null) {
            return "proto h2";
        }
        try {
            String both = Files.readString(identity.writeCertificatePem(directory))
                    + Files.readString(identity.writeKeyPem(directory));
            Path pem = ChildServer.write(directory.resolve("haproxy.pem"), both);
            return "ssl crt " + pem + " alpn " + options.alpn();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ChildServer launch(Path directory, Path configuration, int port, String... more) {
        List<String> command = new ArrayList<>(List.of("haproxy", "-W", "-f", configuration.toString()));
        command.addAll(List.of(more));
        return ChildServer.startMaster(directory, port, command);
    }

    /** Another haproxy begins to listen beside it (SO_REUSEPORT), and then has it end softly by SIGUSR1. */
    public void handOver() {
        add(launch(
                directory, configuration, port(), "-sf", Long.toString(process().pid())));
    }
}
