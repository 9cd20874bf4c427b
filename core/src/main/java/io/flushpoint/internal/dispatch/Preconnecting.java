package io.flushpoint.internal.dispatch;

import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.Receipt.Timings;
import io.flushpoint.SendException;
import io.flushpoint.WireState;
import io.flushpoint.internal.connection.Endpoint;
import io.flushpoint.internal.connection.OpeningFailure;
import io.flushpoint.internal.connection.OpeningTimes;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The outcomes of opening a connection ahead of need, in the words of sends. */
final class Preconnecting {
    private Preconnecting() {}

    static Receipt receipt(OpeningTimes times, long connection) {
        Timings timings = new Timings(
                Timings.ABSENT,
                times.resolve(),
                times.connect(),
                times.tls(),
                Timings.ABSENT,
                Timings.ABSENT,
                Timings.ABSENT,
                Timings.ABSENT);
        return new Receipt(null, 0, timings, connection, false, 0, OptionalInt.empty());
    }

    static SendException failed(Endpoint to, OpeningFailure failure) {
        return new SendException(
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
