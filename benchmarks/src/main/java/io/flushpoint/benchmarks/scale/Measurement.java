package io.flushpoint.benchmarks.scale;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one connection costs the side that accepts it: CPU of the worker of nginx, bytes each way. Every connection
 * carries one small request and its answer, so the plain kind is what the others have to be compared with.
 */
final class Measurement {
    /** Not measured: classes, key schedules and caches get warm. */
    private static final int WARM_UP = 200;

    private static final int FOR_BYTES = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final int connections;
    private final List<Row> rows = new ArrayList<>();

    private Measurement(int connections) {
        this.connections = connections;
    }

    static List<Row> run(int connections) throws IOException, InterruptedException {
        Measurement measurement = new Measurement(connections);
        Path directory = Files.createTempDirectory("flushpoint-scale");
        try {
            for (Site site : List.of(
                    new Site("plain", "", false),
                    new Site("full, ECDSA P-256", "ec -pkeyopt ec_paramgen_curve:P-256", false),
                    new Site("resumed, ECDSA P-256", "ec -pkeyopt ec_paramgen_curve:P-256", true),
                    new Site("full, RSA 2048", "rsa:2048", false),
                    new Site("resumed, RSA 2048", "rsa:2048", true))) {
                measurement.measure(site, directory);
            }
        } finally {
            delete(directory);
        }
        return measurement.rows;
    }

    /**
     * One kind of server.
     *
     * @param key as openssl names it; empty for no TLS
     * @param resuming whether sessions can be resumed
     */
    private record Site(String name, String key, boolean resuming) {}

    private void measure(Site site, Path directory) throws IOException, InterruptedException {
        try (Nginx nginx = Nginx.start(directory, site.key(), site.resuming());
                HttpSender sender = HttpSender.create(options(nginx, site))) {
            String uri = (site.key().isEmpty() ? "http" : "https") + "://localhost:";
            connect(sender, uri + nginx.port(), WARM_UP);
            long before = nginx.cpuMillis();
            connect(sender, uri + nginx.port(), connections);
            double micros = 1_000.0 * (nginx.cpuMillis() - before) / connections;
            try (Relay relay = Relay.start(nginx.port())) {
                connect(sender, uri + relay.port(), 1); // a session is known by host and port
                relay.reset();
                connect(sender, uri + relay.port(), FOR_BYTES);
                rows.add(Row.of(
                        "measure",
                        "kind",
                        site.name(),
                        "connections",
                        connections,
                        "cpu us per connection",
                        Math.round(micros),
                        "bytes in",
                        Math.round(relay.towards() / (double) FOR_BYTES),
                        "bytes out",
                        Math.round(relay.back() / (double) FOR_BYTES)));
            }
        }
    }

    /** Connections that are used once, one after the other. */
    private static SenderOptions options(Nginx nginx, Site site) {
        SenderOptions once = SenderOptions.defaults().idleAge(Duration.ZERO);
        return site.key().isEmpty() ? once : once.tls(TlsOptions.defaults().trustPem(nginx.certificate()));
    }

    private static void connect(HttpSender sender, String uri, int times) throws InterruptedException {
        SendRequest request = SendRequest.post(uri + "/v1/counters").json("{\"orders\":1}");
        for (int i = 0; i < times; i++) {
            try {
                sender.send(request, DeliveryLevel.ANSWERED).await(DeliveryLevel.ANSWERED, PATIENCE);
            } catch (IOException e) {
                throw new IllegalStateException("a send failed: " + e.getMessage(), e);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
