package io.flushpoint.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What the first invocation after INIT was billed beside a warm one, in milliseconds.
 *
 * @param name what was run: the strategy, the scenario, or both; or a function that does nothing
 * @param cpu the environment's share of a core, or empty for no quota
 * @param first median of first invocations
 * @param warm median of warm ones
 */
record FirstResult(String name, OptionalDouble cpu, double first, double warm) {
    private static final String EMPTY = "does nothing";

    /** All results of some files, the largest share of CPU first; each name and share once. */
    static List<FirstResult> read(List<RawFile> files) {
        List<FirstResult> results = new ArrayList<>();
        Set<String> labels = new HashSet<>();
        List<RawObject> objects = new ArrayList<>();
        files.forEach(file -> objects.addAll(file.objects()));
        for (RawObject raw : objects) {
            for (FirstResult result : of(raw)) {
                if (!labels.add(result.name + result.share())) {
                    throw raw.wrong("cpu", "is given a second time: " + result.name + ", " + result.share());
                }
                results.add(result);
            }
        }
        results.sort(Comparator.comparingDouble(result -> -result.cpu.orElse(Double.POSITIVE_INFINITY)));
        return results;
    }

    /** The function that sends, and the one that does nothing if it was run beside. */
    private static List<FirstResult> of(RawObject raw) {
        OptionalDouble cpu = raw.positiveIfAny("cpu");
        FirstResult sending =
                new FirstResult(nameOf(raw), cpu, raw.positive("first_ms.p50"), raw.positive("warm_ms.p50"));
        if (!raw.has("empty_first_ms")) {
            return List.of(sending);
        }
        FirstResult empty =
                new FirstResult(EMPTY, cpu, raw.positive("empty_first_ms.p50"), raw.positive("empty_warm_ms.p50"));
        return List.of(sending, empty);
    }

    private static String nameOf(RawObject raw) {
        if (!raw.has("scenario")) {
            return raw.name("strategy");
        }
        return raw.has("strategy") ? raw.name("strategy") + ", " + raw.name("scenario") : raw.name("scenario");
    }

    String share() {
        return cpu.isPresent() ? cpu.getAsDouble() + " CPU" : "no quota";
    }

    /** How many times as long as a warm invocation the first one took. */
    double ratio() {
        return first / warm;
    }
}
