package io.flushpoint.opentelemetry;

import io.flushpoint.Bound;
import io.flushpoint.SendRequest;
import io.flushpoint.telemetry.TelemetryAnswer;
import io.flushpoint.telemetry.TelemetrySender;
import io.opentelemetry.sdk.common.export.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One message on its way: attempts, one after the other, within the exporter's timeout. */
final class OtlpExport {
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMillis(Bound.SEND_DEADLINE.max());

    private final SendRequest request;
    private final TelemetrySender sender;
    private final Retries retries;
    private final Duration timeout;
    private final Callbacks callbacks;
    private final Consumer<HttpResponse> onResponse;
    private final Consumer<Throwable> onError;
    private final long begunNanos = System.nanoTime();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private int attempts; // one at a time
    private @Nullable Runnable waiting; // gives up a wait; guarded by this
    private boolean givenUp; // guarded by this

    /** @param timeout for all of it; zero for none. Not longer than a send can have */
    OtlpExport(
            SendRequest request,
            TelemetrySender sender,
            Retries retries,
            Duration timeout,
            Callbacks callbacks,
            Consumer<HttpResponse> onResponse,
            Consumer<Throwable> onError) {
        this.request = request;
        this.sender = sender;
        this.retries = retries;
        this.timeout = timeout.isZero() || timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
        this.callbacks = callbacks;
        this.onResponse = onResponse;
        this.onError = onError;
    }

    /** Completes, normally, when a callback is about to run. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** Throws nothing: what goes wrong is told. */
    void attempt() {
        attempts++;
        try {
            sender.send(request.timeout(left()))
                    .whenComplete((answer, failure) -> callbacks.run(() -> attempted(answer, failure)));
        } catch (Throwable mistake) {
            callbacks.run(() -> end(() -> onError.accept(mistake)));
        }
    }

    private void attempted(@Nullable TelemetryAnswer answer, @Nullable Throwable failure) {
        try {
            if (answer != null) {
                again(retries.after(answer, attempts), () -> onResponse.accept(new OtlpResponse(answer)));
            } else if (failure != null) {
                Throwable cause = failure.getCause();
                Throwable why = failure instanceof CompletionException && cause != null ? cause : failure;
                again(retries.after(why, attempts, sender.level()), () -> onError.accept(why));
            }
        } catch (Throwable mistake) { // of the policy's predicate; or of a callback, which has been told then
            end(() -> onError.accept(mistake));
        }
    }

    /** Another attempt after a while, if there is one and the timeout leaves room for it; else that is the end. */
    private void again(Optional<Duration> delay, Runnable end) {
        if (delay.isEmpty() || delay.get().compareTo(left()) >= 0 || !waits(end)) {
            end(end);
            return;
        }
        CompletableFuture.delayedExecutor(delay.get().toNanos(), TimeUnit.NANOSECONDS, callbacks::run)
                .execute(() -> {
                    if (stopsWaiting() != null) {
                        attempt();
                    }
                });
    }

    /** Gives up a wait for another attempt, now or later: the attempt before is the end of it. */
    void giveUpWaiting() {
        Runnable end;
        synchronized (this) {
            givenUp = true;
            end = stopsWaiting();
        }
        if (end != null) {
            callbacks.run(() -> end(end));
        }
    }

    private synchronized boolean waits(Runnable end) {
        if (!givenUp) {
            waiting = end;
        }
        return !givenUp;
    }

    private synchronized @Nullable Runnable stopsWaiting() {
        Runnable end = waiting;
        waiting = null;
        return end;
    }

    private void end(Runnable callback) {
        ended.complete(null);
        if (told.compareAndSet(false, true)) {
            callback.run();
        }
    }

    /** Of the timeout; a millisecond at least. */
    private Duration left() {
        Duration left = timeout.minusNanos(System.nanoTime() - begunNanos);
        return left.compareTo(LEAST) < 0 ? LEAST : left;
    }
}
