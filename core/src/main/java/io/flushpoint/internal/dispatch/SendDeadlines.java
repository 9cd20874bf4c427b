package io.flushpoint.internal.dispatch;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.internal.connection.RunningTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one send, in running time, behind one that is armed. It is moved only when it would come too late: one
 * that comes early looks again, which costs less than moving it for every send that goes well.
 */
final class SendDeadlines extends RunningTime.Deadline {
    private static final long NEVER = Long.MAX_VALUE;

    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Whose deadlines they are. */
    interface Owner {
        SendStage stage();

        Settlement settlement();

        /** Fails what is open, and takes the connection out of use for a reason. */
        void giveUp(Failure failure, String reason, RetireReason why);

        /** What is still open of the kernel's levels will not be known. */
        void departureDeadlinePassed(String reason);

        /** The request of a send that is written is kept no longer. */
        void letGoOfBody();

        /** A step failed, just now or before, and could not be settled then. */
        void stepFailed(Throwable cause);
    }

    private final SendTerms terms;
    private final Owner owner;
    private long send;
    private long step; // the next piece while it is written, the answer then
    private long kept = NEVER; // for as long as its request is kept after it is written
    private @Nullable Throwable unsettled;

    SendDeadlines(SendTerms terms, Owner owner) {
        super(terms.runningTime());
        this.terms = terms;
        this.owner = owner;
    }

    /** The whole send begins, up to its goal. */
    void sendBegins(SendRequest request) {
        send = terms.sendDue(request);
    }

    /** A piece of the request is to be written next. */
    void pieceBegins() {
        step = terms.stallDue();
    }

    /** The final response head is to come next. */
    void answerBegins() {
        step = terms.answerDue();
    }

    /** The request is kept for as long as it may be wanted again. */
    void keepBegins() {
        kept = terms.keptDue();
    }

    /** Sees to it that none of those that count now is missed. */
    void watch() {
        switch (owner.stage()) {
            case QUEUED -> watch(send);
            case WRITING -> watch(Math.min(send, step));
            case WRITTEN -> watch(Math.min(kept, settlement().goalSettled() ? step : Math.min(send, step)));
            case ENDED -> {
                if (settlement().isDeparting()) {
                    watch(step);
                } else {
                    cancel();
                }
            }
        }
    }

    /** A step failed, and is to be settled. */
    void settling(Throwable cause) {
        unsettled = cause;
    }

    /** It is settled. */
    void settled() {
        unsettled = null;
    }

    /** It could not be: comes back in a moment, whatever is due. */
    void lookAgain() {
        arm(runningTime().now() + AGAIN_NANOS);
    }

    private void watch(long due) {
        if (!isArmed() || due() > due) {
            arm(due);
        }
    }

    @Override
    protected void passed() {
        if (unsettled != null) {
            owner.stepFailed(unsettled);
            return;
        }
        try {
            look();
        } catch (Throwable e) {
            owner.stepFailed(e);
        }
    }

    private void look() {
        SendStage stage = owner.stage();
        if (stage == SendStage.WRITTEN && isOver(kept)) {
            kept = NEVER;
            owner.letGoOfBody();
        }
        boolean again = stage == SendStage.QUEUED || stage == SendStage.WRITING; // also where the goal is settled
        if ((again || !settlement().goalSettled()) && isOver(send)) {
            sendPassed();
        } else if (owner.stage() != SendStage.QUEUED && isOver(step)) {
            stepPassed();
        }
        watch();
    }

    private boolean isOver(long due) {
        return runningTime().now() - due >= 0;
    }

    private void sendPassed() {
        String reason = "the send's deadline passed";
        if (owner.stage() != SendStage.WRITTEN) {
            owner.giveUp(Failure.DEADLINE_EXCEEDED, reason, RetireReason.REQUEST_UNFINISHED);
        } else if (settlement().goal() == DeliveryLevel.ANSWERED) {
            owner.giveUp(Failure.DEADLINE_EXCEEDED, reason, RetireReason.ANSWER_TIMEOUT);
        } else {
            owner.departureDeadlinePassed(reason);
        }
    }

    private void stepPassed() {
        switch (owner.stage()) {
            case QUEUED -> throw new IllegalStateException("no step is under way");
            case WRITING ->
                owner.giveUp(
                        Failure.WRITE_TIMEOUT,
                        "the operating system took nothing in time",
                        RetireReason.REQUEST_UNFINISHED);
            case WRITTEN -> answerPassed();
            case ENDED -> {
                if (settlement().isDeparting()) {
                    owner.departureDeadlinePassed("not known in time after it was asked for");
                }
            }
        }
    }

    private void answerPassed() {
        if (settlement().levels().isOpen(DeliveryLevel.ANSWERED)) {
            owner.giveUp(Failure.ANSWER_TIMEOUT, "no final response in time", RetireReason.ANSWER_TIMEOUT);
        } else {
            owner.departureDeadlinePassed("not known before the answer's deadline");
        }
    }

    private Settlement settlement() {
        return owner.settlement();
    }
}
