package io.flushpoint.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.benchmarks.report.LinePlot;
import io.flushpoint.benchmarks.report.Svg;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class OutputTest {
    @TempDir
    private Path directory;

    @Test
    void aRowIsALineOfATableAndAJsonObject() {
        Row row = Row.of("burst", "kind", "x", "handshakes/s at most", 12_345, "cores at most", 1.25);
        assertThat(Row.table(List.of(row)))
                .isEqualTo("| kind | handshakes/s at most | cores at most |\n|---|---:|---:|\n| x | 12,345 | 1.25 |\n");
        JSONObject json = new JSONObject(row.json());
        assertThat(json.getString("experiment")).isEqualTo("burst");
        assertThat(json.getInt("handshakes/s_at_most")).isEqualTo(12_345);
    }

    @Test
    void aLineIsDrawnFromPointToPointWithItsNamesEscaped() throws Exception {
        LinePlot.Series line =
                new LinePlot.Series("one & <two>", List.of(new LinePlot.Value(1, 0), new LinePlot.Value(100, 10)));
        Svg svg = Svg.parse(
                new LinePlot("across", "up", true, List.of(line)).document("A & B", "below", List.of("caption")));

        assertThat(svg.texts()).contains("A & B", "one & <two>", "up", "across (logarithmic)", "caption");
        List<String> points =
                List.of(svg.all("polyline").get(1).getAttribute("points").split(" "));
        assertThat(points).hasSize(2);
        double[] begin = place(points.get(0));
        double[] end = place(points.get(1));
        assertThat(end[0]).isGreaterThan(begin[0]);
        assertThat(begin[1] - end[1]).as("from nothing to the full height").isEqualTo(250);
    }

    private static double[] place(String point) {
        return Stream.of(point.split(",")).mapToDouble(Double::parseDouble).toArray();
    }

    @Test
    void theCommandWritesTablesRawFiguresAndPlots() throws Exception {
        int exit = new CommandLine(new ScaleCommand())
                .execute(
                        "simulate",
                        "--environments",
                        "20",
                        "--full-us",
                        "500",
                        "--resumed-us",
                        "200",
                        "--out",
                        directory.toString());
        assertThat(exit).isZero();
        assertThat(directory.resolve("reconnects.svg")).exists();
        assertThat(Svg.parse(Files.readString(directory.resolve("idle-age.svg")))
                        .all("polyline"))
                .as("three lines, each with its sample in the legend")
                .hasSize(6);
        assertThat(Files.readAllLines(directory.resolve("simulation.jsonl")).stream()
                        .map(line -> new JSONObject(line).getString("experiment"))
                        .distinct())
                .containsExactly("burst", "jitter", "thaw", "idle-age", "ahead", "connections", "streams");
    }

    @Test
    void aSmallFleetRunsForRealAndSendsShareAConnectionOverHttp2() {
        StringWriter out = new StringWriter();

        int exit = new CommandLine(new ScaleCommand())
                .setOut(new PrintWriter(out))
                .execute("run", "--environments", "4", "--answers", "60000", "--seconds", "4");

        assertThat(exit).isZero();
        List<JSONObject> rows = out.toString().lines().map(JSONObject::new).toList();
        assertThat(rows).extracting(row -> row.getString("HTTP")).containsExactly("1.1", "2");
        assertThat(rows.get(0).getLong("connections_at_most"))
                .isEqualTo(rows.get(0).getLong("sends"));
        assertThat(rows.get(1).getLong("connections_at_most")).isEqualTo(4);
        assertThat(rows.get(1).getLong("opened")).isEqualTo(4);
    }

    @Test
    void aFleetOfNobodyIsRefused() {
        int exit = new CommandLine(new ScaleCommand())
                .setErr(new java.io.PrintWriter(java.io.Writer.nullWriter()))
                .execute("simulate", "--environments", "0", "--full-us", "1", "--resumed-us", "1", "--out", "unused");
        assertThat(exit).isEqualTo(2);
    }
}
