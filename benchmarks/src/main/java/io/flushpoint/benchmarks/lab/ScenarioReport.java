package io.flushpoint.benchmarks.lab;

import io.flushpoint.benchmarks.lab.law.Offence;
import io.flushpoint.benchmarks.lab.law.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Results of scenarios as text: a table for people, a line each for programs. */
final class ScenarioReport {
    private ScenarioReport() {}

    /** One JSON object a line: the fields of {@link LabReport#json}, and more. Other tools read the names: they stay. */
    static String json(ScenarioResult result) {
        Verdict verdict = result.verdict();
        ScenarioSettings settings = result.settings();
        return "{"
                + String.join(
                        ",",
                        "\"strategy\":\"flush\"",
                        field("invocations", result.invocations()),
                        "\"billed_ms\":" + times(Optional.of(result.billed())),
                        field("arrived_before_freeze", result.arrivedBeforeFreeze()),
                        field("arrived_after_thaw", verdict.seen() - result.arrivedBeforeFreeze()),
                        field("lost", verdict.sends() - verdict.seen()),
                        field("duplicates", verdict.duplicates()),
                        "\"freeze\":\"" + result.freeze() + "\"",
                        "\"scenario\":\"" + settings.scenario().word() + "\"",
                        "\"mode\":\"" + settings.mode().word() + "\"",
                        "\"level\":\"" + settings.level().name().toLowerCase(Locale.ROOT) + "\"",
                        "\"cpu\":"
                                + (settings.cores().isPresent()
                                        ? settings.cores().getAsDouble()
                                        : "null"),
                        field("cycles", result.cycles()),
                        field("sends", verdict.sends()),
                        field("reported_failures", verdict.reportedFailures()),
                        field("late_lost", verdict.lateLost()),
                        field("unexplained_loss", verdict.unexplainedLoss()),
                        field("missing_at_peer", verdict.count(Offence.MISSING_AT_PEER)),
                        "\"holds\":" + result.holds(),
                        "\"thaw_to_delivered_ms\":" + times(result.thawToDelivered()),
                        "\"steady_to_delivered_ms\":" + times(result.steadyToDelivered()),
                        "\"responded_ms\":" + times(Optional.of(result.responded())),
                        "\"first_ms\":" + times(result.first()),
                        "\"warm_ms\":" + times(result.warm()),
                        "\"empty_first_ms\":" + times(result.emptyFirst()),
                        "\"empty_warm_ms\":" + times(result.emptyWarm()),
                        "\"bound_ms\":"
                                + settings.course()
                                        .bound()
                                        .map(bound -> Long.toString(bound.toMillis()))
                                        .orElse("null"),
                        field("over_bound", result.overBound()),
                        field("connections", result.connections()),
                        "\"sockets_at_checkpoint\":"
                                + (result.socketsAtCheckpoint().isPresent()
                                        ? Integer.toString(
                                                result.socketsAtCheckpoint().getAsInt())
                                        : "null"),
                        "\"footprint\":" + footprint(result.footprints()))
                + "}";
    }

    private static String field(String name, int value) {
        return "\"" + name + "\":" + value;
    }

    private static String times(Optional<BilledTimes> times) {
        return times.map(known -> String.format(
                        Locale.ROOT,
                        "{\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"max\":%.3f}",
                        known.percentile(50),
                        known.percentile(90),
                        known.percentile(99),
                        known.max()))
                .orElse("null");
    }

    /** Of the environment that came first to its end. */
    private static String footprint(List<List<Footprint>> footprints) {
        if (footprints.isEmpty()) {
            return "null";
        }
        return String.format(
                "{\"before\":%s,\"after\":%s}",
                footprint(footprints.get(0).get(0)), footprint(footprints.get(0).get(1)));
    }

    private static String footprint(Footprint held) {
        return String.format(
                "{\"threads\":%d,\"sockets\":%d,\"resident_kb\":%d,\"heap_kb\":%d}",
                held.threads(), held.sockets(), held.residentKilobytes(), held.heapKilobytes());
    }

    static String table(List<ScenarioResult> results) {
        StringBuilder text = new StringBuilder();
        text.append("                                              sends     seen   thaw          late  unex-"
                + "        thaw to delivered ms   steady  billed ms\n");
        text.append("scenario         mode        level   cycles    made   before  after  failed  lost  plained"
                + " twice      p50     p90     max     p50     p50     max\n");
        for (ScenarioResult result : results) {
            Verdict verdict = result.verdict();
            text.append(String.format(
                    Locale.ROOT,
                    "%-16s %-11s %-8s %5d %7d %8d %6d %7d %5d %8d %5d %s %s %7.1f %7.1f%n",
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
                    result.thawToDelivered()
                            .map(times -> String.format(
                                    Locale.ROOT,
                                    "%8.1f %7.1f %7.1f",
                                    times.percentile(50),
                                    times.percentile(90),
                                    times.max()))
                            .orElse("       -       -       -"),
                    median(result.steadyToDelivered()),
                    result.billed().percentile(50),
                    result.billed().max()));
        }
        text.append('\n');
        results.forEach(result -> text.append(notes(result)));
        return text.toString();
    }

    private static String median(Optional<BilledTimes> times) {
        return times.map(known -> String.format(Locale.ROOT, "%7.1f", known.percentile(50)))
                .orElse("      -");
    }

    private static String notes(ScenarioResult result) {
        Scenario scenario = result.settings().scenario();
        StringBuilder notes = new StringBuilder(String.format("%s: %s.%n", scenario.word(), scenario.description()));
        result.first()
                .ifPresent(first -> notes.append(String.format(
                        Locale.ROOT,
                        "  billed ms, p50: first invocation after INIT %.1f, warm%s%n",
                        first.percentile(50),
                        median(result.warm()))));
        result.emptyFirst()
                .ifPresent(first -> notes.append(String.format(
                        Locale.ROOT,
                        "  of a function that does nothing: first invocation after INIT %.1f, warm%s%n",
                        first.percentile(50),
                        median(result.emptyWarm()))));
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
