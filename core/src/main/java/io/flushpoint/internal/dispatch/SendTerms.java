package io.flushpoint.internal.dispatch;

import io.flushpoint.Bound;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.internal.connection.Clocks;
import io.flushpoint.internal.connection.RunningTime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What holds for every send of one event loop: its time, how long each step may take, what the kernel can show, and who
 * reports. Immutable, for any thread; but running time is read on the loop.
 */
final class SendTerms {
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

    private final RunningTime runningTime;
    private final Function<String, Optional<String>> kernelObstacle;
    private final Reporter reporter;
    private final long sendNanos;
    private final long stallNanos;
    private final long keptNanos;
    private final long answerNanos;

    SendTerms(
            SenderOptions options,
            RunningTime runningTime,
            Function<String, Optional<String>> kernelObstacle,
            Reporter reporter) {
        this.runningTime = runningTime;
        this.kernelObstacle = kernelObstacle;
        this.reporter = reporter;
        this.sendNanos = TimeUnit.MILLISECONDS.toNanos(options.bound(Bound.SEND_DEADLINE));
        this.stallNanos = TimeUnit.MILLISECONDS.toNanos(options.bound(Bound.WRITE_STALL));
        this.keptNanos = TimeUnit.MILLISECONDS.toNanos(options.bound(Bound.KEPT_AFTER_WRITTEN));
        this.answerNanos = TimeUnit.MILLISECONDS.toNanos(options.bound(Bound.ANSWER_DEADLINE));
    }

    RunningTime runningTime() {
        return runningTime;
    }

    Clocks clocks() {
        return runningTime.clocks();
    }

    Reporter reporter() {
        return reporter;
    }

    /** Why {@code SENT} and {@code ACKNOWLEDGED} cannot be established toward an endpoint. */
    Optional<String> kernelObstacle(String endpoint) {
        return kernelObstacle.apply(endpoint);
    }

    /** When a request that is submitted now must have reached its goal, in running time. */
    long sendDue(SendRequest request) {
        Duration timeout = request.timeout().orElse(null);
        return runningTime.now() + (timeout == null ? sendNanos : nanos(timeout));
    }

    /** When the next piece of a request must be written. */
    long stallDue() {
        return runningTime.now() + stallNanos;
    }

    /** Whether a request that is written is kept at all. */
    boolean keepsWritten() {
        return keptNanos > 0;
    }

    /** Until when a request that is written now is kept, for the case that it is wanted again. */
    long keptDue() {
        return runningTime.now() + keptNanos;
    }

    /** When a request that is written now must be answered. */
    long answerDue() {
        return runningTime.now() + answerNanos;
    }

    /** Saturated at half the range, so that it can be added to a clock. */
    static long nanos(Duration duration) {
        return duration.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : duration.toNanos();
    }
}
