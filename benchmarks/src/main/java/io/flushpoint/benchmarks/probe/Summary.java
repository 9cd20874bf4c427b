package io.flushpoint.benchmarks.probe;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.Receipt.Timings;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The sum of a run for people: how many reached their goal, why others did not, and p50, p90 and max of each stage. */
final class Summary {
    private final DeliveryLevel goal;
    private final Map<Stage, Quantiles> times = new EnumMap<>(Stage.class);
    private final Map<Failure, Integer> failures = new EnumMap<>(Failure.class);
    private int reached;

    Summary(DeliveryLevel goal) {
        this.goal = goal;
    }

    void add(Observation seen) {
        if (seen.failure() == null) {
            reached++;
        } else {
            failures.merge(seen.failure().failure(), 1, Integer::sum);
        }
        for (Stage stage : Stage.values()) {
            long nanos = stage.nanos(seen.receipt().timings());
            if (nanos != Timings.ABSENT) {
                times.computeIfAbsent(stage, first -> new Quantiles()).add(nanos);
            }
        }
    }

    boolean anyReached() {
        return reached > 0;
    }

    void print(PrintWriter out) {
        int failed = failures.values().stream().mapToInt(Integer::intValue).sum();
        out.printf(
                Locale.ROOT,
                "%,d reached %s, %,d failed%s%n",
                reached,
                goal,
                failed,
                failed == 0 ? "" : ": " + failures);
        if (times.isEmpty()) {
            return;
        }
        out.printf("%-13s %13s  %13s  %13s  %9s%n", "", "p50", "p90", "max", "sends");
        times.forEach((stage, all) -> out.printf(
                Locale.ROOT,
                "%-13s %13s  %13s  %13s  %,9d%n",
                stage.label(),
                Millis.text(all.percentile(50)),
                Millis.text(all.percentile(90)),
                Millis.text(all.percentile(100)),
                all.count()));
    }
}
