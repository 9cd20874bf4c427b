package io.flushpoint.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flushpoint.benchmarks.clients.Hook;
import io.flushpoint.benchmarks.clients.Roster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChaptersTest {
    @TempDir
    private Path directory;

    @Test
    void latencyStandsBesideTheFloorAndTheBestOfTheOthers() throws Exception {
        Chapter chapter = JmhChapters.latency(
                jmh(
                        "latency.json",
                        sampled("floor", 10, 50),
                        sampled("flushpoint-caller", 12, 60),
                        sampled("vertx", 20, 300)),
                Fonts.assume());

        assertThat(chapter.table().lines().toList().get(3))
                .isEqualTo("| flushpoint-caller | 12 (12–13) | 14 | 24 | 60 | 90 | ×1.2 | ×0.60 | ×0.20 | 3,025 |");
        assertThat(chapter.subtitle()).startsWith("512 bytes");
        assertDrawn(chapter);
    }

    @Test
    void throughputIsRankedAndComparedWithBareNetty() throws Exception {
        Chapter chapter = JmhChapters.throughput(
                jmh(
                        "throughput.json",
                        counted("netty", 1000),
                        counted("jetty", 250),
                        counted("flushpoint-caller", 800)),
                Fonts.assume());

        assertThat(chapter.table().lines().skip(2))
                .containsExactly(
                        "| netty | 1,000 (900–1,100) | ×1.0 | ×4.0 | – |",
                        "| flushpoint-caller | 800 (720–880) | ×0.80 | ×3.2 | – |",
                        "| jetty | 250 (225–275) | ×0.25 | ×1.0 | – |");
        assertDrawn(chapter);
    }

    @Test
    void aColdStartIsStackedByPhaseAndComparedWithTheJdk() throws Exception {
        RawFile file = Samples.file(
                directory,
                "cold.jsonl",
                cold("jdk", 100),
                cold("jdk", 120),
                cold("flushpoint-caller", 55),
                overHttp2(cold("jdk", 220)),
                overHttp2(cold("flushpoint-caller", 110)),
                warm("jetty"));

        Chapter chapter = ExperimentChapters.cold(file, Fonts.assume());

        assertThat(chapter.table())
                .contains("| jdk (response), http | 110 (100–120) | ×1.0 | 30 | 50 | 20 | 10 | 2,000 | 40 | 5.0 |")
                .contains("| flushpoint-caller, http | 55 | ×0.50 |")
                .contains("| jdk (response), http, HTTP/2 | 220 | ×1.0 |")
                .contains("| flushpoint-caller, http, HTTP/2 | 110 | ×0.50 |")
                .contains("| jetty, http | 300 | 3.0 | 1.5 | ×2.0 |");
        assertDrawn(chapter);
    }

    @Test
    void aThawShowsFailuresAndCopies() throws Exception {
        RawFile file =
                Samples.file(directory, "thaw.jsonl", thaw("jetty", 4, 1), thaw("jetty", 6, 1), thaw("jdk", 2, 0));

        Chapter chapter = ExperimentChapters.thaw(file, Fonts.assume());

        assertThat(chapter.table())
                .contains("| jetty, http | closed | 5.0 (4.0–6.0) | 6.0 (5.0–7.0) | 2 | 2 | 2 |")
                .contains("| jdk (response), http | closed | 2.0 | 3.0 | 0 | 1 | 1 |");
        assertDrawn(chapter);
    }

    @Test
    void memoryIsPerConnectionWhereItIsIdle() throws Exception {
        RawFile file = Samples.file(
                directory, "memory.jsonl", memory("jdk", "idle", 10, 2 << 20), memory("jdk", "stalled", 100, 64 << 20));

        Chapter chapter = ExperimentChapters.memory(file, Fonts.assume());

        assertThat(chapter.table()).contains("| jdk | 205 | 0.00 | – | – | – | 64 | 0.00 | 0.00 | 3 |");
        assertDrawn(chapter);
    }

    @Test
    void growthHasALinePerClientOverWhatGrows() throws Exception {
        RawFile file = Samples.file(
                directory,
                "growth.jsonl",
                growth("jdk", 1000, 400),
                growth("jdk", 1, 100),
                growth("vertx", 1, 90),
                growth("vertx", 1000, 95));

        Chapter chapter = ExperimentChapters.growth(file, Fonts.assume());

        assertThat(chapter.table().lines().skip(2))
                .containsExactly(
                        "| jdk (response) | 1 | 100 | 200 | 300 | 400 | 4.0 | 1.0 | 0 |",
                        "| jdk (response) | 1,000 | 400 | 800 | 1,200 | 1,600 | 4.0 | 1.0 | 0 |",
                        "| vertx | 1 | 90 | 180 | 270 | 360 | 4.0 | 1.0 | 0 |",
                        "| vertx | 1,000 | 95 | 190 | 285 | 380 | 4.0 | 1.0 | 0 |");
        assertDrawn(chapter);
    }

    @Test
    void growthOfTwoThingsAtOnceIsRefused() {
        RawFile file = Samples.file(
                directory,
                "two.jsonl",
                growth("jdk", 1, 1),
                growth("jdk", 2, 1).replace("\"rate\":\"500\"", "\"rate\":\"5\""));

        assertThatThrownBy(() -> ExperimentChapters.growth(file, Fonts.assume()))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining("must grow, not [connections, rate]");
    }

    @Test
    void resultsOfJmhAreKeptCompressedAndReadThere() throws Exception {
        RawFile file = jmh("kept.json", sampled("floor", 10, 50));
        Path raw = Files.createDirectory(directory.resolve("raw"));

        file.keep(raw);

        RawFile kept = new RawFile(raw.resolve("kept.json.gz"));
        assertThat(kept.stem()).isEqualTo("kept");
        assertThat(kept.bytes()).isEqualTo(file.bytes());
        assertThat(Files.size(kept.path())).isLessThan(Files.size(file.path()));
        assertThat(JmhResult.read(kept)).isEqualTo(JmhResult.read(file));
    }

    @Test
    void whatIsNoResultOfJmhIsNamed() {
        RawFile file = Samples.file(directory, "wrong.json", "[{}]");

        assertThatThrownBy(() -> JmhResult.read(file))
                .isInstanceOf(ReportException.class)
                .hasMessageStartingWith(file.path() + ": not a result of JMH as JSON");
    }

    @Test
    void aClientMeasuredByItsResponseIsLabelledSo() {
        assertThat(Roster.load().factories())
                .isNotEmpty()
                .allSatisfy(factory -> assertThat(Clients.label(factory.name()))
                        .isEqualTo(
                                factory.hooks().get(0).claim() == Hook.Claim.ANSWERED
                                        ? factory.name() + " (response)"
                                        : factory.name()));
    }

    private static void assertDrawn(Chapter chapter) throws Exception {
        Picture sheet =
                new Picture(chapter.title(), chapter.subtitle(), chapter.plot(), List.of("here"), Fonts.assume());
        Svg svg = Svg.parse(SvgCanvas.document(sheet));
        assertThat(svg.all("title")).hasSize(1);
        assertThat(svg.all("desc")).hasSize(1);
        assertThat(svg.all("line")).isNotEmpty();
        assertThat(svg.all("rect")).allSatisfy(each -> {
            assertThat(Svg.number(each, "x")).isNotNegative();
            assertThat(Svg.number(each, "width")).isNotNegative();
            assertThat(Svg.number(each, "x") + Svg.number(each, "width")).isLessThanOrEqualTo(Picture.WIDTH);
        });
    }

    private RawFile jmh(String name, String... objects) throws Exception {
        return new RawFile(Files.writeString(directory.resolve(name), "[" + String.join(",", objects) + "]"));
    }

    private static String params(String client) {
        return "\"params\":{\"client\":\"" + client + "\",\"bodyBytes\":\"512\",\"apart\":\"true\"}";
    }

    private static String sampled(String client, int p50, int late) {
        return "{\"benchmark\":\"io.flushpoint.benchmarks.jmh.FlushLatency.post\"," + params(client)
                + ",\"primaryMetric\":{\"score\":" + p50 + ",\"scorePercentiles\":{\"50.0\":" + p50 + ",\"90.0\":"
                + (p50 + 2)
                + ",\"99.0\":" + 2 * p50 + ",\"99.9\":" + late + ",\"100.0\":" + (late + 30)
                + "},\"rawDataHistogram\":[[[[" + p50 + ",5],[" + late + ",1]],[[" + p50 + ",1],[" + (p50 + 1)
                + ",4]]]]},"
                + "\"secondaryMetrics\":{\"gc.alloc.rate.norm\":{\"score\":3025.2}}}";
    }

    private static String counted(String client, int score) {
        return "{\"benchmark\":\"io.flushpoint.benchmarks.jmh.Throughput.posts\"," + params(client)
                + ",\"primaryMetric\":{\"score\":" + score + ",\"scorePercentiles\":{\"50.0\":" + score
                + "},\"rawData\":[[" + score * 0.9 + "," + score * 1.1 + "]]},\"secondaryMetrics\":{}}";
    }

    private static String line(Map<String, Object> fields) {
        return fields.entrySet().stream()
                .map(each -> "\"" + each.getKey() + "\":"
                        + (each.getValue() instanceof String text ? "\"" + text + "\"" : each.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String cold(String client, int first) {
        return "{\"jdk\":\"17\",\"cpu\":\"1.0\",\"scheme\":\"http\",\"bodyBytes\":\"512\",\"level\":\"WRITTEN\",\"warm\":\"false\","
                + "\"client\":\"" + client + "\",\"first_ms\":" + first
                + ",\"jvm_ms\":30,\"setup_ms\":50,\"handshake_ms\":20,\"request_ms\":10,\"classes\":2000,"
                + "\"class_loading_ms\":40,\"natives\":2,\"natives_ms\":5,\"warm_post_ms\":1}";
    }

    private static String overHttp2(String line) {
        return line.replace("\"level\"", "\"http\":\"2\",\"level\"");
    }

    private static String warm(String client) {
        return cold(client, 3)
                .replace("\"warm\":\"false\"", "\"warm\":\"true\",\"init_ms\":300")
                .replace("\"warm_post_ms\":1", "\"warm_post_ms\":1.5");
    }

    private static String thaw(String client, int said, int failures) {
        return line(Map.of(
                "scheme",
                "http",
                "connection",
                "closed",
                "client",
                client,
                "said_ms",
                said,
                "delivered_ms",
                said + 1,
                "failures",
                failures,
                "copies",
                1));
    }

    private static String memory(String client, String workload, int amount, int heap) {
        return Stream.of(
                        "\"client\":\"" + client + "\"",
                        "\"workload\":\"" + workload + "\"",
                        "\"amount\":" + amount,
                        "\"before_heap\":1000,\"after_heap\":" + (1000 + heap),
                        "\"before_direct\":5,\"after_direct\":4,\"before_resident\":7,\"after_resident\":7",
                        "\"refused\":3")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String growth(String client, int connections, int p50) {
        return "{\"client\":\"" + client + "\",\"connections\":\"" + connections
                + "\",\"endpoints\":\"1\",\"rate\":\"500\",\"bodyBytes\":\"512\",\"p50_us\":" + p50 + ",\"p99_us\":"
                + 2 * p50
                + ",\"p999_us\":" + 3 * p50 + ",\"max_us\":" + 4 * p50
                + ",\"heap\":4194304,\"direct\":1048576,\"failures\":0,\"unanswered\":0}";
    }
}
