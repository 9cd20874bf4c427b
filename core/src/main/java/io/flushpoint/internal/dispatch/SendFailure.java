package io.flushpoint.internal.dispatch;

import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.WireState;
import org.jspecify.annotations.Nullable;

/** A failure that is told by the sender itself. */
final class SendFailure extends SendException {
    private static final long serialVersionUID = 1L;

    SendFailure(
            Failure failure,
            Phase phase,
            WireState wireState,
            String message,
            @Nullable Throwable cause,
            Receipt receipt) {
        super(failure, phase, wireState, message, cause, receipt);
    }

    /** In logs by the name that users know; the message is as it was. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return SendException.class.getName() + ": " + getMessage();
    }
}
