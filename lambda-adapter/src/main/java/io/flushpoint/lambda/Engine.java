package io.flushpoint.lambda;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import java.util.concurrent.CompletableFuture;

/** A sender with the event loop that was chosen for it, and what depends on the choice: who may call, and how to wait. */
interface Engine {
    /**
     * Makes the sender.
     *
     * @param loop not {@link Loop#AUTO}
     */
    static Engine open(Loop loop, SenderOptions options) {
        return loop == Loop.CALLER_DRIVEN
                ? new DrivenEngine(HttpSender.createCallerDriven(options), options)
                : new DedicatedEngine(HttpSender.create(options));
    }

    /** The sender; where it is driven by a caller, for its owner alone. */
    HttpSender sender();

    /** Submits a request, from any thread. */
    Delivery send(SendRequest request, DeliveryLevel goal);

    /**
     * What begins and ends an invocation: where the loop is driven by its owner, submits what other threads have left
     * here since the last time.
     *
     * @param call for the message
     * @throws IllegalStateException if the sender is driven by its owner and the caller is another thread
     */
    void enter(String call);

    /** Whether threads other than the handler's may wait for deliveries. */
    boolean anyThreadMayWait();

    /** Waits for at most so many nanoseconds; whether the future has completed, however it did. */
    boolean await(CompletableFuture<?> future, long nanos) throws InterruptedException;
}
