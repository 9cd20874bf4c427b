package io.flushpoint.lambda;

import io.flushpoint.Delivery;
import io.flushpoint.LateNews;
import io.flushpoint.SendRequest;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes late news from the event loop, whenever it comes, and hands it out on a handler's thread.
 *
 * <pre>
 *   event loop: news --&gt; [ waiting, bounded ] --&gt; begin or close: resend if lost and allowed, tell the consumer
 * </pre>
 */
final class LateNewsDesk {
    /** News that waits for an invocation, in pieces: more than one invocation's sends, and no heap full of requests. */
    static final int CAPACITY = 1024;

    private final LambdaOptions options;
    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final LongAdder answered = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder resent = new LongAdder();

    private record Entry(String invocation, SendRequest request, LateNews news, boolean first) {}

    LateNewsDesk(LambdaOptions options) {
        this.options = options;
    }

    /**
     * Waits for the news of a send.
     *
     * @param first whether this is the first copy of the request
     */
    void watch(String invocation, Delivery delivery, boolean first) {
        delivery.news().thenAccept(news -> arrived(new Entry(invocation, delivery.request(), news, first)));
    }

    private void arrived(Entry entry) {
        switch (entry.news().kind()) {
            case ANSWERED -> answered.increment();
            case LOST -> lost.increment();
            case UNKNOWN -> unknown.increment();
        }
        if (!waiting.offer(entry)) {
            dropped.increment();
        }
    }

    /** Tells what is waiting, on the thread of a handler; what was lost and may be is sent again in the invocation. */
    void tell(Invocation current) {
        long droppedBefore = dropped.sum();
        for (int i = waiting.size(); i > 0; i--) {
            Entry entry = waiting.poll();
            if (entry == null) {
                break; // another handler was quicker
            }
            boolean again = mayResend(entry);
            if (again) {
                resent.increment();
                current.resend(entry.request());
            }
            tell(entry, again);
        }
        warnOfDropped(droppedBefore);
    }

    /** Tells what is waiting when no invocation will come any more. */
    void tellFinally() {
        for (Entry entry = waiting.poll(); entry != null; entry = waiting.poll()) {
            tell(entry, false);
        }
        warnOfDropped(dropped.sum());
    }

    private boolean mayResend(Entry entry) {
        return options.resendLost()
                && entry.first()
                && entry.news().kind() == LateNews.Kind.LOST
                && entry.request().isReplayable();
    }

    private void tell(Entry entry, boolean again) {
        Late late = new Late(entry.invocation(), entry.request(), entry.news(), again);
        try {
            options.lateNews().accept(late);
        } catch (RuntimeException e) {
            AdapterLog.consumerFailed(late, e);
        }
    }

    private void warnOfDropped(long count) {
        if (count > 0) {
            AdapterLog.newsDropped(count);
        }
    }

    LateCounts counts() {
        return new LateCounts(answered.sum(), lost.sum(), unknown.sum(), dropped.sum(), resent.sum());
    }
}
