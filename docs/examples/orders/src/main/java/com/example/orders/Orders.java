package com.example.orders;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.flushpoint.lambda.Invocation;
import io.flushpoint.lambda.LambdaSender;

/** Takes an order, and posts counters to a service that is slow to answer. */
public final class Orders implements RequestHandler<Order, String> {
    private final LambdaSender metrics;

    /** Runs in INIT, as the runtime makes the handler: connects to {@code FLUSHPOINT_ENDPOINTS}. */
    public Orders() {
        this(LambdaSender.warm());
    }

    Orders(LambdaSender metrics) {
        this.metrics = metrics;
    }

    @Override
    public String handleRequest(Order order, Context context) {
        try (Invocation invocation = metrics.begin(context)) {
            invocation.trySend(metrics.post("/v1/counters").json(counters(order, context))); // returns at once
            return "order " + order.getOrder() + " is taken";
        } // waits until the request has left this machine, not for the answer
    }

    private static String counters(Order order, Context context) {
        return "{\"id\":\"" + context.getAwsRequestId() + "\",\"orders\":1,\"items\":" + order.getItems() + "}";
    }
}
