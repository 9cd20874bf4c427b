package io.flushpoint.lambda;

import io.flushpoint.DeliveryReport;
import io.flushpoint.SendRequest;

/**
 * What became of a send after it was written, as a rule of one made by an earlier invocation. Its text form names the
 * endpoint and never holds a path, a query, a header value or a body.
 *
 * <p>Immutable, for any thread. The adapter makes it; implement it only to stand for one of its own in a test, since facts may
 * be added.
 */
public interface InvocationReport {
    /** The AWS request id of the invocation that made the send. */
    String invocation();

    /**
     * The request as it was sent, with its idempotency key if it has one; {@linkplain SendRequest#withoutContent() without its
     * body} where more than 32 MiB of bodies would have been kept for reports.
     */
    SendRequest request();

    /** Answered, lost, or unknown. */
    DeliveryReport report();

    /**
     * Whether the request is being sent again, by {@link LambdaOptions#resendLost}, in the invocation during which this is
     * told.
     */
    boolean resent();
}
