package io.flushpoint.internal.dispatch;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.LateNews;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendCallback;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.WireState;
import io.flushpoint.internal.connection.Connection;
import io.flushpoint.internal.connection.Exchange;
import io.flushpoint.internal.connection.OpeningFailure;
import io.flushpoint.internal.connection.OpeningTimes;
import io.flushpoint.internal.connection.RunTime;
import io.flushpoint.internal.encode.RequestWriter;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One send on its way. Confined to the event loop of its dispatcher but for the methods of {@link Delivery}.
 *
 * <pre>
 *   QUEUED --leased--&gt; WRITING --written--&gt; WRITTEN --answered, lost, given up--&gt; ENDED
 *      ^                  |
 *      +----- retry ------+   (nothing written, or declared replayable; once)
 * </pre>
 */
final class PendingSend implements Delivery, Exchange, RequestWriter.Outcome {
    private static final int MAX_ATTEMPTS = 2;
    private static final Receipt NOTHING_YET =
            new Receipt(null, 0, new Receipt.Timings(-1, -1, -1, -1, -1, -1, -1, -1), 0, false, 0, OptionalInt.empty());

    private enum Stage {
        QUEUED,
        WRITING,
        WRITTEN,
        ENDED
    }

    private final Dispatcher dispatcher;
    private final SendRequest request;
    private final DeliveryLevel goal;
    private final @Nullable SendCallback callback;
    private final long weight;
    private final Times times;
    private final Levels levels = new Levels();
    private volatile Receipt latest = NOTHING_YET;

    private @Nullable SendQueue queue;
    private Stage stage = Stage.QUEUED;
    private WireState wire = WireState.NOTHING_WRITTEN;
    private @Nullable DeliveryLevel watched;
    private @Nullable DeliveryLevel highest;
    private @Nullable Connection connection;
    private @Nullable RequestWriter writer;
    private boolean holdsBytes = true;
    private boolean reused;
    private boolean goalSettled;
    private int attempts;
    private int status;
    private long bytes;
    private long readyAfter;
    private long sendDue;
    private long stallDue;
    private long answerDue;
    private RunTime.@Nullable Deadline deadline;

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
        this.callback = callback;
        this.weight = weight;
        this.times = new Times(now);
        this.readyAfter = now - Long.MAX_VALUE / 2; // any
        if (goal == DeliveryLevel.SENT || goal == DeliveryLevel.ACKNOWLEDGED) {
            watched = goal;
        }
    }

    // ---- Delivery: from any thread ----

    @Override
    public SendRequest request() {
        return request;
    }

    @Override
    public CompletionStage<Receipt> reached(DeliveryLevel level) {
        dispatcher.waiting().checkCaller();
        ask(level);
        return levels.future(level).minimalCompletionStage();
    }

    @Override
    public Receipt await(DeliveryLevel level, Duration timeout)
            throws SendException, TimeoutException, InterruptedException {
        dispatcher.waiting().checkCaller();
        ask(level);
        return dispatcher.waiting().await(levels.future(level), timeout);
    }

    @Override
    public CompletionStage<LateNews> news() {
        return levels.newsFuture().minimalCompletionStage();
    }

    @Override
    public Receipt receipt() {
        return latest;
    }

    @Override
    public void cancel() {
        dispatcher.waiting().checkCaller();
        dispatcher.execute(() -> {
            if (stage != Stage.ENDED) {
                giveUp(Failure.CANCELLED, "cancelled by the caller", RetireReason.CANCELLED);
            }
        });
    }

    /** Names endpoint and level; nothing of the request's path, headers or body. */
    @Override
    public String toString() {
        return "Delivery[" + request + ", " + latest.level() + "]";
    }

    private void ask(DeliveryLevel level) {
        boolean kernelLevel = level == DeliveryLevel.SENT || level == DeliveryLevel.ACKNOWLEDGED;
        if (kernelLevel && levels.isOpen(level) && (watched == null || watched.compareTo(level) < 0)) {
            dispatcher.execute(() -> watch(level));
        }
    }

    // ---- on the event loop: queue ----

    /** Enters the queue of its endpoint. */
    void start(SendQueue ofEndpoint) {
        if (stage != Stage.QUEUED) {
            return; // cancelled before it got here
        }
        queue = ofEndpoint;
        sendDue = dispatcher.sendDue(request);
        arm();
        ofEndpoint.add(this);
    }

    boolean queued() {
        return stage == Stage.QUEUED;
    }

    /** Only a connection that became ready after this moment will do. */
    long readyAfter() {
        return readyAfter;
    }

    /** A connection is leased: writes. */
    void leased(Connection leased) {
        stage = Stage.WRITING;
        connection = leased;
        attempts++;
        long now = dispatcher.now();
        leased.begin(this);
        reused = leased.carriedBefore() || leased.readyAtNanos() - times.submitted() < 0;
        times.leased(now, reused ? OpeningTimes.NONE : leased.times());
        dispatcher.leased(leased, reused);
        progressed();
        RequestWriter ofChannel = RequestWriter.of(leased.channel());
        writer = ofChannel;
        ofChannel.write(request, this);
        arm(); // as a rule it is written by now
    }

    /** The connection it waited for cannot be opened. */
    void openingFailed(OpeningFailure failed) {
        times.leased(dispatcher.now(), failed.times());
        fail(failed.failure(), failed.phase(), failed.message(), failed.cause());
    }

    /** The sender is closed. */
    void senderClosed() {
        fail(Failure.SENDER_CLOSED, Phase.QUEUE, "the sender is closed", null);
    }

    // ---- on the event loop: writing ----

    @Override
    public boolean isHead() {
        return request.method().equals("HEAD");
    }

    @Override
    public void firstByteWritten() {
        if (stage == Stage.WRITING) {
            wire = WireState.PARTLY_WRITTEN;
        }
    }

    @Override
    public void progressed() {
        stallDue = dispatcher.stallDue();
    }

    @Override
    public void written(long encodedBytes) {
        stage = Stage.WRITTEN;
        wire = WireState.FULLY_WRITTEN;
        bytes = encodedBytes;
        writer = null;
        releaseBytes();
        answerDue = dispatcher.answerDue();
        dispatcher.written(encodedBytes);
        Connection on = connection();
        on.written();
        reach(DeliveryLevel.WRITTEN);
        if (watched != null) {
            watch(watched);
        }
        arm();
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
            status = early;
            fail(Failure.ANSWERED_EARLY, Phase.WRITE, "status " + early + " before the request was written", null);
        }
    }

    @Override
    public void lost(Failure failure, String reason, @Nullable Throwable cause) {
        if (stage == Stage.WRITING) {
            boolean safe = wire == WireState.NOTHING_WRITTEN || request.isReplayable();
            if (safe && attempts < MAX_ATTEMPTS && failure != Failure.SENDER_CLOSED) {
                retry(failure);
            } else {
                fail(failure, Phase.WRITE, reason, cause);
            }
        } else if (stage == Stage.WRITTEN) {
            fail(failure, Phase.ANSWER, reason, cause);
        }
    }

    private void retry(Failure cause) {
        abandonWriter();
        stage = Stage.QUEUED;
        wire = WireState.NOTHING_WRITTEN;
        connection = null;
        readyAfter = dispatcher.now();
        dispatcher.retried(request, cause);
        if (queue != null) {
            queue.addAgain(this);
        }
    }

    // ---- on the event loop: written ----

    private void watch(DeliveryLevel level) {
        if (watched == null || watched.compareTo(level) < 0) {
            watched = level;
        }
        String cannot = dispatcher.transport().cannotSeeKernel();
        if (cannot != null) {
            settleKernelLevels(Failure.LEVEL_UNAVAILABLE, cannot);
        } else if (wire == WireState.FULLY_WRITTEN && levels.isOpen(level)) {
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
        reach(level);
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
            status = finalStatus;
            reach(DeliveryLevel.ANSWERED);
            tellNews(LateNews.Kind.ANSWERED, null);
            endIfComplete();
        }
    }

    /** Ends the send once its answer is known and nobody watches its departure any longer. */
    private void endIfComplete() {
        boolean departing = watched != null && levels.isOpen(watched);
        if (stage == Stage.WRITTEN && !levels.isOpen(DeliveryLevel.ANSWERED) && !departing) {
            end();
        }
    }

    private void settleKernelLevels(Failure failure, String reason) {
        settleOpen(DeliveryLevel.SENT, DeliveryLevel.ACKNOWLEDGED, failure, kernelPhase(), reason, null);
    }

    private Phase kernelPhase() {
        return levels.isReached(DeliveryLevel.SENT) ? Phase.ACKNOWLEDGE : Phase.SEND;
    }

    // ---- deadlines ----

    private void arm() {
        long due = sendDue;
        if (stage == Stage.WRITING) {
            due = Math.min(due, stallDue);
        } else if (stage == Stage.WRITTEN) {
            due = goalSettled ? answerDue : Math.min(due, answerDue);
        }
        if (stage == Stage.ENDED || (deadline != null && deadline.due() <= due)) {
            return; // one that comes early looks again
        }
        if (deadline != null) {
            deadline.cancel();
        }
        deadline = dispatcher.runTime().at(due, this::deadlinePassed);
    }

    private void deadlinePassed() {
        deadline = null;
        long now = dispatcher.runTime().now();
        if (!goalSettled && now - sendDue >= 0) {
            sendDeadlinePassed();
        } else if (stage == Stage.WRITING && now - stallDue >= 0) {
            giveUp(Failure.WRITE_TIMEOUT, "the operating system took nothing in time", RetireReason.REQUEST_UNFINISHED);
        } else if (stage == Stage.WRITTEN && now - answerDue >= 0 && !levels.isOpen(DeliveryLevel.ANSWERED)) {
            departureDeadlinePassed("nobody knew before the answer's deadline");
        } else if (stage == Stage.WRITTEN && now - answerDue >= 0) {
            giveUp(Failure.ANSWER_TIMEOUT, "no final response in time", RetireReason.ANSWER_TIMEOUT);
        }
        if (stage != Stage.ENDED) {
            arm();
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
            case WRITTEN, ENDED -> Phase.ANSWER;
        };
    }

    // ---- settling ----

    private void reach(DeliveryLevel level) {
        if (levels.isOpen(level)) {
            highest = highest == null || highest.compareTo(level) < 0 ? level : highest;
            times.reached(level, dispatcher.now());
            settle(level, null);
        }
    }

    /** Fails every open level, and tells the late news if the request was written. */
    private void fail(Failure failure, Phase phase, String reason, @Nullable Throwable cause) {
        Stage before = stage;
        abandonWriter();
        end();
        if (before == Stage.QUEUED && queue != null) {
            queue.remove(this);
        }
        settleOpen(DeliveryLevel.WRITTEN, DeliveryLevel.ANSWERED, failure, phase, reason, cause);
        if (before == Stage.WRITTEN) {
            boolean lost = failure == Failure.CONNECTION_LOST || failure == Failure.PROTOCOL_ERROR;
            tellNews(lost ? LateNews.Kind.LOST : LateNews.Kind.UNKNOWN, failure);
        }
    }

    private void settleOpen(
            DeliveryLevel from,
            DeliveryLevel to,
            Failure failure,
            Phase phase,
            String reason,
            @Nullable Throwable cause) {
        SendException exception = null;
        for (DeliveryLevel level : DeliveryLevel.values()) {
            if (level.compareTo(from) >= 0 && level.compareTo(to) <= 0 && levels.isOpen(level)) {
                if (exception == null) {
                    String message = reason + " (" + request.method() + " " + request.endpoint() + ")";
                    exception = new SendException(failure, phase, wire, message, cause, snapshot());
                }
                settle(level, exception);
            }
        }
    }

    /** The one place where a level is settled: reached if {@code failure} is null. */
    private void settle(DeliveryLevel level, @Nullable SendException failure) {
        Receipt receipt = snapshot();
        latest = receipt;
        if (levels.settle(level, failure == null ? receipt : failure) && level == goal) {
            goalSettled = true;
            dispatcher.goalSettled(request, receipt, failure, callback);
        }
    }

    private void tellNews(LateNews.Kind kind, @Nullable Failure failure) {
        OptionalInt known = kind == LateNews.Kind.ANSWERED ? OptionalInt.of(status) : OptionalInt.empty();
        LateNews news = new LateNews(kind, known, failure, latest);
        if (levels.settleNews(news)) {
            dispatcher.news(request, news, callback);
        }
    }

    /** Refuses the send before it entered; on the thread that submitted it. */
    void refuse(Failure failure, String reason) {
        holdsBytes = false;
        stage = Stage.ENDED;
        settleOpen(DeliveryLevel.WRITTEN, DeliveryLevel.ANSWERED, failure, Phase.QUEUE, reason, null);
    }

    private void end() {
        if (stage != Stage.ENDED) {
            Stage before = stage;
            stage = Stage.ENDED;
            if (deadline != null) {
                deadline.cancel();
                deadline = null;
            }
            releaseBytes();
            dispatcher.ended(before == Stage.QUEUED, before == Stage.WRITING, before == Stage.WRITTEN);
        }
    }

    private void abandonWriter() {
        if (writer != null) {
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

    private Receipt snapshot() {
        return new Receipt(
                highest,
                writer == null ? bytes : writer.bytes(),
                times.snapshot(),
                connection == null ? 0 : connection.id(),
                reused,
                attempts,
                status == 0 ? OptionalInt.empty() : OptionalInt.of(status));
    }
}
