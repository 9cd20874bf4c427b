package io.flushpoint.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real haproxy as child processes on loopback, a master and its workers, in front of an HTTP/1.1 server. It needs what
 * {@link RequiresHttp2Servers} checks.
 */
public final class HaproxyServer implements AutoCloseable {
    private static final String CONFIGURATION = """
            global
              maxconn 500
              nbthread 1
              hard-stop-after 30s
            defaults
              mode http
              timeout connect 10s
              timeout server 20s
              timeout client 20s
              timeout http-keep-alive %dms
            frontend front
              bind 127.0.0.1:%d %s
              default_backend back
            backend back
              server one 127.0.0.1:%d
            """;

    private final Path directory;
    private final Path configuration;
    private final List<ChildServer> processes = new ArrayList<>();
    private final int port;

    private HaproxyServer(Path directory, Path configuration, int port) {
        this.directory = directory;
        this.configuration = configuration;
        this.port = port;
        processes.add(launch());
    }

    static HaproxyServer start(HaproxyOptions options, Path directory) {
        int port = ChildServer.freePort();
        Path configuration = ChildServer.write(
                directory.resolve("haproxy.cfg"),
                CONFIGURATION.formatted(options.idle().toMillis(), port, bind(options, directory), options.backend()));
        return new HaproxyServer(directory, configuration, port);
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

    private ChildServer launch(String... more) {
        List<String> command = new ArrayList<>(List.of("haproxy", "-W", "-f", configuration.toString()));
        command.addAll(List.of(more));
        return ChildServer.startMaster(directory, port, command);
    }

    public int port() {
        return port;
    }

    /**
     * The master replaces its worker, and the old one ends softly: {@code systemctl reload haproxy}. In the first moments
     * after its start haproxy 2.6 loses the signal.
     */
    public void reload() {
        newest().signal("USR2");
    }

    /** Another haproxy begins to listen beside it (SO_REUSEPORT), and then has it end softly by SIGUSR1. */
    public void handOver() {
        processes.add(launch("-sf", Long.toString(newest().pid())));
    }

    /** The processes that serve, those included that are about to end. */
    public List<Long> workers() {
        return processes.stream().flatMap(master -> master.children().stream()).toList();
    }

    private ChildServer newest() {
        return processes.get(processes.size() - 1);
    }

    @Override
    public void close() {
        processes.forEach(ChildServer::close);
    }
}
