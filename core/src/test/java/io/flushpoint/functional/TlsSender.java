package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flushpoint.CallerDrivenSender;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.HttpSender;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A sender under test: waits alike whoever drives its loop, and remembers what its listener was told. */
record TlsSender(HttpSender sender, Events events) implements AutoCloseable {
    /** Longer than anything takes that is to happen. */
    static final Duration SOON = Duration.ofSeconds(20);

    /** What the listener was told. */
    static final class Events implements SenderListener {
        private final List<RetireReason> retired = new CopyOnWriteArrayList<>();
        private final List<Failure> retries = new CopyOnWriteArrayList<>();

        @Override
        public void onConnectionRetired(String endpoint, long connection, RetireReason reason) {
            retired.add(reason);
        }

        @Override
        public void onRetried(SendRequest request, Failure cause) {
            retries.add(cause);
        }
    }

    /** Why connections were retired, in order. */
    List<SenderListener.RetireReason> retired() {
        return events.retired;
    }

    /** Why sends were tried again. */
    List<Failure> retries() {
        return events.retries;
    }

    Delivery send(SendRequest request) {
        return sender.send(request);
    }

    Delivery send(SendRequest request, DeliveryLevel goal) {
        return sender.send(request, goal);
    }

    /** Sends, and waits until the answer is there. */
    Receipt answer(SendRequest request) throws Exception {
        return sender.send(request, DeliveryLevel.ANSWERED).await(DeliveryLevel.ANSWERED, SOON);
    }

    /** Why the level is not reached; null if it is. */
    SendException failure(Delivery delivery, DeliveryLevel level) {
        return catchThrowableOfType(SendException.class, () -> delivery.await(level, SOON));
    }

    /** Sends, and waits for the failure that is to come. */
    SendException refusal(SendRequest request) {
        return failure(sender.send(request, DeliveryLevel.ANSWERED), DeliveryLevel.ANSWERED);
    }

    DeliveryReport report(Delivery delivery) {
        return await(delivery.report());
    }

    /** The value of a stage of this sender; what it failed with is thrown in a {@link CompletionException}. */
    <T> T await(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        until("a stage of the sender", future::isDone);
        return future.join();
    }

    /** Waits for a fact, and drives the loop meanwhile. */
    void until(String what, Await.Condition condition) {
        Await.until(what, () -> holds(condition), SOON);
    }

    /** Lets time pass, and drives the loop meanwhile. */
    void elapse(Duration time) {
        Await.holdsWithin(() -> holds(() -> false), time);
    }

    @Override
    public void close() {
        sender.close(Duration.ZERO);
    }

    private boolean holds(Await.Condition condition) throws Exception {
        if (sender instanceof CallerDrivenSender driven) {
            driven.run(Duration.ofMillis(1));
        }
        return condition.holds();
    }
}
