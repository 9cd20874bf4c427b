package io.flushpoint.opentelemetry;

import io.flushpoint.Bound;
import io.flushpoint.SendRequest;
import io.flushpoint.telemetry.TelemetryAnswer;
import io.flushpoint.telemetry.TelemetrySender;
import io.opentelemetry.sdk.common.export.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One message on its way: attempts, one after the other, within the exporter's timeout. */
final class OtlpExport {
    private final SendRequest request;
    private final TelemetrySender sender;
    private final Retries retries;
    private final Duration timeout;
    private final Executor callbacks;
    private final Consumer<HttpResponse> onResponse;
    private final Consumer<Throwable> onError;
    private final long begunNanos = System.nanoTime();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private int attempts; // one at a time
    private @Nullable Runnable waiting; // gives up a wait; guarded by this
    private boolean givenUp; // guarded by this

    /** @param timeout for all of it; zero for none */
    OtlpExport(
            SendRequest request,
            TelemetrySender sender,
            Retries retries,
            Duration timeout,
            Executor callbacks,
            Consumer<HttpResponse> onResponse,
            Consumer<Throwable> onError) {
        this.request = request;
        this.sender = sender;
        this.retries = retries;
        this.timeout = timeout;
        this.callbacks = callbacks;
        this.onResponse = onResponse;
        this.onError = onError;
    }

    /** Completes, normally, after a callback has run. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    void attempt() {
        attempts++;
        Duration left = left();
        sender.send(request.timeout(left))
                .orTimeout(
                        left.toNanos(),
                        TimeUnit.NANOSECONDS) // also where the deadline of the send ends before the answer
                .whenComplete((answer, failure) -> onCallbackThread(() -> attempted(answer, failure)));
    }

    private void attempted(@Nullable TelemetryAnswer answer, @Nullable Throwable failure) {
        if (answer != null) {
            again(retries.after(answer, attempts), () -> onResponse.accept(new OtlpResponse(answer)));
        } else if (failure != null) {
            Throwable why = named(failure);
            again(retries.after(why, attempts, sender.level()), () -> onError.accept(why));
        }
    }

    private Throwable named(Throwable failure) {
        Throwable cause = failure.getCause();
        if (failure instanceof TimeoutException) {
            return new TimeoutException("not " + sender.level() + " within " + timeout);
        }
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    /** Another attempt after a while, if there is one and the timeout leaves room for it; else that is the end. */
    private void again(@Nullable Duration delay, Runnable end) {
        if (delay == null || delay.compareTo(left()) >= 0 || !waits(end)) {
            end(end);
            return;
        }
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, this::onCallbackThread)
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
            onCallbackThread(() -> end(end));
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
        try {
            callback.run();
        } finally {
            ended.complete(null);
        }
    }

    /** An executor that is shut down is no reason not to tell. */
    private void onCallbackThread(Runnable task) {
        try {
            callbacks.execute(task);
        } catch (RejectedExecutionException shutDown) {
            task.run();
        }
    }

    /** Of the timeout; a nanosecond at least. */
    private Duration left() {
        Duration longest = Duration.ofMillis(Bound.SEND_DEADLINE.max());
        if (timeout.isZero()) {
            return longest;
        }
        Duration left = timeout.minusNanos(System.nanoTime() - begunNanos);
        Duration bounded = left.compareTo(longest) > 0 ? longest : left;
        return bounded.isNegative() || bounded.isZero() ? Duration.ofNanos(1) : bounded;
    }
}
