package io.flushpoint.benchmarks.probe;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.HttpProtocol;
import io.flushpoint.Receipt;
import io.flushpoint.Receipt.Timings;
import io.flushpoint.benchmarks.figures.TextColumns;
import io.flushpoint.benchmarks.figures.TextColumns.Cells;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Plain text for people: a block for a single send; a line for each of several, and then a {@link Summary}. */
final class HumanReport implements ProbeReport {
    private static final TextColumns SENDS = TextColumns.of(
            Cells.numbers(0, 7),
            Cells.words(2, 7),
            Cells.numbers(2, 13),
            Cells.numbers(2, 13),
            Cells.numbers(2, 13),
            Cells.numbers(2, 13),
            Cells.numbers(2, 6),
            Cells.words(2, 8),
            Cells.rest(2));

    private static final TextColumns FACTS = TextColumns.of(Cells.words(2, 13), Cells.rest(1));
    private static final TextColumns STAGES = TextColumns.of(Cells.words(2, 13), Cells.numbers(1, 13), Cells.rest(3));

    private final PrintWriter out;
    private final ProbePlan plan;
    private final Summary summary;
    private final AnswerCost answerCost;
    private Set<DeliveryLevel> levels = Set.of();

    HumanReport(PrintWriter out, ProbePlan plan) {
        this.out = out;
        this.plan = plan;
        this.summary = new Summary(plan.goal());
        this.answerCost = new AnswerCost(plan);
    }

    @Override
    public void begin(ProbePlan begun, Set<DeliveryLevel> known) {
        levels = known;
        out.println(plan.request());
        out.printf(
                "waiting for %s, at most %,d ms; %s loop, transport %s; levels known here: %s%n%n",
                plan.goal(),
                plan.timeout().toMillis(),
                plan.loop().name().toLowerCase(Locale.ROOT),
                plan.senderOptions().transport().name().toLowerCase(Locale.ROOT),
                names(known));
        if (plan.count() > 1) {
            out.print(SENDS.line(
                    "n", "outcome", "WRITTEN", "SENT", "ACKNOWLEDGED", "ANSWERED", "status", "news", "connection"));
        }
        out.flush();
    }

    private static String names(Set<DeliveryLevel> known) {
        return known.isEmpty()
                ? "none"
                : EnumSet.copyOf(known).stream().map(DeliveryLevel::name).collect(Collectors.joining(", "));
    }

    @Override
    public void add(Observation seen) {
        summary.add(seen);
        answerCost.add(seen);
        if (plan.count() > 1) {
            row(seen);
        } else {
            block(seen);
        }
        out.flush();
    }

    private void row(Observation seen) {
        Timings times = seen.receipt().timings();
        out.print(SENDS.line(
                seen.n(),
                outcome(seen),
                Millis.text(times.written()),
                Millis.text(times.sent()),
                Millis.text(times.acknowledged()),
                Millis.text(times.answered()),
                status(seen),
                report(seen),
                connection(seen.receipt())));
        if (seen.reason() != null) {
            out.printf("         %s%n", seen.reason());
        }
    }

    private void block(Observation seen) {
        out.printf("%s %s%n", outcome(seen), plan.goal());
        if (seen.reason() != null) {
            out.printf("  %s%n", seen.reason());
        }
        Receipt receipt = seen.receipt();
        out.print(FACTS.line("connection", connection(receipt)));
        receipt.protocol()
                .ifPresent(protocol -> out.print(FACTS.line("protocol", protocol(protocol, receipt.stream()))));
        receipt.proxy().ifPresent(proxy -> out.print(FACTS.line("proxy", proxy + ": ACKNOWLEDGED speaks of it")));
        out.print(FACTS.line("request", String.format(Locale.ROOT, "%,d bytes, as encoded", receipt.bytes())));
        for (TimedStage stage : TimedStage.values()) {
            Optional<Duration> time = stage.time(receipt.timings());
            boolean notOnTheWay = stage == TimedStage.TUNNEL && receipt.proxy().isEmpty();
            if (time.isPresent() || (receipt.level().isPresent() && !notOnTheWay)) {
                out.print(STAGES.line(stage.label(), Millis.text(time), remark(stage, seen)));
            }
        }
    }

    private static String protocol(HttpProtocol protocol, OptionalInt stream) {
        return protocol.wireName() + (stream.isPresent() ? ", stream " + stream.getAsInt() : "");
    }

    private String remark(TimedStage stage, Observation seen) {
        if (stage == TimedStage.ANSWERED) {
            boolean answered = seen.status().isPresent();
            return answered ? "status " + status(seen) : seen.report() == null ? "" : report(seen);
        }
        boolean unknowable =
                stage.level().isPresent() && !levels.contains(stage.level().get());
        return unknowable ? "not known on this transport" : "";
    }

    @Override
    public void end() {
        out.println();
        if (plan.count() > 1) {
            summary.print(out);
            out.println();
        }
        if (summary.anyReached()) {
            out.println(doesNotProve(plan.goal()));
        }
        answerCost.sentences().forEach(out::println);
        if (summary.anyReached() && plan.count() == 1) {
            out.println(
                    "The first send of a process also pays for loading classes; --count shows what the next ones take.");
        }
        out.flush();
    }

    private static String doesNotProve(DeliveryLevel goal) {
        return switch (goal) {
            case WRITTEN ->
                "WRITTEN does not prove that a byte has left this machine: frozen now, it would send what is"
                        + " left after the thaw.";
            case SENT ->
                "SENT does not prove that the peer's machine received anything: what is lost on the way, this"
                        + " machine has to send again.";
            case ACKNOWLEDGED -> "ACKNOWLEDGED does not prove that the peer's application read anything.";
            case ANSWERED -> "ANSWERED does not prove success: read the status.";
        };
    }

    private static String outcome(Observation seen) {
        return seen.reached() ? "REACHED" : "FAILED";
    }

    private static String status(Observation seen) {
        return seen.status().isPresent() ? Integer.toString(seen.status().getAsInt()) : "-";
    }

    private static String report(Observation seen) {
        DeliveryReport.Kind report = seen.report();
        return report == null ? "-" : report.name();
    }

    private static String connection(Receipt receipt) {
        if (receipt.connection().isEmpty()) {
            return "none";
        }
        String attempts = receipt.attempts() == 1 ? "" : ", " + receipt.attempts() + " attempts";
        return receipt.connection().getAsLong() + (receipt.reused() ? " reused" : " fresh") + attempts;
    }
}
