package io.flushpoint.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The chapters on what JMH measured: one of each raw file. */
final class JmhChapters {
    private JmhChapters() {}

    /** Flush latency: percentiles per client. */
    static Chapter latency(RawFile file, Typeface typeface) {
        List<JmhResult> results = JmhResult.read(file).stream()
                .sorted(Comparator.comparingDouble(result -> result.percentile("50.0")))
                .toList();
        double floor = base(results, Clients.FLOOR);
        double best = Clients.best(results, JmhResult::client, result -> result.percentile("50.0"));
        double calmest = Clients.best(results, JmhResult::client, result -> result.percentile("99.9"));
        MarkdownTable table = new MarkdownTable(
                "client",
                "p50 µs (iterations)",
                "p90",
                "p99",
                "p99.9",
                "max",
                "p50 / floor",
                "p50 / best peer",
                "p99.9 / best peer",
                "bytes allocated");
        for (JmhResult result : results) {
            double p50 = result.percentile("50.0");
            table.row(
                    result.label(),
                    Notation.label(p50) + Notation.range(result.iterations()),
                    Notation.label(result.percentile("90.0")),
                    Notation.label(result.percentile("99.0")),
                    Notation.label(result.percentile("99.9")),
                    Notation.label(result.percentile("100.0")),
                    Clients.times(p50, floor),
                    Clients.times(p50, best),
                    Clients.times(result.percentile("99.9"), calmest),
                    result.allocation());
        }
        return new Chapter(
                file.stem(),
                "How long until the request is out" + suffix(file),
                results.get(0).shared() + "; from the call of a warm client until it says so; at the right p50 / p99.9",
                new LatencyPlot(results, typeface),
                table.toString(),
                List.of(file));
    }

    private static double base(List<JmhResult> results, String client) {
        return results.stream()
                .filter(result -> result.client().equals(client))
                .mapToDouble(result -> result.percentile("50.0"))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** What the name of a file says after its kind. */
    private static String suffix(RawFile file) {
        String rest = file.stem().replaceFirst("^[a-z]+-?", "");
        return rest.isEmpty() ? "" : ": " + rest.replace('-', ' ');
    }

    /** Throughput: a bar per client. */
    static Chapter throughput(RawFile file, Typeface typeface) {
        List<JmhResult> results = JmhResult.read(file).stream()
                .sorted(Comparator.comparingDouble(JmhResult::score).reversed())
                .toList();
        double netty = results.stream()
                .filter(result -> result.client().equals(Clients.NETTY))
                .mapToDouble(JmhResult::score)
                .max()
                .orElse(0);
        double best = results.stream()
                .filter(result -> Clients.isOfOthers(result.client()))
                .mapToDouble(JmhResult::score)
                .max()
                .orElse(0);
        MarkdownTable table = new MarkdownTable(
                "client", "posts a second (iterations)", "/ bare netty", "/ best peer", "bytes allocated a post");
        List<BarPlot.Bar> bars = new ArrayList<>();
        for (JmhResult result : results) {
            table.row(
                    result.label(),
                    Notation.label(result.score()) + Notation.range(result.iterations()),
                    Clients.times(result.score(), netty),
                    Clients.times(result.score(), best),
                    result.allocation());
            bars.add(new BarPlot.Bar(
                    result.label(),
                    List.of(result.score() / 1e3),
                    result.iterations().greatest() / 1e3,
                    Notation.label(result.score() / 1e3)));
        }
        return new Chapter(
                file.stem(),
                "Posts a second on one event loop" + suffix(file),
                results.get(0).shared() + "; answers included; the line reaches to the best iteration",
                new BarPlot(
                        "Thousand posts a second",
                        "thousand posts a second",
                        List.of(new BarPlot.Part("mean of the iterations", Colour.SKY)),
                        bars,
                        typeface),
                table.toString(),
                List.of(file));
    }
}
