package io.flushpoint.lambda;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.WireState;

/**
 * A send whose invocation ended before its level was reached. Its text form names the endpoint and never holds a path,
 * a query, a header value or a body.
 *
 * @param invocation the AWS request id of the invocation that made the send; empty if {@link LambdaSender#trySend} found
 *     none
 * @param request the request, such as for sending it again where that cannot do harm
 * @param level the level that was not reached
 * @param failure why
 * @param reason why in words, such as what TLS refused
 * @param phase where the send was
 * @param wireState whether bytes may have reached the wire; {@link WireState#FULLY_WRITTEN}, the assumption that never
 *     leads to a duplicate, where the sender gave no verdict before the invocation had to end
 */
public record Undelivered(
        String invocation,
        SendRequest request,
        DeliveryLevel level,
        Failure failure,
        String reason,
        Phase phase,
        WireState wireState) {

    /** The sender's verdict. */
    static Undelivered failed(
            String invocation, SendRequest request, DeliveryLevel level, Failure failure, SendException cause) {
        return new Undelivered(
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

    /** No verdict in time: the worst that can be. */
    static Undelivered unsettled(String invocation, SendRequest request, DeliveryLevel level, boolean written) {
        return new Undelivered(
                invocation,
                request,
                level,
                Failure.DEADLINE_EXCEEDED,
                "no verdict before the invocation had to end",
                written ? Phase.SEND : Phase.WRITE,
                WireState.FULLY_WRITTEN);
    }
}
