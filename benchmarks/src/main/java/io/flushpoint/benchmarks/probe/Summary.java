package io.flushpoint.benchmarks.probe;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.benchmarks.figures.Quantiles;
import io.flushpoint.benchmarks.figures.TextColumns;
import io.flushpoint.benchmarks.figures.TextColumns.Cells;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The sum of a run for people: how many reached their goal, why others did not, and p50, p90 and max of each stage. */
final class Summary {
    private static final TextColumns COLUMNS = TextColumns.of(
            Cells.words(0, 13), Cells.numbers(1, 13), Cells.numbers(2, 13), Cells.numbers(2, 13), Cells.numbers(2, 9));

    private final DeliveryLevel goal;
    private final Map<TimedStage, List<Long>> times = new EnumMap<>(TimedStage.class);
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
        for (TimedStage stage : TimedStage.values()) {
            stage.time(seen.receipt().timings())
                    .ifPresent(time -> times.computeIfAbsent(stage, first -> new ArrayList<>())
                            .add(time.toNanos()));
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
        out.print(COLUMNS.line("", "p50", "p90", "max", "sends"));
        times.forEach((stage, nanos) -> print(out, stage, Quantiles.of(nanos)));
    }

    private static void print(PrintWriter out, TimedStage stage, Quantiles nanos) {
        out.print(COLUMNS.line(
                stage.label(),
                Millis.text(nanos.percentile(50)),
                Millis.text(nanos.percentile(90)),
                Millis.text(nanos.max()),
                String.format(Locale.ROOT, "%,d", nanos.count())));
    }
}
