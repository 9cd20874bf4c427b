package io.flushpoint.internal.dispatch;

import io.flushpoint.Bound;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendCallback;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The end of a send's way: settles each level once, tells the delivery report once, and tells whoever wants to know. Written by
 * the send's event loop or, if it is refused, by the thread that submits it; {@link #levels} and {@link #latest} are for any thread.
 */
final class Settlement {
    private final Reporter reporter;
    private final String method;
    private final String endpoint;
    private final DeliveryLevel goal;
    private final @Nullable SendCallback callback;
    private final Progress progress;
    private final Levels levels = new Levels();
    private final @Nullable AnswerKeeper keeper; // if the request asks for it, and somebody holds the delivery
    private volatile Receipt latest = Receipt.empty();
    private @Nullable SendRequest request; // for the listener, if there is one
    private boolean goalSettled;
    private boolean heard;
    private @Nullable DeliveryLevel watched; // of the kernel's levels, the one that is wanted

    Settlement(
            Reporter reporter,
            SendRequest request,
            DeliveryLevel goal,
            @Nullable SendCallback callback,
            Progress progress) {
        this.reporter = reporter;
        this.method = request.method();
        this.endpoint = request.endpoint();
        this.request = reporter.isListening() ? request : null;
        this.goal = goal;
        this.watched = isKernelLevel(goal) ? goal : null;
        this.callback = callback;
        this.progress = progress;
        boolean keeps = !request.keptHeaders().isEmpty() || request.keptErrorContent() > 0;
        this.keeper = keeps && callback == null ? new AnswerKeeper(request) : null;
    }

    /** Keeps what the request asks for of its answer; null if it asks for nothing, or nobody holds the delivery. */
    @Nullable
    AnswerKeeper keeper() {
        return keeper;
    }

    Levels levels() {
        return levels;
    }

    /** The receipt as of the level settled last. */
    Receipt latest() {
        return latest;
    }

    /** Where the request goes, as {@link SendRequest#endpoint()} has it. */
    String endpoint() {
        return endpoint;
    }

    DeliveryLevel goal() {
        return goal;
    }

    boolean goalSettled() {
        return goalSettled;
    }

    /** A byte came back for the request. */
    void heard() {
        heard = true;
    }

    boolean isHeard() {
        return heard;
    }

    /** The request is written or refused: it is told of without its body from now on. */
    void letGoOfBody() {
        if (request != null) {
            request = request.withoutContent();
        }
    }

    void reach(DeliveryLevel level) {
        if (levels.isOpen(level)) {
            progress.reached(level);
            settle(level, null, progress.snapshot());
        }
    }

    /** The final response head has arrived. */
    void answered() {
        if (levels.isOpen(DeliveryLevel.ANSWERED)) {
            progress.reached(DeliveryLevel.ANSWERED);
            Receipt receipt = progress.snapshot();
            DeliveryReport report = settle(SendReport.answered(receipt));
            boolean sameAsTold = latest.equals(receipt); // unless whoever heard the report had more found out
            settle(DeliveryLevel.ANSWERED, null, sameAsTold ? receipt : progress.snapshot());
            tell(report);
        }
    }

    /** Nothing more will be known: settles the delivery report of a request that is written, and fails what is open. */
    void end(Failure failure, Phase phase, String reason, @Nullable Throwable cause) {
        DeliveryReport report = progress.isWritten() || levels.isReached(DeliveryLevel.WRITTEN)
                ? settle(SendReport.unanswered(failure, reason, heard, progress.snapshot()))
                : null;
        fail(DeliveryLevel.WRITTEN, DeliveryLevel.ANSWERED, failure, phase, reason, cause);
        tell(report);
        keepNothingMore();
    }

    private void keepNothingMore() {
        if (keeper != null) {
            keeper.over(false);
            keeper.answerTold();
        }
    }

    // ---- the kernel's levels ----

    static boolean isKernelLevel(DeliveryLevel level) {
        return level == DeliveryLevel.SENT || level == DeliveryLevel.ACKNOWLEDGED;
    }

    /** Whether the send's goal has the kernel watched at least up to this level. From any thread. */
    boolean watchesFromTheStart(DeliveryLevel level) {
        return level == goal || (level == DeliveryLevel.SENT && goal == DeliveryLevel.ACKNOWLEDGED);
    }

    /** The kernel is watched up to this level at least. */
    void watch(DeliveryLevel level) {
        if (watched == null || watched.compareTo(level) < 0) {
            watched = level;
        }
    }

    /** Up to which level the kernel is watched. */
    @Nullable
    DeliveryLevel watched() {
        return watched;
    }

    /** Whether the kernel has more to tell. */
    boolean isDeparting() {
        return watched != null && levels.isOpen(watched);
    }

    /** The phase of a send that waits for the kernel. */
    Phase kernelPhase() {
        return levels.isReached(DeliveryLevel.SENT) ? Phase.ACKNOWLEDGE : Phase.SEND;
    }

    void failKernelLevels(Failure failure, String reason) {
        fail(DeliveryLevel.SENT, DeliveryLevel.ACKNOWLEDGED, failure, kernelPhase(), reason, null);
    }

    // ---- failing ----

    /** Fails the open ones of the levels {@code from} to {@code to}. */
    private void fail(
            DeliveryLevel from,
            DeliveryLevel to,
            Failure failure,
            Phase phase,
            String reason,
            @Nullable Throwable cause) {
        SendException exception = null;
        Receipt receipt = latest;
        for (DeliveryLevel level : DeliveryLevel.values()) {
            if (level.compareTo(from) >= 0 && level.compareTo(to) <= 0 && levels.isOpen(level)) {
                if (exception == null) {
                    receipt = progress.snapshot(); // one for all: what fails gets no further meanwhile
                    exception = exception(failure, phase, reason, cause, receipt);
                }
                settle(level, exception, receipt);
            }
        }
    }

    /** Fails every level of a send that nobody holds yet, and tells nobody. Whether there is somebody to tell. */
    boolean refuse(Failure failure, String reason, @Nullable Throwable cause) {
        SendException exception = exception(failure, Phase.QUEUE, reason, cause, progress.snapshot());
        for (DeliveryLevel level : DeliveryLevel.values()) {
            levels.settle(level, exception);
        }
        goalSettled = true;
        keepNothingMore();
        return reporter.refused(callback);
    }

    /** Tells what {@link #refuse} settled. */
    void tellRefusal() {
        reporter.tellGoal(request, latest, levels.failure(goal), callback);
    }

    /** Does not tell what {@link #refuse} settled: throws it if there is a callback, which would wait for its call for ever. */
    void leaveRefusalUntold() {
        if (callback != null) {
            throw new RejectedExecutionException(
                    "the callback cannot be called: " + Bound.REFUSALS_WAITING + " refused sends wait to be told",
                    levels.failure(goal));
        }
    }

    private SendException exception(
            Failure failure, Phase phase, String reason, @Nullable Throwable cause, Receipt receipt) {
        String message = reason + " (" + method + " " + endpoint + ")";
        return new SendFailure(failure, phase, progress.wire(), message, cause, receipt);
    }

    /** The one place where a level of a send on its way is settled: reached if {@code failure} is null. */
    private void settle(DeliveryLevel level, @Nullable SendException failure, Receipt receipt) {
        latest = receipt;
        if (levels.settle(level, failure == null ? receipt : failure) && level == goal) {
            goalSettled = true;
            reporter.goalSettled(request, receipt, failure, callback);
        }
    }

    /** Settled before the level, so that whoever waited for the level finds the report; null if it was settled before. */
    private @Nullable DeliveryReport settle(DeliveryReport report) {
        latest = report.receipt(); // whoever hears the report finds it in the receipt too
        return levels.settleReport(report) ? report : null;
    }

    private void tell(@Nullable DeliveryReport report) {
        if (report != null) {
            reporter.reported(request, report, callback);
        }
    }
}
