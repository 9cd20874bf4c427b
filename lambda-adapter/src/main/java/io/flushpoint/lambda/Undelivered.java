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
 * @param invocation the AWS request id of the invocation that made the send
 * @param request the request, such as for sending it again where that cannot do harm
 * @param level the level that was not reached
 * @param failure why
 * @param phase where the send was
 * @param wireState whether bytes may have reached the wire; {@link WireState#FULLY_WRITTEN}, the assumption that never
 *     leads to a duplicate, where the sender gave no verdict before the invocation had to end
 */
public record Undelivered(
        String invocation,
        SendRequest request,
        DeliveryLevel level,
        Failure failure,
        Phase phase,
        WireState wireState) {

    /** The sender's verdict. */
    static Undelivered failed(
            String invocation, SendRequest request, DeliveryLevel level, Failure failure, SendException cause) {
        return new Undelivered(invocation, request, level, failure, cause.phase(), cause.wireState());
    }

    /** No verdict in time: the worst that can be. */
    static Undelivered unsettled(String invocation, SendRequest request, DeliveryLevel level, boolean written) {
        return new Undelivered(
                invocation,
                request,
                level,
                Failure.DEADLINE_EXCEEDED,
                written ? Phase.SEND : Phase.WRITE,
                WireState.FULLY_WRITTEN);
    }
}
