package io.flushpoint.benchmarks.lab;

import io.flushpoint.benchmarks.figures.JsonLine;
import io.flushpoint.benchmarks.figures.TextColumns;
import io.flushpoint.benchmarks.figures.TextColumns.Cells;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results as text: a table for people, a line each for programs. */
final class LabReport {
    private static final TextColumns COLUMNS = TextColumns.of(
            Cells.words(0, 8),
            Cells.numbers(1, 8),
            Cells.numbers(1, 8),
            Cells.numbers(1, 8),
            Cells.numbers(1, 8),
            Cells.numbers(3, 13),
            Cells.numbers(2, 10),
            Cells.numbers(3, 4),
            Cells.numbers(3, 5));

    private static final TextColumns MEANINGS = TextColumns.of(Cells.words(2, 8), Cells.rest(0));

    private LabReport() {}

    /** One JSON object a line. Other tools read the names: they stay. */
    static String json(StrategyResult result) {
        return new JsonLine()
                .put("strategy", result.strategy().word())
                .put("invocations", result.invocations())
                .put("billed_ms", result.billed().json())
                .put("arrived_before_freeze", result.arrivedBeforeFreeze())
                .put("arrived_after_thaw", result.arrivedAfterThaw())
                .put("lost", result.lost())
                .put("duplicates", result.duplicates())
                .put("freeze", result.freeze())
                .toString();
    }

    static String table(List<StrategyResult> results, LabSettings settings) {
        StringBuilder text = new StringBuilder();
        text.append("                 billed ms                       requests arrived\n");
        text.append(
                COLUMNS.line("strategy", "p50", "p90", "p99", "max", "before freeze", "after thaw", "lost", "twice"));
        for (StrategyResult result : results) {
            BilledTimes billed = result.billed();
            text.append(COLUMNS.line(
                    result.strategy().word(),
                    TextColumns.tenths(billed.percentile(50)),
                    TextColumns.tenths(billed.percentile(90)),
                    TextColumns.tenths(billed.percentile(99)),
                    TextColumns.tenths(billed.max()),
                    result.arrivedBeforeFreeze(),
                    result.arrivedAfterThaw(),
                    result.lost(),
                    result.duplicates()));
        }
        text.append('\n')
                .append(comparison(results))
                .append(meaning(settings, results.get(0).freeze()));
        for (StrategyResult result : results) {
            text.append(
                    MEANINGS.line(result.strategy().word(), result.strategy().description()));
        }
        return text.toString();
    }

    /** The point of it all, where both were measured. */
    private static String comparison(List<StrategyResult> results) {
        Map<Strategy, Double> medians = new EnumMap<>(Strategy.class);
        results.forEach(result -> medians.put(result.strategy(), result.billed().percentile(50)));
        Double await = medians.get(Strategy.AWAIT);
        Double flush = medians.get(Strategy.FLUSH);
        return await == null || flush == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        "The median invocation is billed %.1f ms with flush and %.1f ms with await: 1/%.0f.%n",
                        flush,
                        await,
                        await / flush);
    }

    private static String meaning(LabSettings settings, String freeze) {
        return String.format(
                "%d invocations each. The collector answers after %d ms; after each invocation the environment was%n"
                        + "frozen for %d ms (%s), after the last one killed. A request counts as before the freeze%n"
                        + "if it had left by then, as after a thaw if a later invocation let it out, else as lost.%n"
                        + "Billed is from handing out an invocation to the next poll; Lambda rounds up to whole ms.%n",
                settings.invocations(),
                settings.thinkTime().toMillis(),
                settings.freeze().toMillis(),
                freeze);
    }
}
