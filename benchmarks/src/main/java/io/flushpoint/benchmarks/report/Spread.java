package io.flushpoint.benchmarks.report;

import io.flushpoint.benchmarks.figures.Quantiles;
import java.util.List;

/** Several measurements of one thing. */
record Spread(double least, double median, double greatest) {
    /** Of at least one. */
    static Spread of(List<Double> measurements) {
        Quantiles quantiles = Quantiles.of(measurements);
        return new Spread(quantiles.min(), quantiles.median(), quantiles.max());
    }

    boolean isOne() {
        return least == greatest;
    }
}
