package io.flushpoint.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
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
    void aChartIsWellFormedInBothKinds() throws Exception {
        LineChart.Series line =
                new LineChart.Series("one", List.of(new LineChart.Point(1, 0), new LineChart.Point(100, 7)));
        new LineChart("Title", "across", "up", true, List.of(line)).write(directory, "chart");

        var svg = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(directory.resolve("chart.svg").toFile());
        assertThat(svg.getElementsByTagName("polyline").getLength()).isGreaterThan(5);
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("Title");
        assertThat(ImageIO.read(directory.resolve("chart.png").toFile()).getWidth())
                .isEqualTo(1_600);
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
        assertThat(directory.resolve("idle-age.png")).exists();
        assertThat(Files.readAllLines(directory.resolve("simulation.jsonl")).stream()
                        .map(line -> new JSONObject(line).getString("experiment"))
                        .distinct())
                .containsExactly("burst", "jitter", "thaw", "idle-age", "ahead", "connections");
    }

    @Test
    void aFleetOfNobodyIsRefused() {
        int exit = new CommandLine(new ScaleCommand())
                .setErr(new java.io.PrintWriter(java.io.Writer.nullWriter()))
                .execute("simulate", "--environments", "0", "--full-us", "1", "--resumed-us", "1", "--out", "unused");
        assertThat(exit).isEqualTo(2);
    }
}
