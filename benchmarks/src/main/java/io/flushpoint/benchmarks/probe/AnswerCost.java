package io.flushpoint.benchmarks.probe;

import io.flushpoint.Bound;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Receipt.Timings;
import io.flushpoint.benchmarks.figures.Quantiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What waiting for the answer costs a Lambda function: the time from the level that was waited for to the answer, in
 * milliseconds as they are billed. Where the answer itself was waited for, the time is counted from {@code WRITTEN}.
 */
final class AnswerCost {
    private final ProbePlan plan;
    private final DeliveryLevel from;
    private final List<Long> costs = new ArrayList<>();
    private int unanswered;
    private int unknown;
    private int lost;

    AnswerCost(ProbePlan plan) {
        this.plan = plan;
        this.from = plan.goal() == DeliveryLevel.ANSWERED ? DeliveryLevel.WRITTEN : plan.goal();
    }

    void add(Observation seen) {
        Timings timings = seen.receipt().timings();
        Optional<Duration> reached = TimedStage.of(from).time(timings);
        Optional<Duration> answered = timings.answered();
        if (reached.isPresent() && answered.isPresent()) {
            costs.add(Math.max(0, answered.get().minus(reached.get()).toNanos()));
        } else if (seen.report() == DeliveryReport.Kind.LOST) {
            lost++;
        } else if (seen.report() == DeliveryReport.Kind.UNKNOWN) {
            unknown++;
        } else if (reached.isPresent()) {
            unanswered++;
        }
    }

    /** Sentences for people; none if no send got far enough to be answered. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        if (!costs.isEmpty()) {
            sentences.add(cost());
        }
        if (unanswered > 0) {
            sentences.add(notAnswered());
        }
        if (unknown > 0) {
            sentences.add(sends(unknown) + " got no answer within "
                    + plan.senderOptions().bound(Bound.ANSWER_DEADLINE)
                    + " ms after WRITTEN and will not be watched longer.");
        }
        if (lost > 0) {
            sentences.add(sends(lost) + " lost the answer with the connection; the server may have acted or not.");
        }
        return sentences;
    }

    private String cost() {
        String start = plan.goal() == DeliveryLevel.ANSWERED
                ? "Waiting for the answer, after WRITTEN, cost "
                : "Waiting for the answer, after " + from + ", would have cost ";
        Quantiles quantiles = Quantiles.of(costs);
        if (quantiles.count() == 1) {
            double cost = quantiles.max();
            return start + Millis.billed(cost) + " Lambda ms more (" + Millis.text(cost) + ", billed in whole ms).";
        }
        return start + "per send, in Lambda ms: p50 " + Millis.billed(quantiles.percentile(50)) + ", p90 "
                + Millis.billed(quantiles.percentile(90)) + ", max " + Millis.billed(quantiles.max()) + " (over "
                + quantiles.count() + " answers).";
    }

    private String notAnswered() {
        if (plan.goal() == DeliveryLevel.ANSWERED) {
            return sends(unanswered) + " got no answer in time.";
        }
        if (plan.linger().isZero()) {
            return sends(unanswered) + " not watched for an answer: --linger MS does.";
        }
        return sends(unanswered) + " got no answer within --linger "
                + plan.linger().toMillis() + ": waiting for it would have cost at least "
                + plan.linger().toMillis() + " Lambda ms.";
    }

    private static String sends(int count) {
        return count == 1 ? "1 send" : count + " sends";
    }
}
