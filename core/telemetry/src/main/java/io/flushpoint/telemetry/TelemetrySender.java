package io.flushpoint.telemetry;

import io.flushpoint.AnswerExcerpt;
import io.flushpoint.Bound;
import io.flushpoint.CallerDrivenSender;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.HttpSender;
import io.flushpoint.Receipt;
import io.flushpoint.SendRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Carries the requests of telemetry libraries over a sender of the caller's. A request is done once it has reached the level of
 * {@link TelemetryOptions#level}; what becomes known of it after that is counted, told to
 * {@link TelemetryOptions#onReport}, and logged under {@code io.flushpoint.telemetry}, at most once a minute for each kind.
 *
 * <p>For any thread. It has nothing to close: the sender stays the caller's.
 */
public final class TelemetrySender {
    private static final Duration USUAL_DEADLINE = Duration.ofMillis(Bound.SEND_DEADLINE.defaultValue());

    /** After the deadline of a send, for its answer's content to be read and its outcome to be told. */
    private static final Duration SLACK = Duration.ofMillis(Bound.DRAIN_TIME.defaultValue() + 1_000);

    private final Carrier carrier;
    private final TelemetryOptions options;
    private final DeliveryLevel level;
    private final Tidings tidings;
    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** What takes a request on its way. */
    private interface Carrier {
        Delivery send(SendRequest request, DeliveryLevel goal);
    }

    private TelemetrySender(Carrier carrier, TelemetryOptions options, DeliveryLevel level) {
        this.carrier = carrier;
        this.options = options;
        this.level = level;
        this.tidings = new Tidings(options.onReport(), System::nanoTime);
    }

    /** Over a sender, with {@link TelemetryOptions#defaults()}. */
    public static TelemetrySender over(HttpSender sender) {
        return over(sender, TelemetryOptions.defaults());
    }

    /**
     * Over a sender.
     *
     * @throws IllegalArgumentException if its transport cannot establish the level, or if it is driven by its caller: telemetry
     *     libraries send from threads of their own
     */
    public static TelemetrySender over(HttpSender sender, TelemetryOptions options) {
        if (sender instanceof CallerDrivenSender) {
            throw new IllegalArgumentException(
                    "a caller-driven sender cannot serve a telemetry library, which sends from threads of its own");
        }
        DeliveryLevel level = options.levelOver(sender.levels());
        if (!sender.levels().contains(level)) {
            throw new IllegalArgumentException(
                    "level " + level + " is not available on this transport, but " + sender.levels());
        }
        return new TelemetrySender(sender::send, options, level);
    }

    /**
     * Over whatever sends, such as {@code lambdaSender::trySend}: the sends are then part of the open invocation, which ends only
     * when each has reached the level of that sender.
     *
     * @param sender for any thread; should fail the delivery rather than throw
     */
    public static TelemetrySender over(Function<SendRequest, Delivery> sender, TelemetryOptions options) {
        Objects.requireNonNull(sender, "sender");
        DeliveryLevel level = options.levelOver(EnumSet.allOf(DeliveryLevel.class));
        return new TelemetrySender((request, goal) -> sender.apply(request), options, level);
    }

    /** Sends, to the level of the options. */
    public CompletableFuture<TelemetryAnswer> send(SendRequest request) {
        return send(request, level);
    }

    /**
     * Sends.
     *
     * @param level at which it is done, in place of that of the options
     * @return completes on the event loop, where dependents must not block: with the answer, or exceptionally with a
     *     {@link io.flushpoint.SendException}. Completing or cancelling it does not touch the send
     */
    public CompletableFuture<TelemetryAnswer> send(SendRequest request, DeliveryLevel level) {
        CompletableFuture<TelemetryAnswer> told = new CompletableFuture<>();
        Delivery delivery;
        try {
            delivery = carrier.send(
                    request.keepHeaders(TelemetryAnswer.RETRY_AFTER).keepErrorContent(options.errorContent()), level);
        } catch (RuntimeException refused) {
            failed.increment();
            told.completeExceptionally(refused);
            return told;
        }
        delivery.reached(level).whenComplete((receipt, failure) -> {
            if (failure != null) {
                failed.increment();
                told.completeExceptionally(failure instanceof CompletionException ? failure.getCause() : failure);
            } else {
                done.increment();
                reached(delivery, level, receipt, told);
            }
        });
        return told;
    }

    /** Sends and waits, to the level of the options: {@link #sendAndWait(SendRequest, DeliveryLevel)}. */
    public TelemetryAnswer sendAndWait(SendRequest request) throws IOException {
        return sendAndWait(request, level);
    }

    /**
     * Sends and waits, for a library whose thread wants to be told. The wait ends soon after the request's timeout, or if it has
     * none of its own, after the default of {@link Bound#SEND_DEADLINE}, whatever the world does.
     *
     * @param level at which it is done, in place of that of the options
     * @throws io.flushpoint.SendException if the level is not reached
     * @throws HttpTimeoutException if nothing is known in time, such as where a level above the goal of the sender is waited for;
     *     the send goes on
     * @throws InterruptedIOException if the thread is interrupted; its interrupt status is set then, and the send goes on
     */
    public TelemetryAnswer sendAndWait(SendRequest request, DeliveryLevel level) throws IOException {
        Duration deadline = request.timeout().orElse(USUAL_DEADLINE);
        try {
            return send(request, level).get(deadline.plus(SLACK).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before it was known to be " + level + ": " + request);
        } catch (TimeoutException notKnown) {
            throw new HttpTimeoutException("not known to be " + level + " within " + deadline + ": " + request);
        } catch (ExecutionException failed) {
            throw unwrapped(failed);
        }
    }

    private static IOException unwrapped(ExecutionException failed) {
        if (failed.getCause() instanceof RuntimeException refused) {
            throw refused;
        }
        return failed.getCause() instanceof IOException failure ? failure : new IOException(failed.getCause());
    }

    private void reached(
            Delivery delivery, DeliveryLevel level, Receipt receipt, CompletableFuture<TelemetryAnswer> told) {
        if (level == DeliveryLevel.ANSWERED) {
            delivery.excerpt().thenAccept(answer -> told.complete(answer(receipt.status(), answer)));
        } else {
            told.complete(answer(OptionalInt.empty(), AnswerExcerpt.noAnswer()));
            delivery.report().thenAccept(report -> later(delivery, report));
        }
    }

    private void later(Delivery delivery, DeliveryReport report) {
        switch (report.kind()) {
            case LOST -> tidings.tell(TelemetryReport.Kind.LOST, delivery.request(), report, AnswerExcerpt.noAnswer());
            case UNKNOWN ->
                tidings.tell(TelemetryReport.Kind.UNKNOWN, delivery.request(), report, AnswerExcerpt.noAnswer());
            case ANSWERED -> {
                if (report.status().orElse(0) >= 400) {
                    delivery.excerpt()
                            .thenAccept(answer ->
                                    tidings.tell(TelemetryReport.Kind.REFUSED, delivery.request(), report, answer));
                }
            }
        }
    }

    private static TelemetryAnswer answer(OptionalInt status, AnswerExcerpt answer) {
        return new TelemetryAnswer(status, answer, Clock.systemUTC());
    }

    /** The level at which a request is done. */
    public DeliveryLevel level() {
        return level;
    }

    /** How many requests there were so far. */
    public TelemetryCounts counts() {
        return new TelemetryCounts(
                done.sum(),
                failed.sum(),
                tidings.count(TelemetryReport.Kind.REFUSED),
                tidings.count(TelemetryReport.Kind.LOST),
                tidings.count(TelemetryReport.Kind.UNKNOWN));
    }

    @Override
    public String toString() {
        return "TelemetrySender[" + level + ", " + counts() + "]";
    }
}
