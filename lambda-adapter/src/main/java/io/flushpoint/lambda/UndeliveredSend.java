package io.flushpoint.lambda;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.WireState;

/** A send that its invocation could not wait for any longer, or that failed. */
record UndeliveredSend(
        String invocation,
        SendRequest request,
        DeliveryLevel level,
        Failure failure,
        String reason,
        Phase phase,
        WireState wireState)
        implements Undelivered {

    /** The sender's verdict. */
    static Undelivered failed(
            String invocation, SendRequest request, DeliveryLevel level, Failure failure, SendException cause) {
        return new UndeliveredSend(
                invocation, request, level, failure, reason(failure, cause), cause.phase(), cause.wireState());
    }

    /** The message, but of a body's failure, which may name a file: of that the class of its cause. */
    private static String reason(Failure told, SendException failed) {
        if (told != failed.failure()) {
            return "given up because the invocation had to end";
        }
        Throwable cause = failed.getCause();
        return failed.failure() == Failure.BODY_FAILED && cause != null
                ? "the body failed: " + cause.getClass().getName()
                : String.valueOf(failed.getMessage());
    }

    /** In logs by the name that users know. */
    @Override
    public String toString() {
        String verdict = failure + " in " + phase + ", " + wireState;
        return "Undelivered[" + request + " of " + (invocation.isEmpty() ? "no invocation" : "invocation " + invocation)
                + ", goal " + level + ": "
                + (reason.startsWith(verdict) ? reason : verdict + ": " + reason) + "]";
    }

    /** No verdict in time: the worst that can be. */
    static Undelivered unsettled(String invocation, SendRequest request, DeliveryLevel level, boolean written) {
        return new UndeliveredSend(
                invocation,
                request,
                level,
                Failure.DEADLINE_EXCEEDED,
                "no verdict before the invocation had to end",
                written ? Phase.SEND : Phase.WRITE,
                WireState.FULLY_WRITTEN);
    }
}
