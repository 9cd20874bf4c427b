package io.flushpoint.benchmarks.lab;

import io.flushpoint.benchmarks.figures.JsonLine;
import io.flushpoint.benchmarks.figures.TextColumns;
import io.flushpoint.benchmarks.figures.TextColumns.Cells;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results as text: a table for people, a line each for programs. */
final class LabReport {
    private static final TextColumns COLUMNS = TextColumns.of(
            Cells.words(0, 21),
            Cells.numbers(1, 8),
            Cells.numbers(1, 8),
            Cells.numbers(1, 8),
            Cells.numbers(1, 8),
            Cells.numbers(3, 13),
            Cells.numbers(2, 10),
            Cells.numbers(3, 4),
            Cells.numbers(3, 5));

    private static final TextColumns MEANINGS = TextColumns.of(Cells.words(2, 22), Cells.rest(0));

    private LabReport() {}

    /** One JSON object a line. Other tools read the names: they stay. */
    static String json(ContestResult result) {
        return facts(new JsonLine().put("strategy", result.contestant().word()), result)
                .toString();
    }

    /** The same for a way of sending telemetry, and what a cold start costs with it. */
    static String telemetryJson(ContestResult result) {
        JsonLine line = new JsonLine()
                .put("scenario", "telemetry")
                .put("sender", result.contestant().word());
        return facts(line, result)
                .put("init_ms", result.init().toMillis())
                .put("first_ms", result.first().toMillis())
                .toString();
    }

    private static JsonLine facts(JsonLine line, ContestResult result) {
        return line.put("invocations", result.invocations())
                .put("billed_ms", result.billed().json())
                .put("arrived_before_freeze", result.arrivedBeforeFreeze())
                .put("arrived_after_thaw", result.arrivedAfterThaw())
                .put("lost", result.lost())
                .put("duplicates", result.duplicates())
                .put("freeze", result.freeze());
    }

    static String table(List<ContestResult> results, LabSettings settings) {
        StringBuilder text = new StringBuilder();
        text.append("                              billed ms                       requests arrived\n");
        text.append(
                COLUMNS.line("strategy", "p50", "p90", "p99", "max", "before freeze", "after thaw", "lost", "twice"));
        for (ContestResult result : results) {
            BilledTimes billed = result.billed();
            text.append(COLUMNS.line(
                    result.contestant().word(),
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
        for (ContestResult result : results) {
            text.append(MEANINGS.line(
                    result.contestant().word(), result.contestant().description()));
        }
        return text.toString();
    }

    /** The point of it all, where both were measured. */
    private static String comparison(List<ContestResult> results) {
        Map<Contestant, Double> medians = new HashMap<>();
        results.forEach(
                result -> medians.put(result.contestant(), result.billed().percentile(50)));
        return comparison(medians, Strategy.FLUSH, Strategy.AWAIT)
                + comparison(medians, TelemetrySending.FLUSHPOINT, TelemetrySending.SDK_JDK)
                + comparison(medians, TelemetrySending.MICROMETER_FLUSHPOINT, TelemetrySending.MICROMETER);
    }

    private static String comparison(Map<Contestant, Double> medians, Contestant quick, Contestant slow) {
        Double quickly = medians.get(quick);
        Double slowly = medians.get(slow);
        return quickly == null || slowly == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        "The median invocation is billed %.1f ms with %s and %.1f ms with %s: 1/%.0f.%n",
                        quickly,
                        quick.word(),
                        slowly,
                        slow.word(),
                        slowly / quickly);
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
