package io.flushpoint.lambda;

import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * One invocation of the function: the sends made for it, and the wait for their level at its end. Sends may be made
 * from any thread; {@link #close()} belongs to the thread that began it. Whoever hands work to other threads passes the
 * invocation along, or {@linkplain #wrap(Executor) wraps} their executor.
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
    private final Tag tag;
    private final TimeLeft left;
    private final boolean handsOver;
    private final Thread beginner = Thread.currentThread();

    // ---- guarded by this, under which nobody else's code runs ----

    /** What has not reached its level: it holds the bodies of its requests. */
    private final Set<Delivery> deliveries = new LinkedHashSet<>();

    private boolean closing;
    private boolean closed;
    private boolean settling;

    Invocation(Environment environment, String id, Tag tag, TimeLeft left, boolean handsOver) {
        this.environment = environment;
        this.id = id;
        this.tag = tag;
        this.left = left;
        this.handsOver = handsOver;
    }

    /**
     * Submits a request and returns at once. The request's own timeout counts if it is shorter than what is left of
     * the invocation.
     *
     * <p>A send that is being submitted while another thread closes the invocation may come too late for the wait: it is
     * given up then, and reported if it did not reach its level.
     *
     * @throws IllegalStateException if this invocation is closed; {@link #trySend} does not throw
     */
    public Delivery send(SendRequest request) {
        if (isClosed()) {
            throw new IllegalStateException(closedMessage());
        }
        return submit(keyed(request), true);
    }

    /**
     * As {@link #send}, for what must not fail the business: if this invocation is closed, the send is reported to
     * {@link LambdaOptions#onUndelivered} at once, on this thread, and the delivery has failed with
     * {@link Failure#SENDER_CLOSED}, nothing written.
     */
    public Delivery trySend(SendRequest request) {
        return isClosed() ? environment.refuse(id, request, closedMessage()) : submit(keyed(request), true);
    }

    /**
     * The same task, during which {@link LambdaSender#send} means this invocation, whatever thread runs it: for a thread
     * of a pool, or a virtual one, that has begun no invocation itself.
     */
    public Runnable wrap(Runnable task) {
        Objects.requireNonNull(task, "task");
        return () -> environment.open().during(this, task);
    }

    /** An executor each of whose tasks is {@linkplain #wrap wrapped}, such as for {@code CompletableFuture.runAsync}. */
    public Executor wrap(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        return task -> executor.execute(wrap(task));
    }

    /** Sends what an earlier send lost, as it was, as part of this invocation. */
    void resend(SendRequest request) {
        submit(request, false);
    }

    /** Holds no lock while it sends: a send that is refused may be told at once, to a listener that waits for others. */
    private Delivery submit(SendRequest request, boolean first) {
        Delivery delivery = environment.sender().send(withinInvocation(request), environment.level(request));
        environment.late().watch(id, delivery, first);
        if (add(delivery)) {
            delivery.reached(environment.level(request)).thenRun(() -> remove(delivery));
        } else {
            cameTooLate(delivery);
        }
        return delivery;
    }

    private synchronized boolean add(Delivery delivery) {
        return !settling && deliveries.add(delivery);
    }

    private synchronized void remove(Delivery reached) {
        deliveries.remove(reached);
    }

    /** Nobody waits for it any more. */
    private void cameTooLate(Delivery delivery) {
        delivery.cancel();
        delivery.reached(environment.level(delivery.request())).whenComplete((receipt, failure) -> {
            if (failure instanceof SendException cause) {
                Undelivered lost = UndeliveredSend.failed(
                        id, delivery.request(), environment.level(delivery.request()), cause.failure(), cause);
                Told.to(environment.options().onUndelivered(), lost);
            }
        });
    }

    private SendRequest keyed(SendRequest request) {
        return environment.keyed(request, tag);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private String closedMessage() {
        return "invocation " + id + " is closed";
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
        if (!beginToClose()) {
            return;
        }
        try {
            environment.late().tell(this);
        } catch (Throwable e) { // such as a heap that is exhausted
            abandon();
            throw e;
        }
        shut();
        if (handsOver && environment.handOver(this)) {
            return;
        }
        List<Undelivered> undelivered = settle();
        if (environment.options().failInvocation() && !undelivered.isEmpty()) {
            throw new UndeliveredException(undelivered);
        }
    }

    /** False if somebody has closed it, or is about to. */
    private synchronized boolean beginToClose() {
        boolean first = !closing;
        closing = true;
        return first;
    }

    /** Takes no more sends. */
    private void shut() {
        synchronized (this) {
            closing = true;
            closed = true;
        }
        environment.ended(this);
    }

    /** Ends an invocation in whose begin or close something failed: else it would be open for ever. */
    void abandon() {
        shut();
        if (handsOver && environment.handOver(this)) {
            return;
        }
        settle();
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

    /** All that will be waited for. */
    private synchronized List<Delivery> sends() {
        settling = true;
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
                if (!reaches(delivery)) {
                    late.add(delivery);
                }
            } catch (SendException e) {
                report(UndeliveredSend.failed(
                        id, delivery.request(), environment.level(delivery.request()), e.failure(), e));
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
                if (!reaches(delivery)) {
                    report(UndeliveredSend.unsettled(id, request, environment.level(request), isWritten(delivery)));
                }
            } catch (SendException e) {
                Failure why = e.failure() == Failure.CANCELLED ? Failure.DEADLINE_EXCEEDED : e.failure();
                report(UndeliveredSend.failed(id, request, environment.level(request), why, e));
            }
        }

        /** Whether it reaches its level; false if that is not known in time. */
        private boolean reaches(Delivery delivery) throws SendException {
            while (true) {
                long nanos = Math.max(0, end - environment.clocks().nanos());
                try {
                    delivery.await(environment.level(delivery.request()), Duration.ofNanos(nanos));
                    return true;
                } catch (SendException e) {
                    throw e;
                } catch (IOException notInTime) {
                    return false;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }

        private void report(Undelivered lost) {
            undelivered.add(lost);
            Told.to(environment.options().onUndelivered(), lost);
        }
    }

    private static boolean isWritten(Delivery delivery) {
        return delivery.receipt().level().isPresent();
    }
}
