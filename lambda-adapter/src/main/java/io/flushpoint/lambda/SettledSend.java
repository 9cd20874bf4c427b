package io.flushpoint.lambda;

import io.flushpoint.DeliveryReport;
import io.flushpoint.SendRequest;

/** A send that its invocation made and of which a report came. */
record SettledSend(String invocation, SendRequest request, DeliveryReport report, boolean resent)
        implements InvocationReport {}
