package io.flushpoint.lambda;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.LateNews;
import io.flushpoint.SendRequest;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

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

    /**
     * Bodies of requests whose news waits for an invocation, in bytes: as much as may be in flight, so that what one
     * invocation can send can be told of, and an outage does not fill the heap.
     */
    static final int CAPACITY_BYTES = 32 << 20;

    private final LambdaOptions options;
    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final LongAdder answered = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder resent = new LongAdder();

    /** Of the bodies in memory of what is waiting. */
    private final AtomicLong waitingBytes = new AtomicLong();

    /** Of the dropped, those that were warned of. */
    private final AtomicLong warned = new AtomicLong();

    private record Entry(String invocation, SendRequest request, LateNews news, boolean first) {
        /** What it holds in memory: a file or a stream is not held. */
        long bytes() {
            return request.body() instanceof Body.InMemory body ? body.length() : 0;
        }
    }

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
        if (!isRoomFor(entry.bytes())) {
            dropped.increment();
        } else if (!waiting.offer(entry)) {
            waitingBytes.addAndGet(-entry.bytes());
            dropped.increment();
        }
    }

    /** Takes the room, if there is. A body that is larger than all the room is let in when nothing else waits. */
    private boolean isRoomFor(long bytes) {
        long held = waitingBytes.addAndGet(bytes);
        if (held <= CAPACITY_BYTES || held == bytes) {
            return true;
        }
        waitingBytes.addAndGet(-bytes);
        return false;
    }

    private @Nullable Entry next() {
        Entry entry = waiting.poll();
        if (entry != null) {
            waitingBytes.addAndGet(-entry.bytes());
        }
        return entry;
    }

    /** Tells what is waiting, on the thread of a handler; what was lost and may be is sent again in the invocation. */
    void tell(Invocation current) {
        for (int i = waiting.size(); i > 0; i--) {
            Entry entry = next();
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
        warnOfDropped();
    }

    /** Tells what is waiting when no invocation will come any more. */
    void tellFinally() {
        for (Entry entry = next(); entry != null; entry = next()) {
            tell(entry, false);
        }
        warnOfDropped();
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

    /** Once for each that was dropped. */
    private void warnOfDropped() {
        long count = dropped.sum();
        long before = warned.getAndAccumulate(count, Math::max);
        if (count > before) {
            AdapterLog.newsDropped(count - before);
        }
    }

    LateCounts counts() {
        return new LateCounts(answered.sum(), lost.sum(), unknown.sum(), dropped.sum(), resent.sum());
    }
}
