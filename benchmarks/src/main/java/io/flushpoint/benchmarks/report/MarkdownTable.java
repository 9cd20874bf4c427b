package io.flushpoint.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A table in Markdown: the first column is a name, the others are numbers. */
final class MarkdownTable {
    private final StringBuilder text = new StringBuilder();

    MarkdownTable(String... heads) {
        row(heads);
        text.append("|---|").append("---:|".repeat(heads.length - 1)).append('\n');
    }

    /** Billed time and fate of the requests, a row per strategy. */
    static String billed(List<LabResult> results) {
        MarkdownTable table = new MarkdownTable(
                "strategy", "billed ms, p50", "p90", "p99", "max", "before freeze", "after thaw", "lost", "twice");
        for (LabResult result : results) {
            table.row(
                    result.strategy(),
                    Notation.cell(result.p50()),
                    Notation.cell(result.p90()),
                    Notation.cell(result.p99()),
                    Notation.cell(result.max()),
                    Long.toString(result.beforeFreeze()),
                    Long.toString(result.afterThaw()),
                    Long.toString(result.lost()),
                    Long.toString(result.duplicates()));
        }
        return table.text.toString();
    }

    /** First invocation and warm median, a row per share of a core. */
    static String first(List<FirstResult> results) {
        MarkdownTable table = new MarkdownTable("", "share of a core", "first, ms", "warm p50, ms", "first / warm");
        for (FirstResult result : results) {
            table.row(
                    result.name(),
                    result.share(),
                    Notation.cell(result.first()),
                    Notation.cell(result.warm()),
                    Notation.ratio(result.ratio()));
        }
        return table.text.toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** A text that Markdown shows as it stands, in a cell or elsewhere. */
    static String escaped(String text) {
        return text.replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1");
    }

    void row(String... cells) {
        text.append(Arrays.stream(cells).map(MarkdownTable::escaped).collect(Collectors.joining(" | ", "| ", " |\n")));
    }
}
