package io.flushpoint.benchmarks.probe;

import io.flushpoint.CallerDrivenSender;
import io.flushpoint.HttpSender;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waiting that lets a sender do its work: on a caller-driven one it drives the loop, on a dedicated one it blocks.
 * Belongs to the thread that opened the sender.
 */
final class Patience {
    private final HttpSender sender;

    Patience(HttpSender sender) {
        this.sender = sender;
    }

    /** Waits until something is known, however it ended, for at most {@code max}. */
    void until(CompletableFuture<?> known, Duration max) throws InterruptedException {
        if (sender instanceof CallerDrivenSender driven) {
            drive(driven, known, max);
            return;
        }
        try {
            known.get(max.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Both are an end of the wait; what there is to know is read from the delivery.
        }
    }

    /** Waits for the whole of {@code length}. */
    void pause(Duration length) throws InterruptedException {
        until(new CompletableFuture<>(), length);
    }

    private static void drive(CallerDrivenSender driven, CompletableFuture<?> known, Duration max) {
        long start = System.nanoTime();
        long left = max.toNanos();
        while (left > 0 && !known.isDone()) {
            driven.run(Duration.ofNanos(left));
            left = max.toNanos() - (System.nanoTime() - start);
        }
    }
}
