package io.flushpoint.benchmarks.probe;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.LateNews;
import io.flushpoint.Receipt;
import io.flushpoint.Receipt.Timings;
import io.flushpoint.SendException;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Plain text for people: a block for a single send; a line for each of several, and then a {@link Summary}. */
final class HumanReport implements Report {
    private static final String ROW = "%7s  %-7s  %13s  %13s  %13s  %13s  %6s  %-8s  %s%n";

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
            out.printf(
                    ROW, "n", "outcome", "WRITTEN", "SENT", "ACKNOWLEDGED", "ANSWERED", "status", "news", "connection");
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
        out.printf(
                Locale.ROOT,
                ROW,
                seen.n(),
                outcome(seen),
                Millis.text(times.writtenNanos()),
                Millis.text(times.sentNanos()),
                Millis.text(times.acknowledgedNanos()),
                Millis.text(times.answeredNanos()),
                status(seen),
                news(seen),
                connection(seen.receipt()));
        SendException failure = seen.failure();
        if (failure != null) {
            out.printf("         %s%n", failure.getMessage());
        }
    }

    private void block(Observation seen) {
        out.printf("%s %s%n", outcome(seen), plan.goal());
        SendException failure = seen.failure();
        if (failure != null) {
            out.printf("  %s%n", failure.getMessage());
        }
        Receipt receipt = seen.receipt();
        out.printf("  %-13s %s%n", "connection", connection(receipt));
        out.printf(Locale.ROOT, "  %-13s %,d bytes, as encoded%n", "request", receipt.bytes());
        for (Stage stage : Stage.values()) {
            long nanos = stage.nanos(receipt.timings());
            if (nanos != Timings.ABSENT || receipt.level() != null) {
                out.printf("  %-13s %13s%s%n", stage.label(), Millis.text(nanos), remark(stage, seen));
            }
        }
    }

    private String remark(Stage stage, Observation seen) {
        if (stage == Stage.ANSWERED) {
            boolean answered = seen.status().isPresent();
            return answered ? "   status " + status(seen) : seen.news() == null ? "" : "   " + news(seen);
        }
        boolean unknowable =
                stage.level().isPresent() && !levels.contains(stage.level().get());
        return unknowable ? "   not known on this transport" : "";
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

    private static String news(Observation seen) {
        LateNews.Kind news = seen.news();
        return news == null ? "-" : news.name();
    }

    private static String connection(Receipt receipt) {
        if (receipt.connection() == 0) {
            return "none";
        }
        String attempts = receipt.attempts() == 1 ? "" : ", " + receipt.attempts() + " attempts";
        return receipt.connection() + (receipt.reused() ? " reused" : " fresh") + attempts;
    }
}
