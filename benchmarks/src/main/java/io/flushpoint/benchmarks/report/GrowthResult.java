package io.flushpoint.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One point of a growth: times in microseconds, memory in bytes.
 *
 * @param at the value of what grows
 */
record GrowthResult(
        String client,
        double at,
        double p50,
        double p99,
        double p999,
        double max,
        double heap,
        double direct,
        double failures) {
    private static final List<String> AXES = List.of("connections", "endpoints", "rate", "bodyBytes");

    /** The parameter that grows: the only one of which a file has several values. */
    static String axis(RawFile file) {
        List<RawObject> objects = file.objects();
        List<String> growing = AXES.stream()
                .filter(axis ->
                        objects.stream().map(each -> each.text(axis)).distinct().count() > 1)
                .toList();
        if (growing.size() != 1) {
            throw new ReportException(file.path() + ": one of " + AXES + " must grow, not " + growing);
        }
        return growing.get(0);
    }

    /** The points of a file by their place, those of a client in a row. */
    static List<GrowthResult> read(RawFile file) {
        String axis = axis(file);
        List<GrowthResult> results = new ArrayList<>();
        for (RawObject raw : file.objects()) {
            results.add(new GrowthResult(
                    Clients.label(raw.name("client")),
                    Double.parseDouble(raw.text(axis)),
                    raw.positive("p50_us"),
                    raw.positive("p99_us"),
                    raw.positive("p999_us"),
                    raw.positive("max_us"),
                    raw.positive("heap"),
                    raw.amount("direct"),
                    raw.amount("failures") + raw.amount("unanswered")));
        }
        results.sort(Comparator.comparingDouble(GrowthResult::at));
        return results;
    }
}
