package io.flushpoint.benchmarks.report;

import java.util.List;

/** Several measurements of one thing. */
record Spread(double least, double median, double greatest) {
    /** Of at least one. */
    static Spread of(List<Double> measurements) {
        List<Double> sorted = measurements.stream().sorted().toList();
        int last = sorted.size() - 1;
        double median = (sorted.get(last / 2) + sorted.get((last + 1) / 2)) / 2;
        return new Spread(sorted.get(0), median, sorted.get(last));
    }

    boolean isOne() {
        return least == greatest;
    }
}
