package io.flushpoint.benchmarks.lab;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results as text: a table for people, a line each for programs. */
final class LabReport {
    private LabReport() {}

    /** One JSON object a line. Other tools read the names: they stay. */
    static String json(StrategyResult result) {
        BilledTimes billed = result.billed();
        return String.format(
                Locale.ROOT,
                "{\"strategy\":\"%s\",\"invocations\":%d,"
                        + "\"billed_ms\":{\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"max\":%.3f},"
                        + "\"arrived_before_freeze\":%d,\"arrived_after_thaw\":%d,\"lost\":%d,\"duplicates\":%d,"
                        + "\"freeze\":\"%s\"}",
                result.strategy().word(),
                result.invocations(),
                billed.percentile(50),
                billed.percentile(90),
                billed.percentile(99),
                billed.max(),
                result.arrivedBeforeFreeze(),
                result.arrivedAfterThaw(),
                result.lost(),
                result.duplicates(),
                result.freeze());
    }

    static String table(List<StrategyResult> results, LabSettings settings) {
        StringBuilder text = new StringBuilder();
        text.append("                 billed ms                       requests arrived\n");
        text.append("strategy      p50      p90      p99      max   before freeze  after thaw   lost   twice\n");
        for (StrategyResult result : results) {
            BilledTimes billed = result.billed();
            text.append(String.format(
                    Locale.ROOT,
                    "%-8s %8.1f %8.1f %8.1f %8.1f %15d %11d %6d %7d%n",
                    result.strategy().word(),
                    billed.percentile(50),
                    billed.percentile(90),
                    billed.percentile(99),
                    billed.max(),
                    result.arrivedBeforeFreeze(),
                    result.arrivedAfterThaw(),
                    result.lost(),
                    result.duplicates()));
        }
        text.append('\n')
                .append(comparison(results))
                .append(meaning(settings, results.get(0).freeze()));
        for (StrategyResult result : results) {
            text.append(String.format(
                    "  %-7s %s%n", result.strategy().word(), result.strategy().description()));
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
