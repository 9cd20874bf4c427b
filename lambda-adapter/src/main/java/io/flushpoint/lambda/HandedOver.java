package io.flushpoint.lambda;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.LateNews;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.Receipt.Timings;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.WireState;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A send that another thread than the owner made: waits to be submitted, and brings the owner what is wished of it. */
final class HandedOver implements Delivery {
    private static final Receipt NOTHING_YET = new Receipt(
            null,
            0,
            new Timings(
                    Timings.ABSENT,
                    Timings.ABSENT,
                    Timings.ABSENT,
                    Timings.ABSENT,
                    Timings.ABSENT,
                    Timings.ABSENT,
                    Timings.ABSENT,
                    Timings.ABSENT),
            0,
            false,
            0,
            OptionalInt.empty());

    private final SendRequest request;
    private final DrivenEngine engine;

    /** Fails, with a {@link SendException}, if it is not submitted at all. */
    private final CompletableFuture<Delivery> taken = new CompletableFuture<>();

    private volatile boolean cancelled;

    HandedOver(SendRequest request, DrivenEngine engine) {
        this.request = request;
        this.engine = engine;
    }

    /** Submits it, on the owner's thread. */
    void take(Supplier<Delivery> send) {
        if (cancelled) {
            refuse(Failure.CANCELLED);
        } else {
            taken.complete(send.get());
        }
    }

    /** Ends it before it is submitted. */
    void refuse(Failure failure) {
        taken.completeExceptionally(new SendException(
                failure, Phase.QUEUE, WireState.NOTHING_WRITTEN, request.toString(), null, NOTHING_YET));
    }

    @Override
    public SendRequest request() {
        return request;
    }

    @Override
    public CompletionStage<Receipt> reached(DeliveryLevel level) {
        return told(level).minimalCompletionStage();
    }

    private CompletableFuture<Receipt> told(DeliveryLevel level) {
        CompletableFuture<Receipt> told = new CompletableFuture<>();
        taken.whenComplete((delivery, refused) -> {
            if (refused != null) {
                told.completeExceptionally(refused);
            } else {
                engine.onOwner(() -> delivery.reached(level).whenComplete((receipt, failure) -> {
                    if (failure == null) {
                        told.complete(receipt);
                    } else {
                        told.completeExceptionally(failure);
                    }
                }));
            }
        });
        return told;
    }

    @Override
    public Receipt await(DeliveryLevel level, Duration timeout)
            throws SendException, TimeoutException, InterruptedException {
        if (engine.isOwner()) {
            engine.takeOver();
            Delivery delivery = delivery();
            if (delivery != null) {
                return delivery.await(level, timeout);
            }
        }
        try {
            return told(level).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SendException cause) {
                throw new SendException(
                        cause.failure(), cause.phase(), cause.wireState(), request.toString(), cause, cause.receipt());
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public CompletionStage<LateNews> news() {
        CompletableFuture<LateNews> news = new CompletableFuture<>();
        taken.thenAccept(delivery -> delivery.news().thenAccept(news::complete));
        return news.minimalCompletionStage();
    }

    @Override
    public Receipt receipt() {
        Delivery delivery = delivery();
        return delivery == null ? NOTHING_YET : delivery.receipt();
    }

    @Override
    public void cancel() {
        cancelled = true;
        taken.thenAccept(delivery -> engine.onOwner(delivery::cancel));
    }

    private @Nullable Delivery delivery() {
        return taken.isCompletedExceptionally() ? null : taken.getNow(null);
    }

    @Override
    public String toString() {
        return "Delivery[" + request + ", " + receipt().level() + "]";
    }
}
