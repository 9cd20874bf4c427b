package io.flushpoint.lambda.documentation;

import com.amazonaws.services.lambda.runtime.Context;
import io.flushpoint.lambda.FlushingHandler;
import io.flushpoint.lambda.Invocation;
import io.flushpoint.lambda.LambdaSender;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** A function part of whose work is done on a pool. */
public final class PooledOrders extends FlushingHandler<Order, String> {
    private static final LambdaSender METRICS = LambdaSender.warm("https://metrics.example.com");
    private static final Executor POOL = Executors.newCachedThreadPool();

    public PooledOrders() {
        super(METRICS);
    }

    @Override
    protected String handle(Order order, Context context, Invocation invocation) {
        return handle(order, invocation);
    }

    // snippet:pooled
    private String handle(Order order, Invocation invocation) {
        Executor pool = invocation.wrap(POOL); // its tasks send for this invocation, whatever thread runs them
        CompletableFuture<Void> audit = CompletableFuture.runAsync(() -> audit(order), pool);
        String receipt = order.process();
        audit.join(); // a send after the invocation was closed is in nobody's wait
        return receipt;
    }

    private static void audit(Order order) {
        METRICS.trySend(METRICS.post("/v1/audit").json(order.counters())); // reports, and never fails the business
    }
    // end
}
