package io.flushpoint.lambda;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A sender with a thread of its own: anybody may call, and waiting is blocking. */
record DedicatedEngine(HttpSender sender) implements Engine {
    @Override
    public Delivery send(SendRequest request, DeliveryLevel goal) {
        return sender.send(request, goal);
    }

    @Override
    public void enter(String call) {
        // nothing is left here: every thread submits on its own
    }

    @Override
    public boolean anyThreadMayWait() {
        return true;
    }

    @Override
    public boolean await(CompletableFuture<?> future, long nanos) throws InterruptedException {
        try {
            future.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
