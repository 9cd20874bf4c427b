package io.flushpoint.internal.dispatch;

import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.WireState;
import io.flushpoint.internal.connection.Connection;
import io.flushpoint.internal.connection.Endpoint;
import io.flushpoint.internal.connection.OpeningFailure;
import io.flushpoint.internal.connection.OpeningListener;
import io.flushpoint.internal.connection.OpeningTimes;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Opening a connection ahead of need: how it went, in the words of sends. */
final class Preconnecting implements OpeningListener {
    private final Endpoint to;
    private final CompletableFuture<Receipt> told;

    /** Told is who asked for it. */
    Preconnecting(Endpoint to, CompletableFuture<Receipt> told) {
        this.to = to;
        this.told = told;
    }

    @Override
    public void opened(Connection connection) {
        told.complete(receipt(connection.times(), connection));
    }

    @Override
    public void failed(OpeningFailure failure) {
        told.completeExceptionally(new SendFailure(
                failure.failure(),
                failure.phase(),
                WireState.NOTHING_WRITTEN,
                failure.message() + " (preconnect " + to + ")",
                failure.cause(),
                receipt(failure.times(), null)));
    }

    /** There are as many connections as there may be, which is no failure. */
    void noRoom() {
        told.complete(receipt(OpeningTimes.NONE, null));
    }

    /** The sender is closed, or {@code broken}. */
    void senderClosed(@Nullable Throwable broken) {
        failed(new OpeningFailure(
                Failure.SENDER_CLOSED, Phase.QUEUE, PendingSend.closedBecause(broken), broken, OpeningTimes.NONE));
    }

    /** {@code ready} is null if no connection was opened. */
    private static Receipt receipt(OpeningTimes times, @Nullable Connection ready) {
        return new SendReceipt(
                null,
                0,
                SendTimings.of(times),
                ready == null ? 0 : ready.id(),
                ready == null ? null : ready.route().proxy(),
                ready == null ? null : ready.protocol(),
                0,
                false,
                0,
                0);
    }
}
