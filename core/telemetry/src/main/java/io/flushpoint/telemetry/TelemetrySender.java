package io.flushpoint.telemetry;

import io.flushpoint.Bound;
import io.flushpoint.CallerDrivenSender;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
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
    private final boolean ofSender;
    private final TelemetryOptions options;
    private final DeliveryLevel level;
    private final Tidings tidings;
    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** What takes a request on its way. */
    private interface Carrier {
        Delivery send(SendRequest request, DeliveryLevel goal);
    }

    private TelemetrySender(Carrier carrier, boolean ofSender, TelemetryOptions options, DeliveryLevel level) {
        this.carrier = carrier;
        this.ofSender = ofSender;
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
        return new TelemetrySender(sender::send, true, options, level);
    }

    /**
     * Over whatever sends, such as {@code lambdaSender::trySend}: the sends are then part of the open invocation, which ends only
     * when each has reached the level of that sender. A request is then not made again by a library's policy: what it would be
     * part of may have ended by then. Unless the options name a level, it is {@link DeliveryLevel#SENT}, and
     * {@link DeliveryLevel#WRITTEN} for a delivery that cannot tell that.
     *
     * @param sender for any thread; should fail the delivery rather than throw
     */
    public static TelemetrySender over(Function<SendRequest, Delivery> sender, TelemetryOptions options) {
        Objects.requireNonNull(sender, "sender");
        DeliveryLevel level = options.levelOver(EnumSet.allOf(DeliveryLevel.class));
        return new TelemetrySender((request, goal) -> sender.apply(request), false, options, level);
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
     *     {@link io.flushpoint.SendException}, with what the sending function throws, or with a
     *     {@link TimeoutException} if the request's timeout ends first, which gives the send up. Completing or cancelling it
     *     does not touch the send
     */
    public CompletableFuture<TelemetryAnswer> send(SendRequest request, DeliveryLevel level) {
        CompletableFuture<TelemetryAnswer> outcome = new CompletableFuture<>();
        CompletableFuture<TelemetryAnswer> counted =
                outcome.whenComplete((answer, failure) -> (failure == null ? done : failed).increment());
        try {
            Delivery delivery = carrier.send(
                    request.keepHeaders(TelemetryAnswer.RETRY_AFTER).keepErrorContent(options.errorContent()), level);
            new TelemetryDelivery(request.withoutContent(), delivery, tidings, outcome)
                    .follow(level, options.isLevelFree());
            if (!ofSender) {
                endWithTimeout(request, delivery, outcome);
            }
        } catch (Throwable refused) { // whatever a function does, its caller is told
            outcome.completeExceptionally(refused);
        }
        return counted;
    }

    /** A sender's own deadline is that of the level; a function may have another goal in mind. */
    private static void endWithTimeout(
            SendRequest request, Delivery delivery, CompletableFuture<TelemetryAnswer> outcome) {
        request.timeout()
                .ifPresent(timeout -> outcome.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                        .whenComplete((answer, failure) -> {
                            if (failure instanceof TimeoutException) {
                                delivery.cancel();
                            }
                        }));
    }

    /**
     * Whether a request that failed may be made again some time later. Not over a sending function: its sends may be part of
     * something that has ended by then, such as an invocation, and there they have failed.
     */
    public boolean mayTryAgain() {
        return ofSender;
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
            throw notKnown(request, level, deadline);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof TimeoutException
                    ? notKnown(request, level, deadline)
                    : unwrapped(failed);
        }
    }

    private static HttpTimeoutException notKnown(SendRequest request, DeliveryLevel level, Duration deadline) {
        return new HttpTimeoutException("not known to be " + level + " within " + deadline + ": " + request);
    }

    private static IOException unwrapped(ExecutionException failed) {
        if (failed.getCause() instanceof RuntimeException refused) {
            throw refused;
        }
        if (failed.getCause() instanceof Error error) {
            throw error;
        }
        return failed.getCause() instanceof IOException failure ? failure : new IOException(failed.getCause());
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
