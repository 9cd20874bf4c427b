package io.flushpoint.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A real pushgateway, of the Prometheus project, as a child process on loopback: it keeps the last counters that each group has
 * pushed. It needs what {@link RequiresServers} checks.
 */
public final class PushgatewayServer implements AutoCloseable {
    private final ChildServer server;

    private PushgatewayServer(ChildServer server) {
        this.server = server;
    }

    /** Starts it; {@code directory} is for its console. */
    public static PushgatewayServer start(Path directory) {
        int port = ChildServer.freePort();
        return new PushgatewayServer(ChildServer.start(
                directory,
                port,
                "prometheus-pushgateway",
                "--web.listen-address=127.0.0.1:" + port,
                "--persistence.file="));
    }

    public int port() {
        return server.port();
    }

    /** What it would tell Prometheus of a metric: its value by its labels. */
    public Map<String, Double> values(String metric) {
        Map<String, Double> values = new TreeMap<>();
        exposition().lines().filter(line -> line.startsWith(metric + "{")).forEach(line -> {
            int end = line.indexOf('}') + 1;
            values.put(line.substring(metric.length(), end), Double.valueOf(line.substring(end)));
        });
        return values;
    }

    private String exposition() {
        try (InputStream in =
                URI.create("http://127.0.0.1:" + port() + "/metrics").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
