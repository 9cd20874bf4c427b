package io.flushpoint.lambda;

import io.flushpoint.Delivery;
import io.flushpoint.Failure;
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
 * <p>The end of the invocation, remaining time less {@link LambdaOptions#margin} but no longer than
 * {@link LambdaOptions#longestWait}, is a deadline for each send: what has not reached its level by then fails, is
 * reported, and is not kept for the next invocation.
 */
public final class Invocation implements AutoCloseable {
    /**
     * Longest that the verdict on a send which ran out of time is waited for, in milliseconds: the deadline is the same
     * for the send and for this wait, and the event loop needs its turn on a small share of a core.
     */
    private static final Duration VERDICT_WAIT = Duration.ofMillis(50);

    private final Environment environment;
    private final String id;
    private final TimeLeft left;
    private final boolean handsOver;
    private final Thread beginner = Thread.currentThread();
    private final List<Delivery> deliveries = new ArrayList<>();
    private boolean closed;

    Invocation(Environment environment, String id, TimeLeft left, boolean handsOver) {
        this.environment = environment;
        this.id = id;
        this.left = left;
        this.handsOver = handsOver;
    }

    /**
     * Submits a request and returns at once. The request's own timeout counts if it is shorter than what is left of
     * the invocation.
     *
     * @throws IllegalStateException if this invocation is closed
     */
    public Delivery send(SendRequest request) {
        return submit(environment.keyed(request), true);
    }

    /** Sends what an earlier send lost, as it was, as part of this invocation. */
    void resend(SendRequest request) {
        submit(request, false);
    }

    private synchronized Delivery submit(SendRequest request, boolean first) {
        if (closed) {
            throw new IllegalStateException("invocation " + id + " is closed");
        }
        Delivery delivery = environment.engine().send(withinInvocation(request), environment.level());
        deliveries.add(delivery);
        environment.late().watch(id, delivery, first);
        return delivery;
    }

    private SendRequest withinInvocation(SendRequest request) {
        Duration most = left.forSends();
        if (request.timeout().orElse(environment.sendDeadline()).compareTo(most) <= 0) {
            return request;
        }
        return request.timeout(most.isZero() ? Duration.ofMillis(1) : most);
    }

    /**
     * Waits until all sends of this invocation have reached their level or failed, together for no longer than the
     * remaining time less the margin, and reports those that did not make it. Not cut short by an interrupt, which is
     * kept. Closing again has no effect.
     *
     * @throws UndeliveredException if a send did not make it and {@link LambdaOptions#failInvocation} asks for it; in a
     *     {@code try} with resources, an exception of the handler stays what it is and this one is added to it
     */
    @Override
    public void close() {
        environment.engine().enter("close");
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        environment.late().tell(this);
        synchronized (this) {
            closed = true;
        }
        environment.ended(this);
        if (handsOver && environment.handOver(this)) {
            return;
        }
        List<Undelivered> undelivered = settle();
        if (environment.options().failInvocation() && !undelivered.isEmpty()) {
            throw new UndeliveredException(undelivered);
        }
    }

    /** Waits for the sends of this invocation, which is closed, and reports those that did not make it. */
    List<Undelivered> settle() {
        boolean interrupted = Thread.interrupted();
        Settling settling =
                new Settling(environment.clocks().nanos() + left.forWaiting().toNanos());
        for (Delivery delivery : sends()) {
            settling.await(delivery);
        }
        settling.verdicts();
        if (interrupted || settling.interrupted) {
            Thread.currentThread().interrupt();
        }
        return settling.undelivered;
    }

    private synchronized List<Delivery> sends() {
        return List.copyOf(deliveries);
    }

    boolean begunByCaller() {
        return Thread.currentThread() == beginner;
    }

    String id() {
        return id;
    }

    /** The wait at the end, and what it finds. */
    private final class Settling {
        private final List<Undelivered> undelivered = new ArrayList<>();
        private final List<Delivery> late = new ArrayList<>();
        private long end;
        private boolean interrupted;

        Settling(long end) {
            this.end = end;
        }

        void await(Delivery delivery) {
            try {
                reach(delivery);
            } catch (SendException e) {
                report(Undelivered.failed(id, delivery.request(), environment.level(), e.failure(), e));
            } catch (TimeoutException e) {
                late.add(delivery);
            }
        }

        /** Gives up what is not written, so that it is not sent later behind everybody's back, and asks how far each got. */
        void verdicts() {
            for (Delivery delivery : late) {
                if (!isWritten(delivery)) {
                    delivery.cancel();
                }
            }
            end += VERDICT_WAIT.toNanos();
            late.forEach(this::verdict);
        }

        private void verdict(Delivery delivery) {
            SendRequest request = delivery.request();
            try {
                reach(delivery);
            } catch (SendException e) {
                Failure why = e.failure() == Failure.CANCELLED ? Failure.DEADLINE_EXCEEDED : e.failure();
                report(Undelivered.failed(id, request, environment.level(), why, e));
            } catch (TimeoutException e) {
                report(Undelivered.unsettled(id, request, environment.level(), isWritten(delivery)));
            }
        }

        private void reach(Delivery delivery) throws SendException, TimeoutException {
            while (true) {
                try {
                    long nanos = Math.max(0, end - environment.clocks().nanos());
                    delivery.await(environment.level(), Duration.ofNanos(nanos));
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }

        private void report(Undelivered lost) {
            undelivered.add(lost);
            try {
                environment.options().undelivered().accept(lost);
            } catch (RuntimeException e) {
                AdapterLog.consumerFailed(lost, e);
            }
        }
    }

    private static boolean isWritten(Delivery delivery) {
        return delivery.receipt().level() != null;
    }
}
