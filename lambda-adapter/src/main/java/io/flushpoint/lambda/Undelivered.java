package io.flushpoint.lambda;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SendRequest;
import io.flushpoint.WireState;

/**
 * A send whose invocation ended before its level was reached. Its text form names the endpoint and never holds a path,
 * a query, a header value or a body.
 *
 * <p>Immutable, for any thread. The adapter makes it; implement it only to stand for one of its own in a test, since facts may
 * be added.
 */
public interface Undelivered {
    /** The AWS request id of the invocation that made the send; empty if {@link LambdaSender#trySend} found none. */
    String invocation();

    /** The request, such as for sending it again where that cannot do harm. */
    SendRequest request();

    /** The level that was not reached. */
    DeliveryLevel level();

    /** Why. */
    Failure failure();

    /** Why in words, such as what TLS refused. */
    String reason();

    /** Where the send was. */
    Phase phase();

    /**
     * Whether bytes may have reached the wire; {@link WireState#FULLY_WRITTEN}, the assumption that never leads to a duplicate,
     * where the sender gave no verdict before the invocation had to end.
     */
    WireState wireState();
}
