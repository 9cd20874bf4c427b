package io.flushpoint.benchmarks.lab;

import io.flushpoint.benchmarks.figures.JsonLine;
import io.flushpoint.benchmarks.figures.TextColumns;
import io.flushpoint.benchmarks.figures.TextColumns.Cells;
import io.flushpoint.benchmarks.lab.law.Offence;
import io.flushpoint.benchmarks.lab.law.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Results of scenarios as text: a table for people, a line each for programs. */
final class ScenarioReport {
    private static final TextColumns COLUMNS = TextColumns.of(
            Cells.words(0, 16),
            Cells.words(1, 11),
            Cells.words(1, 8),
            Cells.numbers(0, 6),
            Cells.numbers(1, 7),
            Cells.numbers(1, 8),
            Cells.numbers(1, 6),
            Cells.numbers(1, 7),
            Cells.numbers(1, 5),
            Cells.numbers(1, 8),
            Cells.numbers(1, 5),
            Cells.numbers(1, 8),
            Cells.numbers(1, 7),
            Cells.numbers(1, 7),
            Cells.numbers(1, 7),
            Cells.numbers(1, 7),
            Cells.numbers(1, 7));

    private ScenarioReport() {}

    /** One JSON object a line: the fields of {@link LabReport#json}, and more. Other tools read the names: they stay. */
    static String json(ScenarioResult result) {
        Verdict verdict = result.verdict();
        ScenarioSettings settings = result.settings();
        return new JsonLine()
                .put("strategy", "flush")
                .put("invocations", result.invocations())
                .put("billed_ms", result.billed().json())
                .put("arrived_before_freeze", result.arrivedBeforeFreeze())
                .put("arrived_after_thaw", verdict.seen() - result.arrivedBeforeFreeze())
                .put("lost", verdict.unseen().size())
                .put("duplicates", verdict.duplicates())
                .put("freeze", result.freeze())
                .put("scenario", settings.scenario().word())
                .put("mode", settings.mode().word())
                .put("level", settings.level().name().toLowerCase(Locale.ROOT))
                .put("cpu", settings.cores().isPresent() ? settings.cores().getAsDouble() : null)
                .put("cycles", result.cycles())
                .put("sends", verdict.sends())
                .put("reported_failures", verdict.reportedFailures())
                .put("late_lost", verdict.lateLost())
                .put("unexplained_loss", verdict.unexplainedLoss())
                .put("missing_at_peer", verdict.count(Offence.MISSING_AT_PEER))
                .put("holds", result.holds())
                .put("thaw_to_delivered_ms", result.thawToDelivered().map(BilledTimes::json))
                .put("steady_to_delivered_ms", result.steadyToDelivered().map(BilledTimes::json))
                .put("responded_ms", result.responded().json())
                .put("first_ms", result.first().map(BilledTimes::json))
                .put("warm_ms", result.warm().map(BilledTimes::json))
                .put("empty_first_ms", result.emptyFirst().map(BilledTimes::json))
                .put("empty_warm_ms", result.emptyWarm().map(BilledTimes::json))
                .put("bound_ms", settings.course().bound().map(Duration::toMillis))
                .put("over_bound", result.overBound())
                .put("connections", result.connections())
                .put(
                        "sockets_at_checkpoint",
                        result.socketsAtCheckpoint().isPresent()
                                ? result.socketsAtCheckpoint().getAsInt()
                                : null)
                .put("footprint", result.footprints().stream().findFirst().map(ScenarioReport::footprint))
                .toString();
    }

    /** Of the environment that came first to its end. */
    private static JsonLine footprint(List<Footprint> beforeAndAfter) {
        return new JsonLine()
                .put("before", footprint(beforeAndAfter.get(0)))
                .put("after", footprint(beforeAndAfter.get(1)));
    }

    private static JsonLine footprint(Footprint held) {
        return new JsonLine()
                .put("threads", held.threads())
                .put("sockets", held.sockets())
                .put("resident_kb", held.residentKilobytes())
                .put("heap_kb", held.heapKilobytes());
    }

    static String table(List<ScenarioResult> results) {
        StringBuilder text = new StringBuilder();
        text.append("                                              sends     seen   thaw          late  unex-"
                + "        thaw to delivered ms   steady  billed ms\n");
        text.append(COLUMNS.line(
                "scenario",
                "mode",
                "level",
                "cycles",
                "made",
                "before",
                "after",
                "failed",
                "lost",
                "plained",
                "twice",
                "p50",
                "p90",
                "max",
                "p50",
                "p50",
                "max"));
        for (ScenarioResult result : results) {
            Verdict verdict = result.verdict();
            Optional<BilledTimes> delivered = result.thawToDelivered();
            text.append(COLUMNS.line(
                    result.settings().scenario().word(),
                    result.settings().mode().word(),
                    result.settings().level().name().toLowerCase(Locale.ROOT).replace("acknowledged", "ack'ed"),
                    result.cycles(),
                    verdict.sends(),
                    result.arrivedBeforeFreeze(),
                    verdict.seen() - result.arrivedBeforeFreeze(),
                    verdict.reportedFailures(),
                    verdict.lateLost(),
                    verdict.unexplainedLoss(),
                    verdict.duplicates(),
                    percentile(delivered, 50),
                    percentile(delivered, 90),
                    percentile(delivered, 100),
                    percentile(result.steadyToDelivered(), 50),
                    TextColumns.tenths(result.billed().percentile(50)),
                    TextColumns.tenths(result.billed().max())));
        }
        text.append('\n');
        results.forEach(result -> text.append(notes(result)));
        return text.toString();
    }

    private static String percentile(Optional<BilledTimes> times, int percent) {
        return times.map(known -> TextColumns.tenths(known.percentile(percent))).orElse("-");
    }

    private static String notes(ScenarioResult result) {
        Scenario scenario = result.settings().scenario();
        StringBuilder notes = new StringBuilder(String.format("%s: %s.%n", scenario.word(), scenario.description()));
        result.first()
                .ifPresent(first -> notes.append(String.format(
                        Locale.ROOT,
                        "  billed ms, p50: first invocation after INIT %.1f, warm %s%n",
                        first.percentile(50),
                        percentile(result.warm(), 50))));
        result.emptyFirst()
                .ifPresent(first -> notes.append(String.format(
                        Locale.ROOT,
                        "  of a function that does nothing: first invocation after INIT %.1f, warm %s%n",
                        first.percentile(50),
                        percentile(result.emptyWarm(), 50))));
        scenario.course()
                .bound()
                .ifPresent(bound -> notes.append(String.format(
                        "  bound %d ms: %d invocations longer than that and %d ms%n",
                        bound.toMillis(),
                        result.overBound(),
                        result.settings().slack().toMillis())));
        result.socketsAtCheckpoint()
                .ifPresent(sockets -> notes.append(String.format("  open sockets at the checkpoint: %d%n", sockets)));
        result.footprints().stream().findFirst().ifPresent(held -> notes.append(held(held.get(0), held.get(1))));
        notes.append(String.format("  connections taken by the peers: %d%n", result.connections()));
        result.undelivered().forEach(send -> notes.append("  not delivered: " + send + "\n"));
        result.complaints().forEach(complaint -> notes.append("  THE LAW IS BROKEN: " + complaint + "\n"));
        return notes.toString();
    }

    private static String held(Footprint before, Footprint after) {
        return String.format(
                "  held before and after the cycles: threads %d, %d; sockets %d, %d; heap %d, %d kB; resident %d, %d kB%n",
                before.threads(),
                after.threads(),
                before.sockets(),
                after.sockets(),
                before.heapKilobytes(),
                after.heapKilobytes(),
                before.residentKilobytes(),
                after.residentKilobytes());
    }
}
