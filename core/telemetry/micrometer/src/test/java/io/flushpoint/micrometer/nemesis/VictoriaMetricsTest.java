package io.flushpoint.micrometer.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.HttpSender;
import io.flushpoint.micrometer.FlushpointHttpSender;
import io.flushpoint.micrometer.MeterFlush;
import io.flushpoint.telemetry.TelemetryOptions;
import io.flushpoint.telemetry.TelemetryReport;
import io.flushpoint.telemetry.TelemetrySender;
import io.flushpoint.testkit.Await;
import io.micrometer.core.instrument.Counter;
import io.micrometer.influx.InfluxConfig;
import io.micrometer.influx.InfluxMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A receiver that nobody here wrote is asked what it has stored of what was flushed. */
@Timeout(120)
class VictoriaMetricsTest {
    private static final Path PROGRAM = Path.of("/usr/bin/victoria-metrics");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int FLUSHES = 30;
    private static final Pattern VALUES = Pattern.compile("\"values\":\\[([^]]*)]");

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private Process server;
    private String uri;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(
                Files.isExecutable(PROGRAM), "missing on this machine: [victoria-metrics (package victoria-metrics)]");
        int port = freePort();
        uri = "http://127.0.0.1:" + port;
        server = new ProcessBuilder(
                        PROGRAM.toString(),
                        "-httpListenAddr=127.0.0.1:" + port,
                        "-storageDataPath=" + directory.resolve("data"))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        Await.until("it is healthy", () -> get("/health").equals("OK"), PATIENCE);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (server != null) {
            server.destroyForcibly();
            server.waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void eachCountIsStoredOnce() {
        List<TelemetryReport> reports = new CopyOnWriteArrayList<>();
        try (HttpSender http = HttpSender.create()) {
            TelemetrySender telemetry =
                    TelemetrySender.over(http, TelemetryOptions.defaults().onReport(reports::add));
            InfluxMeterRegistry registry = InfluxMeterRegistry.builder(config())
                    .httpClient(FlushpointHttpSender.over(telemetry))
                    .build();
            MeterFlush metrics = MeterFlush.of(registry);
            Counter orders = registry.counter("orders");
            double counted = 0;
            for (int i = 1; i <= FLUSHES; i++) {
                orders.increment(i);
                counted += i;
                metrics.flush();
                Await.elapse(Duration.ofMillis(5)); // for a time stamp of its own
            }

            Await.until("all points", () -> stored().size() == FLUSHES, PATIENCE);
            assertThat(stored().stream().mapToDouble(Double::doubleValue).sum()).isEqualTo(counted);
            assertThat(reports).isEmpty();
            assertThat(telemetry.counts().done()).isEqualTo(FLUSHES);
        }
    }

    private InfluxConfig config() {
        return key -> switch (key) {
            case "influx.uri" -> uri;
            case "influx.autoCreateDb" -> "false";
            default -> null;
        };
    }

    /** The points of the counter. */
    private List<Double> stored() {
        get("/internal/force_flush");
        return VALUES.matcher(get("/api/v1/export?match%5B%5D=orders_value"))
                .results()
                .flatMap(series -> Stream.of(series.group(1).split(",", -1)))
                .map(Double::valueOf)
                .toList();
    }

    private String get(String target) {
        try {
            return client.send(
                            HttpRequest.newBuilder(URI.create(uri + target)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException notYet) {
            return "";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
