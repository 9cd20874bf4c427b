package io.flushpoint.lambda.documentation;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.flushpoint.lambda.LambdaOptions;
import io.flushpoint.lambda.LambdaSender;
import io.flushpoint.lambda.Undelivered;

/** A function whose handler is wrapped. */
public final class WrappedOrders implements RequestHandler<Order, String> {
    // snippet:wrapped
    private static final LambdaSender METRICS = LambdaSender.warm(
            LambdaOptions.defaults().onUndelivered(WrappedOrders::report), "https://metrics.example.com");

    private static final RequestHandler<Order, String> HANDLER = METRICS.wrap((order, context) -> {
        METRICS.send(METRICS.post("/v1/counters").json(order.counters()));
        return order.process();
    });
    // end

    @Override
    public String handleRequest(Order order, Context context) {
        return HANDLER.handleRequest(order, context);
    }

    private static void report(Undelivered undelivered) {
        throw new IllegalStateException(undelivered.toString());
    }
}
