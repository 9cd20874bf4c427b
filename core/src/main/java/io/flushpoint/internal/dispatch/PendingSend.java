package io.flushpoint.internal.dispatch;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SendCallback;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.internal.connection.Connection;
import io.flushpoint.internal.connection.OpeningFailure;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One send on its way: where it stands, its deadlines, and what becomes of it when an attempt tells something. Made, and
 * refused, on the thread that submits it; confined to one event loop from when it is let in.
 */
final class PendingSend extends WaitingLine.Place<PendingSend> implements Attempt.Owner, SendDeadlines.Owner, Runnable {
    /** Where a send comes in, on its event loop. */
    interface Entrance {
        void enter(PendingSend send);
    }

    /** Where sends wait for a connection. */
    interface Queue {
        /** A send comes back to be tried again, before all others. */
        void addAgain(PendingSend send);

        /** A send waits no longer. Without effect if it does not. */
        void remove(PendingSend send);

        /** One of the sends that came here has ended. */
        void ended();

        /** What those who wait are waiting for. */
        Phase openingPhase();
    }

    private final Entrance entrance;
    private final SendTerms terms;
    private final Admission.Share share;
    private final Progress progress;
    private final Settlement settlement;
    private final SendDeadlines deadlines;

    private @Nullable SendRequest request; // until it is written or has ended: its body may be large
    private @Nullable Queue queue;
    private @Nullable Attempt attempt;
    private long readyAfter;
    private boolean ended;

    PendingSend(
            Entrance entrance,
            SendTerms terms,
            SendRequest request,
            DeliveryLevel goal,
            @Nullable SendCallback callback,
            Admission.Share share) {
        this.entrance = entrance;
        this.terms = terms;
        this.request = request;
        this.share = share;
        this.progress = new Progress(terms.clocks());
        this.settlement = new Settlement(terms.reporter(), request, goal, callback, progress);
        this.deadlines = new SendDeadlines(terms, this);
        this.readyAfter = progress.submitted() - Long.MAX_VALUE / 2; // any
    }

    /** Follows from what is known, so that nothing contradicts it. */
    @Override
    public SendStage stage() {
        if (ended) {
            return SendStage.ENDED;
        }
        if (attempt == null) {
            return SendStage.QUEUED;
        }
        return progress.isWritten() ? SendStage.WRITTEN : SendStage.WRITING;
    }

    @Override
    public Settlement settlement() {
        return settlement;
    }

    @Override
    public SendRequest request() {
        return Objects.requireNonNull(request, "request");
    }

    // ---- before the loop ----

    /** Refuses the send before it entered, on the thread that submitted it. Whether there is somebody to tell. */
    boolean refuse(Failure failure, String reason, @Nullable Throwable cause) {
        ended = true;
        request = null; // it may wait for long to be told, with others like it, and none of its bytes is counted
        settlement.letGoOfBody();
        return settlement.refuse(failure, reason, cause);
    }

    /** Comes to its event loop. */
    @Override
    public void run() {
        entrance.enter(this);
    }

    // ---- queue ----

    /** Whether it waits for a connection: not cancelled, for one. */
    boolean isQueued() {
        return stage() == SendStage.QUEUED;
    }

    /** Enters the queue of its endpoint. */
    void enter(Queue ofEndpoint) {
        queue = ofEndpoint;
        deadlines.sendBegins(request());
        deadlines.watch();
    }

    /** Only a connection that became ready after this moment will do. */
    long readyAfter() {
        return readyAfter;
    }

    /** When it was submitted, in nanoseconds of the monotonic clock. */
    long submitted() {
        return progress.submitted();
    }

    /** The connection it waited for cannot be opened. */
    void openingFailed(OpeningFailure failed) {
        progress.waited(failed.times());
        fail(failed.failure(), failed.phase(), failed.message(), failed.cause());
    }

    void cancel() {
        if (!ended) {
            giveUp(Failure.CANCELLED, "cancelled by the caller", RetireReason.CANCELLED);
        }
    }

    /** The sender closes its connections. */
    void disconnected() {
        fail(Failure.CANCELLED, phase(), "disconnected", null);
    }

    /** The sender is closed, or {@code broken}. */
    void senderClosed(@Nullable Throwable broken) {
        fail(Failure.SENDER_CLOSED, Phase.QUEUE, closedBecause(broken), broken);
    }

    static String closedBecause(@Nullable Throwable broken) {
        return broken == null ? "the sender is closed" : "the sender failed: " + broken;
    }

    // ---- writing ----

    @Override
    public void begins(Attempt begun) {
        attempt = begun; // with what counts it, so that the books are even if a step fails
        share.unqueue();
        terms.reporter().writing();
    }

    @Override
    public boolean leased(Connection connection) {
        progress.leased(connection);
        if (progress.reused()) {
            terms.reporter().reused(connection.endpoint(), connection.id());
        }
        return !ended; // a listener that was told of the lease may have cancelled it
    }

    @Override
    public void firstByteWritten() {
        progress.onStream(attempt().streamId());
        progress.firstByteWritten();
    }

    @Override
    public void progressed() {
        deadlines.pieceBegins();
    }

    @Override
    public void handedOver() {
        deadlines.watch();
    }

    @Override
    public void requestFailed(Failure failure, String reason, @Nullable Throwable cause) {
        fail(failure, Phase.WRITE, reason, cause);
    }

    @Override
    public void answeredEarly(int early) {
        if (stage() == SendStage.WRITING) {
            progress.answered(early);
            fail(Failure.ANSWERED_EARLY, Phase.WRITE, "status " + early + " before the request was written", null);
        }
    }

    @Override
    public void lost(Failure failure, String reason, @Nullable Throwable cause) {
        Attempt failed = attempt;
        if (!ended && failed != null) {
            boolean unheard = !settlement.isHeard();
            if (request != null && RetryRule.maySendAgain(request, progress, failure, failed.isUntouched(), unheard)) {
                retry(failed, failure);
            } else {
                fail(failure, phase(), reason, cause);
            }
        }
    }

    private void retry(Attempt failed, Failure cause) {
        if (failed.isConnectionLeaving()) { // others may be as near to their end
            readyAfter = terms.clocks().now();
        }
        boolean written = progress.isWritten();
        failed.abandon();
        attempt = null;
        if (cause == Failure.UNPROCESSED) {
            progress.startsOver();
        }
        share.queue();
        deadlines.watch();
        terms.reporter().retried(request(), cause, written);
        if (isQueued() && queue != null) { // unless a listener that was told of it has cancelled it
            queue.addAgain(this);
        }
    }

    // ---- written ----

    @Override
    public void written(long encodedBytes) {
        progress.written(encodedBytes);
        terms.reporter().written(encodedBytes);
        if (terms.keepsWritten() && attempt().provesUnprocessed() && RetryRule.isAnotherLeft(progress)) {
            deadlines.keepBegins();
        } else {
            letGoOfBody();
        }
        settlement.letGoOfBody();
        deadlines.answerBegins();
        settlement.reach(DeliveryLevel.WRITTEN);
        DeliveryLevel watched = settlement.watched();
        if (watched != null) {
            watch(watched);
        }
        deadlines.watch();
    }

    /** Watches the request depart up to {@code SENT} or {@code ACKNOWLEDGED}, from when it is written. */
    void watch(DeliveryLevel level) {
        settlement.watch(level);
        Optional<String> obstacle = terms.kernelObstacle(settlement.endpoint());
        if (obstacle.isPresent()) {
            settlement.failKernelLevels(Failure.LEVEL_UNAVAILABLE, obstacle.get());
        } else if (progress.isWritten() && settlement.levels().isOpen(level)) {
            attempt().watch(level);
            watchAfterItsEnd();
        }
    }

    /** A level that is asked for after the answer has as long as one that is asked for with the send, from now. */
    private void watchAfterItsEnd() {
        if (ended && settlement.isDeparting() && !deadlines.isArmed()) {
            deadlines.answerBegins();
            deadlines.watch();
        }
    }

    @Override
    public void departureTold() {
        endIfComplete();
        if (ended) {
            deadlines.watch();
        }
    }

    @Override
    public void answered(int finalStatus) {
        if (stage() == SendStage.WRITTEN) {
            progress.answered(finalStatus);
            letGoOfBody();
            settlement.answered();
            endIfComplete();
        }
    }

    /** Ends the send once its answer is known and nobody watches its departure any longer. */
    private void endIfComplete() {
        if (stage() == SendStage.WRITTEN
                && !settlement.levels().isOpen(DeliveryLevel.ANSWERED)
                && !settlement.isDeparting()) {
            end();
        }
    }

    @Override
    public void departureDeadlinePassed(String reason) {
        settlement.failKernelLevels(Failure.DEADLINE_EXCEEDED, reason);
        attempt().unwatch();
        endIfComplete();
    }

    // ---- its end ----

    /** Fails what is open and takes the connection out of use, if there is one. */
    @Override
    public void giveUp(Failure failure, String reason, RetireReason why) {
        Attempt on = attempt;
        fail(failure, phase(), reason, null);
        if (on != null) {
            on.unwatch();
            on.giveUp(why);
        }
    }

    private Phase phase() {
        return switch (stage()) {
            case QUEUED -> queue == null ? Phase.QUEUE : queue.openingPhase();
            case WRITING -> Phase.WRITE;
            case WRITTEN -> settlement.isDeparting() ? settlement.kernelPhase() : Phase.ANSWER;
            case ENDED -> progress.isWritten() ? Phase.ANSWER : Phase.WRITE;
        };
    }

    /** Settles it with what a step threw, wherever it stands, and tries again a little later if that throws too. */
    @Override
    public void stepFailed(Throwable cause) {
        deadlines.settling(cause);
        try {
            fail(Failure.CONNECTION_LOST, phase(), "failed within the sender: " + cause, cause);
            if (attempt != null) {
                attempt.giveUp(RetireReason.REQUEST_UNFINISHED);
            }
            deadlines.settled();
        } catch (Throwable again) {
            deadlines.lookAgain();
        }
    }

    /** Ends the send, and fails whatever of it is open. */
    private void fail(Failure failure, Phase phase, String reason, @Nullable Throwable cause) {
        if (attempt != null && attempt.isWriting()) {
            progress.unfinished(attempt.abandon());
        }
        end();
        settlement.end(failure, phase, reason, cause);
    }

    private void end() {
        SendStage before = stage();
        if (before == SendStage.ENDED) {
            return;
        }
        ended = true;
        deadlines.cancel();
        letGoOfBody();
        switch (before) {
            case QUEUED -> share.unqueue();
            case WRITING -> terms.reporter().endedWriting();
            default -> terms.reporter().endedAwaitingAnswer();
        }
        if (queue != null) {
            queue.ended();
            if (before == SendStage.QUEUED) {
                queue.remove(this);
            }
        }
    }

    @Override
    public void letGoOfBody() {
        if (request != null) {
            share.release(request.body());
            request = null;
        }
    }

    private Attempt attempt() {
        Attempt known = attempt;
        if (known == null) {
            throw new IllegalStateException("no attempt in stage " + stage());
        }
        return known;
    }
}
