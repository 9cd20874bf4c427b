package io.flushpoint.internal.encode;

import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls on one subscription: one after the other (Reactive Streams §2.7), on threads that may block, since a publisher
 * may read a file or a stream in them. From any thread.
 */
final class SubscriptionCalls {
    private final Flow.Subscription subscription;
    private final Executor blocking;
    private final Consumer<Throwable> onThrown;
    private long wanted;
    private long asked;
    private boolean cancelling;
    private boolean cancelled;
    private boolean calling;
    private @Nullable Thread caller;

    /** @param onThrown told of what a call throws, on the thread of the call, or of there being no thread */
    SubscriptionCalls(Flow.Subscription subscription, Executor blocking, Consumer<Throwable> onThrown) {
        this.subscription = subscription;
        this.blocking = blocking;
        this.onThrown = onThrown;
    }

    /** Asks for so many more. */
    void request(long more) {
        synchronized (this) {
            wanted += more;
        }
        callInBackground();
    }

    /** How many have been asked for, by calls that were made or are in progress. */
    synchronized long asked() {
        return asked;
    }

    /** Cancels, in place of whatever was not asked for yet. */
    void cancel() {
        synchronized (this) {
            cancelling = true;
        }
        callInBackground();
    }

    /** Cancels on the thread of a call that is in progress, and nowhere else: a call within a call does not overlap it. */
    void cancelWithin() {
        boolean within;
        synchronized (this) {
            within = caller == Thread.currentThread() && !cancelled;
            cancelled |= within;
        }
        if (within) {
            subscription.cancel();
        }
    }

    private void callInBackground() {
        if (begins()) {
            execute();
        }
    }

    /** Whether there is a call to be made, and nobody who sees to it already. */
    private synchronized boolean begins() {
        boolean begins = !calling && !cancelled && (cancelling || wanted > 0);
        calling |= begins;
        return begins;
    }

    /** One call each time, so that publishers share the threads. */
    private void execute() {
        try {
            blocking.execute(this::makeCall);
        } catch (Throwable closingOrNoThread) {
            synchronized (this) {
                calling = false;
            }
            onThrown.accept(closingOrNoThread);
        }
    }

    private void makeCall() {
        Runnable call = next(Thread.currentThread());
        try {
            call.run();
        } catch (Throwable thrown) {
            onThrown.accept(thrown);
        } finally {
            called();
        }
        callInBackground();
    }

    private synchronized Runnable next(Thread on) {
        caller = on;
        if (cancelling) {
            cancelled = true;
            return subscription::cancel;
        }
        long count = wanted;
        wanted = 0;
        asked += count;
        return () -> subscription.request(count);
    }

    private synchronized void called() {
        caller = null;
        calling = false;
    }
}
