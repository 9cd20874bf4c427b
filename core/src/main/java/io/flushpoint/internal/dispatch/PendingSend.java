package io.flushpoint.internal.dispatch;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.LateNews;
import io.flushpoint.Phase;
import io.flushpoint.SendCallback;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.WireState;
import io.flushpoint.internal.connection.Connection;
import io.flushpoint.internal.connection.Exchange;
import io.flushpoint.internal.connection.OpeningFailure;
import io.flushpoint.internal.encode.RequestWriter;
import org.jspecify.annotations.Nullable;

/**
 * One send on its way. Confined to the event loop of its dispatcher.
 *
 * <pre>
 *   QUEUED --leased--&gt; WRITING --written--&gt; WRITTEN --answered, lost, given up--&gt; ENDED
 *      ^                  |
 *      +----- retry ------+   (nothing written, or declared replayable; once)
 * </pre>
 */
final class PendingSend implements Exchange, RequestWriter.Outcome, Runnable {
    private static final int MAX_ATTEMPTS = 2;

    private enum Stage {
        QUEUED,
        WRITING,
        WRITTEN,
        ENDED
    }

    private final Dispatcher dispatcher;
    private final SendRequest request;
    private final DeliveryLevel goal;
    private final long weight;
    private final Progress progress;
    private final Settlement settlement;
    private final Levels levels;
    private final SendDeadlines deadlines;

    private Stage stage = Stage.QUEUED;
    private @Nullable SendQueue queue;
    private @Nullable Connection connection;
    private @Nullable RequestWriter writer;
    private @Nullable DeliveryLevel watched;
    private boolean holdsBytes = true;
    private long readyAfter;

    PendingSend(
            Dispatcher dispatcher,
            SendRequest request,
            DeliveryLevel goal,
            @Nullable SendCallback callback,
            long weight,
            long now) {
        this.dispatcher = dispatcher;
        this.request = request;
        this.goal = goal;
        this.weight = weight;
        this.progress = new Progress(now);
        this.settlement = new Settlement(dispatcher, request, goal, callback, progress);
        this.levels = settlement.levels();
        this.deadlines = new SendDeadlines(dispatcher.runTime(), this);
        this.readyAfter = now - Long.MAX_VALUE / 2; // any
        if (goal == DeliveryLevel.SENT || goal == DeliveryLevel.ACKNOWLEDGED) {
            watched = goal;
        }
    }

    SendRequest request() {
        return request;
    }

    Settlement settlement() {
        return settlement;
    }

    /** Whether the send's goal has the kernel watched at least up to this level. From any thread. */
    boolean watchesFromTheStart(DeliveryLevel level) {
        return level == goal || (level == DeliveryLevel.SENT && goal == DeliveryLevel.ACKNOWLEDGED);
    }

    void cancel() {
        if (stage != Stage.ENDED) {
            giveUp(Failure.CANCELLED, "cancelled by the caller", RetireReason.CANCELLED);
        }
    }

    // ---- queue ----

    /** Comes to the event loop. */
    @Override
    public void run() {
        dispatcher.start(this);
    }

    /** Enters the queue of its endpoint. */
    void start(SendQueue ofEndpoint) {
        if (stage != Stage.QUEUED) {
            return; // cancelled before it got here
        }
        queue = ofEndpoint;
        deadlines.send(dispatcher.sendDue(request));
        watchDeadlines();
        ofEndpoint.add(this);
    }

    /** Only a connection that became ready after this moment will do. */
    long readyAfter() {
        return readyAfter;
    }

    /** A connection is leased: writes. */
    void leased(Connection leased) {
        stage = Stage.WRITING;
        connection = leased;
        leased.begin(this);
        progress.leased(leased, dispatcher.now());
        dispatcher.leased(leased, progress.reused());
        if (stage != Stage.WRITING) {
            return; // a listener that was told of the lease has cancelled it
        }
        progressed();
        RequestWriter ofChannel = RequestWriter.of(leased.channel());
        writer = ofChannel;
        ofChannel.write(request, this);
        watchDeadlines(); // as a rule it is written by now
    }

    /** The connection it waited for cannot be opened. */
    void openingFailed(OpeningFailure failed) {
        progress.waited(failed.times(), dispatcher.now());
        fail(failed.failure(), failed.phase(), failed.message(), failed.cause());
    }

    /** The sender closes its connections. */
    void disconnected() {
        fail(Failure.CANCELLED, phase(), "disconnected", null);
    }

    /** The sender is closed. */
    void senderClosed() {
        fail(Failure.SENDER_CLOSED, Phase.QUEUE, "the sender is closed", null);
    }

    // ---- writing ----

    @Override
    public boolean isHead() {
        return request.method().equals("HEAD");
    }

    @Override
    public void firstByteWritten() {
        if (stage == Stage.WRITING) {
            progress.firstByteWritten();
        }
    }

    @Override
    public void progressed() {
        deadlines.stall(dispatcher.stallDue());
    }

    @Override
    public void written(long encodedBytes) {
        stage = Stage.WRITTEN;
        progress.written();
        progress.encoded(encodedBytes);
        writer = null;
        releaseBytes();
        deadlines.answer(dispatcher.answerDue());
        dispatcher.written(encodedBytes);
        Connection on = connection();
        on.written();
        settlement.reach(DeliveryLevel.WRITTEN);
        if (watched != null) {
            watch(watched);
        }
        watchDeadlines();
        on.offerAnother();
    }

    @Override
    public void writeFailed(Throwable cause) {
        connection().writeFailed(cause);
    }

    @Override
    public void bodyFailed(Throwable cause, boolean untouched) {
        Connection on = connection();
        fail(Failure.BODY_FAILED, Phase.WRITE, String.valueOf(cause.getMessage()), cause);
        if (untouched) {
            on.withdraw(this);
        } else {
            on.retire(RetireReason.REQUEST_UNFINISHED);
        }
    }

    @Override
    public void answeredEarly(int early) {
        if (stage == Stage.WRITING) {
            progress.answered(early);
            fail(Failure.ANSWERED_EARLY, Phase.WRITE, "status " + early + " before the request was written", null);
        }
    }

    @Override
    public void lost(Failure failure, String reason, @Nullable Throwable cause) {
        if (stage == Stage.WRITING) {
            boolean safe = progress.nothingWrittenNow() || request.isReplayable();
            if (safe && progress.attempts() < MAX_ATTEMPTS && failure != Failure.SENDER_CLOSED) {
                retry(failure);
            } else {
                fail(failure, Phase.WRITE, reason, cause);
            }
        } else if (stage == Stage.WRITTEN) {
            fail(failure, phase(), reason, cause);
        }
    }

    private void retry(Failure cause) {
        abandonWriter();
        stage = Stage.QUEUED;
        progress.startsAgain();
        connection = null;
        readyAfter = dispatcher.now();
        dispatcher.retried(request, cause);
        if (stage == Stage.QUEUED && queue != null) { // unless a listener that was told of it has cancelled it
            queue.addAgain(this);
        }
    }

    // ---- written ----

    /** Watches the request depart up to {@code SENT} or {@code ACKNOWLEDGED}, from when it is written. */
    void watch(DeliveryLevel level) {
        if (watched == null || watched.compareTo(level) < 0) {
            watched = level;
        }
        String cannot = dispatcher.transport().cannotSeeKernel();
        if (cannot != null) {
            settleKernelLevels(Failure.LEVEL_UNAVAILABLE, cannot);
        } else if (progress.wire() == WireState.FULLY_WRITTEN && levels.isOpen(level)) {
            Connection on = connection();
            if (on.canWatch()) {
                on.watch(this, level);
            } else {
                settleKernelLevels(Failure.CONNECTION_LOST, "the connection was closed before it was known");
            }
        }
    }

    @Override
    public void departed(DeliveryLevel level) {
        settlement.reach(level);
        endIfComplete();
    }

    @Override
    public void departureUnknown() {
        settleKernelLevels(Failure.CONNECTION_LOST, "the connection was closed before it was known");
        endIfComplete();
    }

    @Override
    public void answered(int finalStatus) {
        if (stage == Stage.WRITTEN) {
            progress.answered(finalStatus);
            settlement.answered();
            endIfComplete();
        }
    }

    /** Ends the send once its answer is known and nobody watches its departure any longer. */
    private void endIfComplete() {
        if (stage == Stage.WRITTEN && !levels.isOpen(DeliveryLevel.ANSWERED) && !departing()) {
            end();
        }
    }

    private boolean departing() {
        return watched != null && levels.isOpen(watched);
    }

    private void settleKernelLevels(Failure failure, String reason) {
        settlement.fail(DeliveryLevel.SENT, DeliveryLevel.ACKNOWLEDGED, failure, kernelPhase(), reason, null);
    }

    private Phase kernelPhase() {
        return levels.isReached(DeliveryLevel.SENT) ? Phase.ACKNOWLEDGE : Phase.SEND;
    }

    // ---- deadlines ----

    private void watchDeadlines() {
        switch (stage) {
            case QUEUED -> deadlines.watchSend();
            case WRITING -> deadlines.watchSendAndStall();
            case WRITTEN -> deadlines.watchAnswer(!settlement.goalSettled());
            case ENDED -> deadlines.cancel();
        }
    }

    /** One of its deadlines may have passed. */
    void deadlinePassed() {
        if (!settlement.goalSettled() && deadlines.sendPassed()) {
            sendDeadlinePassed();
        } else if (stage == Stage.WRITING && deadlines.stallPassed()) {
            giveUp(Failure.WRITE_TIMEOUT, "the operating system took nothing in time", RetireReason.REQUEST_UNFINISHED);
        } else if (stage == Stage.WRITTEN && deadlines.answerPassed()) {
            answerDeadlinePassed();
        }
        watchDeadlines();
    }

    private void answerDeadlinePassed() {
        if (levels.isOpen(DeliveryLevel.ANSWERED)) {
            giveUp(Failure.ANSWER_TIMEOUT, "no final response in time", RetireReason.ANSWER_TIMEOUT);
        } else {
            departureDeadlinePassed("not known before the answer's deadline");
        }
    }

    private void sendDeadlinePassed() {
        String reason = "the send's deadline passed";
        if (stage == Stage.WRITTEN && goal != DeliveryLevel.ANSWERED) {
            departureDeadlinePassed(reason);
        } else {
            boolean written = stage == Stage.WRITTEN;
            giveUp(
                    Failure.DEADLINE_EXCEEDED,
                    reason,
                    written ? RetireReason.ANSWER_TIMEOUT : RetireReason.REQUEST_UNFINISHED);
        }
    }

    private void departureDeadlinePassed(String reason) {
        settleKernelLevels(Failure.DEADLINE_EXCEEDED, reason);
        connection().unwatch(this);
        endIfComplete();
    }

    /** Fails what is open and takes the connection out of use, if there is one. */
    private void giveUp(Failure failure, String reason, RetireReason why) {
        Connection on = connection;
        fail(failure, phase(), reason, null);
        if (on != null) {
            on.unwatch(this);
            on.retire(why);
        }
    }

    private Phase phase() {
        return switch (stage) {
            case QUEUED -> queue == null ? Phase.QUEUE : queue.openingPhase();
            case WRITING -> Phase.WRITE;
            case WRITTEN -> departing() ? kernelPhase() : Phase.ANSWER;
            case ENDED -> Phase.ANSWER;
        };
    }

    // ---- settling ----

    /** Fails every open level, and tells the late news if the request was written. */
    private void fail(Failure failure, Phase phase, String reason, @Nullable Throwable cause) {
        Stage before = stage;
        abandonWriter();
        end();
        if (before == Stage.QUEUED && queue != null) {
            queue.remove(this);
        }
        if (before == Stage.WRITTEN) {
            boolean lost = failure == Failure.CONNECTION_LOST || failure == Failure.PROTOCOL_ERROR;
            LateNews.Kind kind = lost ? LateNews.Kind.LOST : LateNews.Kind.UNKNOWN;
            settlement.ended(kind, failure, phase, reason, cause);
        } else {
            settlement.fail(DeliveryLevel.WRITTEN, DeliveryLevel.ANSWERED, failure, phase, reason, cause);
        }
    }

    /** Refuses the send before it entered; on the thread that submitted it. */
    void refuse(Failure failure, String reason) {
        holdsBytes = false;
        stage = Stage.ENDED;
        settlement.fail(DeliveryLevel.WRITTEN, DeliveryLevel.ANSWERED, failure, Phase.QUEUE, reason, null);
    }

    private void end() {
        if (stage != Stage.ENDED) {
            Stage before = stage;
            stage = Stage.ENDED;
            deadlines.cancel();
            releaseBytes();
            dispatcher.ended(before == Stage.QUEUED, before == Stage.WRITING, before == Stage.WRITTEN);
        }
    }

    private void abandonWriter() {
        if (writer != null) {
            progress.encoded(writer.bytes());
            writer.abandon();
            writer = null;
        }
    }

    private void releaseBytes() {
        if (holdsBytes) {
            holdsBytes = false;
            dispatcher.admission().release(weight);
        }
    }

    private Connection connection() {
        Connection on = connection;
        if (on == null) {
            throw new IllegalStateException("no connection in stage " + stage);
        }
        return on;
    }
}
