package io.flushpoint.benchmarks.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One plot with its table, and the raw files it is made of.
 *
 * @param name of the files, and of the section of the page
 */
record Chapter(String name, String title, String subtitle, Plot plot, String table, List<RawFile> raw) {
    /** The name of the chapter on first invocations. */
    static final String FIRST = "first-invocation";

    /** Billed time per strategy: one run of the lab. */
    static Chapter billed(RawFile file, Typeface typeface) {
        List<LabResult> results = LabResult.read(file);
        return new Chapter(
                file.stem(),
                "What an invocation is billed, and what became of its request",
                distinct(results.stream()
                                .map(result -> result.invocations() + " invocations")
                                .toList())
                        + " per strategy; a freeze stops "
                        + distinct(results.stream()
                                .map(result -> result.freeze().replace("+", " and "))
                                .toList()),
                new BilledPlot(results, typeface),
                MarkdownTable.billed(results),
                List.of(file));
    }

    /** First invocations against warm ones: all runs in one plot. */
    static Chapter first(List<RawFile> files, Typeface typeface) {
        List<FirstResult> results = FirstResult.read(files);
        return new Chapter(
                FIRST,
                "The first invocation after INIT, against a warm one",
                "by the environment's share of a core",
                new FirstPlot(results, typeface),
                MarkdownTable.first(results),
                List.copyOf(files));
    }

    Chapter withTitle(String changed) {
        return new Chapter(name, changed, subtitle, plot, table, raw);
    }

    private static String distinct(List<String> words) {
        return words.stream().distinct().collect(Collectors.joining(", "));
    }
}
