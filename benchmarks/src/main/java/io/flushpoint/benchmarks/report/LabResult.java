package io.flushpoint.benchmarks.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one strategy cost in the lab, and what became of its requests; times in milliseconds.
 *
 * @param beforeFreeze requests that arrived before the freeze after their own invocation
 * @param afterThaw requests that arrived only when a later invocation had thawed the environment
 * @param lost requests that never arrived
 * @param duplicates arrivals of a request beyond its first
 * @param freeze what a freeze stopped
 */
record LabResult(
        String strategy,
        long invocations,
        double p50,
        double p90,
        double p99,
        double max,
        long beforeFreeze,
        long afterThaw,
        long lost,
        long duplicates,
        String freeze) {
    private static final List<String> RISING =
            List.of("billed_ms.p50", "billed_ms.p90", "billed_ms.p99", "billed_ms.max");

    /** All results of a file, each strategy once. */
    static List<LabResult> read(RawFile file) {
        List<LabResult> results = new ArrayList<>();
        Set<String> strategies = new HashSet<>();
        for (RawObject raw : file.objects()) {
            LabResult result = of(raw);
            if (!strategies.add(result.strategy)) {
                throw raw.wrong("strategy", "is '" + result.strategy + "' a second time: one run a file");
            }
            results.add(result);
        }
        return results;
    }

    private static LabResult of(RawObject raw) {
        List<Double> billed = RISING.stream().map(raw::positive).toList();
        for (int i = 1; i < billed.size(); i++) {
            if (billed.get(i) < billed.get(i - 1)) {
                throw raw.wrong(RISING.get(i), "is less than " + RISING.get(i - 1));
            }
        }
        return new LabResult(
                raw.name("strategy"),
                raw.count("invocations"),
                billed.get(0),
                billed.get(1),
                billed.get(2),
                billed.get(3),
                raw.count("arrived_before_freeze"),
                raw.count("arrived_after_thaw"),
                raw.count("lost"),
                raw.count("duplicates"),
                raw.text("freeze"));
    }

    /** Of all requests. */
    long requests() {
        return beforeFreeze + afterThaw + lost;
    }
}
