package io.flushpoint.internal.dispatch;

import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.WireState;
import io.flushpoint.internal.connection.Endpoint;
import io.flushpoint.internal.connection.OpeningFailure;
import io.flushpoint.internal.connection.OpeningTimes;
import org.jspecify.annotations.Nullable;

/** The outcomes of opening a connection ahead of need, in the words of sends. */
final class Preconnecting {
    private Preconnecting() {}

    static Receipt receipt(OpeningTimes times, long connection) {
        return new SendReceipt(null, 0, SendTimings.of(times), connection, false, 0, 0);
    }

    static SendException failed(Endpoint to, OpeningFailure failure) {
        return new SendFailure(
                failure.failure(),
                failure.phase(),
                WireState.NOTHING_WRITTEN,
                failure.message() + " (preconnect " + to + ")",
                failure.cause(),
                receipt(failure.times(), 0));
    }

    /** The sender is closed, or {@code broken}. */
    static SendException refused(Endpoint to, @Nullable Throwable broken) {
        OpeningFailure closed = new OpeningFailure(
                Failure.SENDER_CLOSED, Phase.QUEUE, PendingSend.closedBecause(broken), broken, OpeningTimes.NONE);
        return failed(to, closed);
    }
}
