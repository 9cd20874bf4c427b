package io.flushpoint.internal.dispatch;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a send, level by level: each is settled once, by the event loop or, if it is refused, by
 * the thread that submits it, and may be asked for by any thread.
 * Futures are made only for those who ask.
 */
@SuppressWarnings("EnumOrdinal") // an index into arrays of our own, where a map would allocate for every send
final class Levels {
    private static final int COUNT = DeliveryLevel.values().length;

    /** A {@link Receipt} or a {@link SendException} for each settled level. */
    private final @Nullable Object[] outcomes = new @Nullable Object[COUNT];

    private @Nullable CompletableFuture<Receipt> @Nullable [] futures;
    private @Nullable CompletableFuture<DeliveryReport> reportFuture;
    private @Nullable DeliveryReport report;

    /** Settles a level that is open; false, and nothing done, if it was settled before. */
    boolean settle(DeliveryLevel level, Object outcome) {
        CompletableFuture<Receipt> waiting;
        synchronized (this) {
            if (outcomes[level.ordinal()] != null) {
                return false;
            }
            outcomes[level.ordinal()] = outcome;
            waiting = futures == null ? null : futures[level.ordinal()];
        }
        if (waiting != null) {
            complete(waiting, outcome);
        }
        return true;
    }

    synchronized boolean isOpen(DeliveryLevel level) {
        return outcomes[level.ordinal()] == null;
    }

    synchronized boolean isReached(DeliveryLevel level) {
        return outcomes[level.ordinal()] instanceof Receipt;
    }

    /** Why a level will not be reached; null if it is, or may be. */
    synchronized @Nullable SendException failure(DeliveryLevel level) {
        return outcomes[level.ordinal()] instanceof SendException failure ? failure : null;
    }

    /** The future of a level, completed if it is settled. Not for callers' hands: they could complete it. */
    CompletableFuture<Receipt> future(DeliveryLevel level) {
        Object settled;
        CompletableFuture<Receipt> future;
        synchronized (this) {
            if (futures == null) {
                futures = newFutures();
            }
            CompletableFuture<Receipt> known = futures[level.ordinal()];
            if (known != null) {
                return known;
            }
            future = new CompletableFuture<>();
            futures[level.ordinal()] = future;
            settled = outcomes[level.ordinal()];
        }
        if (settled != null) {
            complete(future, settled);
        }
        return future;
    }

    /** Settles the delivery report; false, and nothing done, if it was settled before. */
    boolean settleReport(DeliveryReport told) {
        CompletableFuture<DeliveryReport> waiting;
        synchronized (this) {
            if (report != null) {
                return false;
            }
            report = told;
            waiting = reportFuture;
        }
        if (waiting != null) {
            waiting.complete(told);
        }
        return true;
    }

    CompletableFuture<DeliveryReport> reportFuture() {
        DeliveryReport told;
        CompletableFuture<DeliveryReport> future;
        synchronized (this) {
            if (reportFuture != null) {
                return reportFuture;
            }
            future = new CompletableFuture<>();
            reportFuture = future;
            told = report;
        }
        if (told != null) {
            future.complete(told);
        }
        return future;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generic types cannot be made otherwise
    private static @Nullable CompletableFuture<Receipt>[] newFutures() {
        return new CompletableFuture[COUNT];
    }

    private static void complete(CompletableFuture<Receipt> future, Object outcome) {
        if (outcome instanceof Receipt receipt) {
            future.complete(receipt);
        } else {
            future.completeExceptionally((SendException) outcome);
        }
    }
}
