package io.flushpoint.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * One invocation of the function: the sends made for it, and the wait for their level at its end. Sends may be made
 * from any thread; {@link #close()} belongs to the thread that began it.
 *
 * <p>The end of the invocation, remaining time less {@link LambdaOptions#margin}, is a deadline for each send: what has
 * not reached its level by then fails, is reported, and is not kept for the next invocation.
 */
public final class Invocation implements AutoCloseable {
    /**
     * Longest that the verdict on a send which ran out of time is waited for, in milliseconds: the deadline is the same
     * for the send and for this wait, and the event loop needs its turn on a small share of a core.
     */
    private static final Duration VERDICT_WAIT = Duration.ofMillis(50);

    private final HttpSender sender;
    private final DeliveryLevel level;
    private final LambdaOptions options;
    private final Context context;
    private final OpenInvocations open;
    private final Clocks clocks;
    private final Thread beginner = Thread.currentThread();
    private final List<Delivery> deliveries = new ArrayList<>();
    private boolean closed;

    Invocation(
            HttpSender sender,
            DeliveryLevel level,
            LambdaOptions options,
            Context context,
            OpenInvocations open,
            Clocks clocks) {
        this.sender = sender;
        this.level = level;
        this.options = options;
        this.context = context;
        this.open = open;
        this.clocks = clocks;
    }

    /**
     * Submits a request and returns at once. The request's own timeout counts if it is shorter than what is left of
     * the invocation.
     *
     * @throws IllegalStateException if this invocation is closed
     */
    public synchronized Delivery send(SendRequest request) {
        if (closed) {
            throw new IllegalStateException("invocation " + context.getAwsRequestId() + " is closed");
        }
        Delivery delivery = sender.send(withinInvocation(request), level);
        deliveries.add(delivery);
        return delivery;
    }

    private SendRequest withinInvocation(SendRequest request) {
        Duration left = left();
        if (request.timeout().isPresent() && request.timeout().get().compareTo(left) <= 0) {
            return request;
        }
        return request.timeout(left.isZero() ? Duration.ofMillis(1) : left);
    }

    /** Time until this invocation must have ended, from 0 up. */
    private Duration left() {
        Duration left = Duration.ofMillis(context.getRemainingTimeInMillis()).minus(options.margin());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * Waits until all sends of this invocation have reached their level or failed, together for no longer than the
     * remaining time less the margin, and reports those that did not make it. Never throws, so that an exception of the
     * handler stays what it is; not cut short by an interrupt, which is kept. Closing again has no effect.
     */
    @Override
    public void close() {
        List<Delivery> waited;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            waited = List.copyOf(deliveries);
        }
        open.remove(this);
        boolean interrupted = Thread.interrupted();
        long end = clocks.nanos() + left().plus(VERDICT_WAIT).toNanos();
        for (Delivery delivery : waited) {
            interrupted |= settle(delivery, end);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for one send and reports it if it did not make it. Says whether the thread was interrupted meanwhile. */
    private boolean settle(Delivery delivery, long end) {
        boolean interrupted = false;
        while (true) {
            try {
                delivery.await(level, Duration.ofNanos(Math.max(0, end - clocks.nanos())));
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (SendException e) {
                report(Undelivered.failed(context.getAwsRequestId(), delivery.request(), level, e));
                return interrupted;
            } catch (TimeoutException e) {
                boolean written = delivery.receipt().level() != null;
                report(Undelivered.unsettled(context.getAwsRequestId(), delivery.request(), level, written));
                return interrupted;
            }
        }
    }

    private void report(Undelivered undelivered) {
        try {
            options.undelivered().accept(undelivered);
        } catch (RuntimeException e) {
            AdapterLog.consumerFailed(undelivered, e);
        }
    }

    boolean begunByCaller() {
        return Thread.currentThread() == beginner;
    }
}
