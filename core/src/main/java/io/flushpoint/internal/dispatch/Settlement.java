package io.flushpoint.internal.dispatch;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.LateNews;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendCallback;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The end of a send's way: settles each level once, tells the late news once, and tells whoever wants to know. Written by
 * the send's event loop; {@link #levels} and {@link #latest} are for any thread.
 */
final class Settlement {
    /** What every send begins with. */
    private static final Receipt NOTHING_YET = new Progress(0).snapshot();

    private final Dispatcher dispatcher;
    private final SendRequest request;
    private final DeliveryLevel goal;
    private final @Nullable SendCallback callback;
    private final Progress progress;
    private final Levels levels = new Levels();
    private volatile Receipt latest;
    private boolean goalSettled;

    Settlement(
            Dispatcher dispatcher,
            SendRequest request,
            DeliveryLevel goal,
            @Nullable SendCallback callback,
            Progress progress) {
        this.dispatcher = dispatcher;
        this.request = request;
        this.goal = goal;
        this.callback = callback;
        this.progress = progress;
        this.latest = NOTHING_YET;
    }

    Levels levels() {
        return levels;
    }

    /** The receipt as of the level settled last. */
    Receipt latest() {
        return latest;
    }

    boolean goalSettled() {
        return goalSettled;
    }

    void reach(DeliveryLevel level) {
        if (levels.isOpen(level)) {
            progress.reached(level, dispatcher.now());
            settle(level, null, progress.snapshot());
        }
    }

    /** The final response head has arrived. */
    void answered() {
        if (levels.isOpen(DeliveryLevel.ANSWERED)) {
            progress.reached(DeliveryLevel.ANSWERED, dispatcher.now());
            Receipt receipt = progress.snapshot();
            LateNews news = settleNews(LateNews.Kind.ANSWERED, null, receipt);
            boolean sameAsTold = latest.equals(receipt); // unless whoever heard the news had more found out
            settle(DeliveryLevel.ANSWERED, null, sameAsTold ? receipt : progress.snapshot());
            tell(news);
        }
    }

    /** Nothing more will be known of a written request: settles the late news, and fails what is open. */
    void ended(LateNews.Kind kind, Failure failure, Phase phase, String reason, @Nullable Throwable cause) {
        LateNews news = settleNews(kind, failure, progress.snapshot());
        fail(DeliveryLevel.WRITTEN, DeliveryLevel.ANSWERED, failure, phase, reason, cause);
        tell(news);
    }

    /** Fails the open ones of the levels {@code from} to {@code to}. */
    void fail(
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
                    exception = new SendException(failure, phase, progress.wire(), message, cause, progress.snapshot());
                }
                settle(level, exception, progress.snapshot());
            }
        }
    }

    /** The one place where a level is settled: reached if {@code failure} is null. */
    private void settle(DeliveryLevel level, @Nullable SendException failure, Receipt receipt) {
        latest = receipt;
        if (levels.settle(level, failure == null ? receipt : failure) && level == goal) {
            goalSettled = true;
            dispatcher.goalSettled(request, receipt, failure, callback);
        }
    }

    /** Settled before the level, so that whoever waited for the level finds the news; null if it was settled before. */
    private @Nullable LateNews settleNews(LateNews.Kind kind, @Nullable Failure failure, Receipt receipt) {
        OptionalInt status = kind == LateNews.Kind.ANSWERED ? receipt.status() : OptionalInt.empty();
        latest = receipt; // whoever hears the news finds it in the receipt too
        LateNews news = new LateNews(kind, status, failure, receipt);
        return levels.settleNews(news) ? news : null;
    }

    private void tell(@Nullable LateNews news) {
        if (news != null) {
            dispatcher.news(request, news, callback);
        }
    }
}
