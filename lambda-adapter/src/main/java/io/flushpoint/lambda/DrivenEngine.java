package io.flushpoint.lambda;

import io.flushpoint.Bound;
import io.flushpoint.CallerDrivenSender;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A sender driven by its owner, the handler's thread. What other threads want of it waits here until the owner comes by:
 * when it begins an invocation, sends, or closes one.
 */
final class DrivenEngine implements Engine {
    private final CallerDrivenSender sender;
    private final Thread owner = Thread.currentThread();
    private final Queue<Runnable> outside = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingSends = new AtomicLong();
    private final long maxWaitingSends;

    DrivenEngine(CallerDrivenSender sender, SenderOptions options) {
        this.sender = sender;
        this.maxWaitingSends = options.bound(Bound.QUEUED_SENDS);
    }

    @Override
    public HttpSender sender() {
        return sender;
    }

    @Override
    public Delivery send(SendRequest request, DeliveryLevel goal) {
        if (isOwner()) {
            takeOver();
            return sender.send(request, goal);
        }
        HandedOver handedOver = new HandedOver(request, this);
        if (waitingSends.incrementAndGet() > maxWaitingSends) {
            waitingSends.decrementAndGet();
            handedOver.refuse(Failure.QUEUE_FULL);
        } else {
            outside.add(() -> {
                waitingSends.decrementAndGet();
                handedOver.take(() -> sender.send(request, goal));
            });
        }
        return handedOver;
    }

    @Override
    public void enter(String call) {
        if (!isOwner()) {
            throw new IllegalStateException(call + " belongs to thread '" + owner.getName()
                    + "', which made the sender and drives it, not to '"
                    + Thread.currentThread().getName() + "'; with Loop.DEDICATED any thread may");
        }
        takeOver();
    }

    @Override
    public boolean anyThreadMayWait() {
        return false;
    }

    @Override
    public boolean await(CompletableFuture<?> future, long nanos) throws InterruptedException {
        long end = Clocks.SYSTEM.nanos() + nanos;
        sender.run(Duration.ZERO);
        while (!future.isDone()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long left = end - Clocks.SYSTEM.nanos();
            if (left <= 0) {
                return false;
            }
            sender.run(Duration.ofNanos(left));
        }
        return true;
    }

    boolean isOwner() {
        return Thread.currentThread() == owner;
    }

    /** Runs it now if this is the owner, else when the owner comes by. */
    void onOwner(Runnable task) {
        if (isOwner()) {
            task.run();
        } else {
            outside.add(task);
        }
    }

    /** Does what other threads have left here. For the owner. */
    void takeOver() {
        for (Runnable task = outside.poll(); task != null; task = outside.poll()) {
            task.run();
        }
    }
}
