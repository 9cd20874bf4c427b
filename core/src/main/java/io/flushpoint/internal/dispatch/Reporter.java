package io.flushpoint.internal.dispatch;

import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Receipt;
import io.flushpoint.SendCallback;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.internal.connection.Endpoint;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells what happened: counts it, calls callbacks and the listener, and logs what these throw, so that it goes no further.
 * Knows no queue and no send. One per sender; user code runs on the thread that reports.
 */
final class Reporter {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance(Reporter.class);

    private final Counters counters;
    private final SenderListener listener;

    /** Whether there is a listener: asked wherever every send comes by, before a call is wrapped for nobody. */
    private final boolean listening;

    Reporter(Counters counters, SenderListener listener) {
        this.counters = counters;
        this.listener = listener;
        this.listening = listener != SenderListener.NONE;
    }

    /**
     * Whether there is a listener, who is told of requests. If not, {@link #goalSettled}, {@link #tellGoal} and {@link #reported} are
     * given null instead of one.
     */
    boolean isListening() {
        return listening;
    }

    // ---- where a send stands ----

    void submitted() {
        counters.submitted.increment();
    }

    void writing() {
        counters.writing.increment();
    }

    void written(long bytes) {
        counters.writing.decrement();
        counters.awaitingAnswer.increment();
        counters.bytesWritten.add(bytes);
    }

    /** It is written no further. */
    void endedWriting() {
        counters.writing.decrement();
    }

    /** Its answer is awaited no longer. */
    void endedAwaitingAnswer() {
        counters.awaitingAnswer.decrement();
    }

    /** {@code written}: whether it was before. */
    void retried(SendRequest request, Failure cause, boolean written) {
        (written ? counters.awaitingAnswer : counters.writing).decrement();
        counters.retried.increment();
        tellListener(() -> listener.onRetried(request, cause));
    }

    // ---- what came of it ----

    void goalSettled(
            @Nullable SendRequest request,
            Receipt receipt,
            @Nullable SendException failure,
            @Nullable SendCallback callback) {
        (failure == null ? counters.reached : counters.failed).increment();
        tellGoal(request, receipt, failure, callback);
    }

    /** Counts a send that was refused, on the thread that submitted it. Whether there is somebody to tell. */
    boolean refused(@Nullable SendCallback callback) {
        counters.failed.increment();
        return callback != null || listening;
    }

    /** Tells callback and listener, in this order, of a goal that is counted. */
    void tellGoal(
            @Nullable SendRequest request,
            Receipt receipt,
            @Nullable SendException failure,
            @Nullable SendCallback callback) {
        if (callback != null) {
            try {
                callback.onSettled(receipt, failure);
            } catch (Throwable e) {
                threw(e);
            }
        }
        if (request != null) {
            tellListener(() -> listener.onSettled(request, receipt, failure));
        }
    }

    void reported(@Nullable SendRequest request, DeliveryReport report, @Nullable SendCallback callback) {
        switch (report.kind()) {
            case ANSWERED -> counters.answered.increment();
            case LOST -> counters.lost.increment();
            case UNKNOWN -> counters.unknown.increment();
        }
        if (callback != null) {
            try {
                callback.onReport(report);
            } catch (Throwable e) {
                threw(e);
            }
        }
        if (request != null) {
            tellListener(() -> listener.onReport(request, report));
        }
    }

    // ---- connections ----

    void opened(Endpoint endpoint, long connection) {
        counters.opened.increment();
        tellListener(() -> listener.onConnectionOpened(endpoint.toString(), connection));
    }

    void reused(Endpoint endpoint, long connection) {
        counters.reused.increment();
        if (listening) {
            tellListener(() -> listener.onConnectionReused(endpoint.toString(), connection));
        }
    }

    void retired(Endpoint endpoint, long connection, RetireReason reason) {
        counters.retired.increment();
        LOG.debug("{} connection {} retired: {}", endpoint, connection, reason);
        tellListener(() -> listener.onConnectionRetired(endpoint.toString(), connection, reason));
    }

    private void tellListener(Runnable call) {
        if (listening) {
            try {
                call.run();
            } catch (Throwable e) {
                threw(e);
            }
        }
    }

    private static void threw(Throwable e) {
        try {
            LOG.warn("a callback threw", e);
        } catch (Throwable noLog) {
            // such as by an exhausted heap; what follows is told all the same
        }
    }
}
