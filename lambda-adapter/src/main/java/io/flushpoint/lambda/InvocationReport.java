package io.flushpoint.lambda;

import io.flushpoint.DeliveryReport;
import io.flushpoint.SendRequest;

/**
 * What became of a send after it was written, as a rule of one made by an earlier invocation. Its text form names the
 * endpoint and never holds a path, a query, a header value or a body.
 *
 * @param invocation the AWS request id of the invocation that made the send
 * @param request the request as it was sent, with its idempotency key if it has one; {@linkplain
 *     SendRequest#withoutContent() without its body} where more than 32 MiB of bodies would have been kept for reports
 * @param report answered, lost, or unknown
 * @param resent whether the request is being sent again, by {@link LambdaOptions#resendLost}, in the invocation during
 *     which this is told
 */
public record InvocationReport(String invocation, SendRequest request, DeliveryReport report, boolean resent) {}
