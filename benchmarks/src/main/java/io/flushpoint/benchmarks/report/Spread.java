package io.flushpoint.benchmarks.report;

import java.util.List;

/** Several measurements of one thing. */
record Spread(double least, double median, double greatest) {
    /** Of at least one. */
    static Spread of(List<Double> measurements) {
        List<Double> sorted = measurements.stream().sorted().toList();
        return new Spread(sorted.get(0), sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
    }

    boolean isOne() {
        return least == greatest;
    }
}
