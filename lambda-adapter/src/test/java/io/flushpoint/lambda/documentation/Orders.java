package io.flushpoint.lambda.documentation;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.flushpoint.lambda.Invocation;
import io.flushpoint.lambda.LambdaSender;

// snippet:orders
public final class Orders implements RequestHandler<Order, String> {
    private static final LambdaSender METRICS = LambdaSender.warm("https://metrics.example.com"); // connects in INIT

    @Override
    public String handleRequest(Order order, Context context) {
        try (Invocation invocation = METRICS.begin(context)) {
            invocation.send(METRICS.post("/v1/counters").json(order.counters())); // returns at once
            return order.process();
        } // waits until the request has left this machine, not for the answer
    }
}
// end
