package io.flushpoint.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import picocli.CommandLine;

class ReportCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void theTableHasEveryFigure() throws IOException {
        report(lab());

        assertThat(page())
                .contains("| strategy | billed ms, p50 | p90 | p99 | max | before freeze | after thaw | lost | twice |")
                .contains("| forget | 4.10 | 9.96 | 300.00 | 1,310.00 | 300 | 697 | 3 | 2 |")
                .contains("| flush | 0.85 | 1.10 | 3.20 | 40.50 | 1000 | 0 | 0 | 0 |");
    }

    @Test
    void thePageSaysWhereTheFiguresComeFrom() throws IOException {
        report(lab(), "--command", "java -jar benchmarks.jar lab --json", "--note", "shared machine");

        assertThat(page())
                .contains("Measured on: " + Runtime.getRuntime().availableProcessors() + " core")
                .contains("JDK " + Runtime.version().feature())
                .contains("; shared machine.")
                .contains("```sh\njava -jar benchmarks.jar lab --json\n```");
    }

    @Test
    void theSvgIsWellFormedAndHasEveryLabelAsText() throws Exception {
        report(
                lab(),
                "--title",
                "Billed & <lost>",
                "--command",
                "java -jar benchmarks.jar lab --json",
                "--note",
                "shared");

        List<String> texts = plot("lab.svg").texts();
        assertThat(texts)
                .contains("Billed & <lost>", "1000 invocations per strategy; a freeze stops process and network")
                .contains("forget", "4.1 ms", "p90 10, max 1,310", "300 before, 697 after, 3 lost, 2 twice")
                .contains("flush", "0.85 ms", "p90 1.1, max 41", "1000 before")
                .contains("0.1", "1", "10", "100", "1000", "billed time of an invocation, ms (logarithmic)")
                .contains("0 %", "50 %", "100 %", "share of requests", "before freeze", "after thaw", "lost");
        assertThat(String.join(" ", texts)).contains("JDK ", " shared ", "java -jar benchmarks.jar lab --json");
    }

    @Test
    void firstInvocationsStandBesideWarmOnes() throws Exception {
        Path first = Samples.file(directory, "first.jsonl", Samples.FIRST, Samples.FIRST_WITHOUT_QUOTA)
                .path();
        report("--first", first.toString());

        assertThat(plot("first-invocation.svg").texts())
                .contains("no quota", "0.29 CPU", "flush, steady", "5.4 ms", "2.3 ms", "46 ms", "9.6 ms")
                .contains("does nothing", "30 ms", "×60")
                .contains("×2.3", "×4.8", "1", "10", "billed time of an invocation, ms (logarithmic)");
        assertThat(page())
                .contains("| flush, steady | 0.29 CPU | 46.10 | 9.60 | ×4.8 |")
                .contains("| does nothing | 0.29 CPU | 30.00 | 0.50 | ×60 |");
        Svg svg = plot("first-invocation.svg");
        assertThat(svg.all("circle", Colour.ORANGE)).hasSize(4);
        assertThat(Svg.number(svg.all("circle", Colour.BLUE).get(1), "cx"))
                .isCloseTo(svg.tick("1") + (svg.tick("10") - svg.tick("1")) * Math.log10(2.3), within(0.2));
    }

    @Test
    void aMedianIsADotAtItsPlaceOnTheLogarithmicAxis() throws Exception {
        report(lab());

        Svg svg = plot("lab.svg");
        double one = svg.tick("1");
        double decade = svg.tick("10") - one;
        List<Element> medians = svg.all("circle", Colour.SKY).subList(1, 3); // the first is the legend's
        assertThat(Svg.number(medians.get(0), "cx")).isCloseTo(one + decade * Math.log10(4.1), within(0.2));
        assertThat(Svg.number(medians.get(1), "cx")).isCloseTo(one + decade * Math.log10(0.854), within(0.2));
    }

    @Test
    void requestsAreSharesOfOneBar() throws Exception {
        report(lab());

        Svg svg = plot("lab.svg");
        double whole = svg.tick("100 %") - svg.tick("0 %");
        List<Element> lost = svg.all("rect", Colour.BLACK);
        List<Element> late = svg.all("rect", Colour.ORANGE);
        assertThat(Svg.number(late.get(1), "x") - svg.tick("0 %")).isCloseTo(0.3 * whole, within(0.2));
        assertThat(lost)
                .hasSize(2)
                .allSatisfy(each -> assertThat(Svg.number(each, "width")).isGreaterThanOrEqualTo(2));
    }

    @Test
    void nothingButThePageThePlotAndTheRawFileIsWritten() throws IOException {
        report(lab());

        try (Stream<Path> files = Files.walk(output(""))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("README.md", "lab.svg", "lab.jsonl", "lab.origin.json");
        }
    }

    @Test
    void theRawFileIsKeptWithItsOrigin() throws IOException {
        report(lab());

        assertThat(output("raw/lab.jsonl")).hasSameTextualContentAs(directory.resolve("lab.jsonl"));
        assertThat(output("raw/lab.origin.json")).content().contains("\"command\":\"command not recorded\"");
    }

    @Test
    void theOriginStaysAsLongAsTheFiguresDo() throws IOException {
        report(lab(), "--command", "lab --json");
        Path origin = output("raw/lab.origin.json");
        Files.writeString(
                origin, Files.readString(origin).replaceFirst("\"machine\":\"[^\"]*\"", "\"machine\":\"Elsewhere\""));

        report("--lab", output("raw/lab.jsonl").toString());
        assertThat(page()).contains("Measured on: Elsewhere;", "```sh\nlab --json\n```");

        Samples.file(directory.resolve("out/raw"), "lab.jsonl", Samples.FLUSH);
        report("--lab", output("raw/lab.jsonl").toString());
        assertThat(page()).doesNotContain("Elsewhere").contains("```sh\ncommand not recorded\n```");
    }

    @Test
    void whatPeopleWroteOnThePageStays() throws IOException {
        report(lab());
        Files.writeString(output("README.md"), page().replace("# Benchmarks\n", "# Figures\n\nOurs.\n") + "\nLast.\n");
        Samples.file(directory, "lab.jsonl", Samples.FLUSH.replace("flush", "$1 flush"));

        report("--lab", directory.resolve("lab.jsonl").toString());

        assertThat(page())
                .startsWith("# Figures\n\nOurs.\n")
                .endsWith("\nLast.\n")
                .contains("| $1 flush |")
                .doesNotContain("forget")
                .containsOnlyOnce("<!-- report:lab -->");
    }

    @Test
    void aWrongRawFileIsNamedAndNothingIsWritten() {
        Path right = Samples.file(directory, "right.jsonl", Samples.FLUSH).path();
        Path wrong = Samples.file(directory, "wrong.jsonl", "{}").path();

        Fonts.assume();
        assertThat(execute("--lab", right.toString(), "--lab", wrong.toString()))
                .isEqualTo(1);

        assertThat(err.toString()).startsWith("report: " + wrong + ":1: billed_ms.p50 is missing");
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void aTitleThatDoesNotFitIsRefused() {
        Fonts.assume();
        String[] lab = lab();

        assertThat(execute(lab[0], lab[1], "--title", "M".repeat(80))).isEqualTo(1);

        assertThat(err.toString()).startsWith("report: the title is wider than the plot: MMM");
    }

    @Test
    void badUsageEndsWith2AndTheReason() {
        String lab = lab()[1];
        assertThat(usage()).contains("nothing to report: give --lab");
        assertThat(usage("--lab", "nowhere.jsonl")).contains("nowhere.jsonl cannot be read");
        assertThat(usage("--lab", lab, "--first", lab)).contains("the name 'lab.jsonl' is taken");
        assertThat(usage("--lab", lab, "--first", lab, "--title", "T"))
                .contains("--title is for one plot, not several");
        assertThat(usage("--lab", lab, "--note", "a\nb")).contains("--note must be one line of printable characters");
        assertThat(usage("--lab", "a b")).contains("the file name 'a b' must be of letters");
    }

    private String usage(String... arguments) {
        assertThat(execute(arguments)).isEqualTo(2);
        return err.toString();
    }

    private void report(String[] first, String... more) {
        report(Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new));
    }

    private void report(String... arguments) {
        Fonts.assume();
        assertThat(execute(arguments)).as(() -> err.toString()).isZero();
    }

    private int execute(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--out", directory.resolve("out").toString()));
        return new CommandLine(new ReportCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(new String[0]));
    }

    private String[] lab() {
        Path file = Samples.file(directory, "lab.jsonl", Samples.FORGET, Samples.FLUSH)
                .path();
        return new String[] {"--lab", file.toString()};
    }

    private Path output(String name) {
        return directory.resolve("out").resolve(name);
    }

    private String page() throws IOException {
        return Files.readString(output("README.md"));
    }

    private Svg plot(String name) throws Exception {
        return Svg.parse(Files.readString(output(name)));
    }
}
