package io.flushpoint.lambda;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.SendRequest;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Takes delivery reports from the event loop, whenever they come, and hands them out on a handler's thread.
 *
 * <pre>
 *   event loop: report --&gt; [ waiting, bounded ] --&gt; begin or close: resend if lost and allowed, tell the consumer
 * </pre>
 */
final class ReportDesk {
    /** Reports that wait for an invocation: more than one invocation's sends, and no heap full of requests. */
    static final int CAPACITY = 1024;

    /**
     * Bodies in memory that are kept, from the send until its report is told, to be sent again or looked at by the consumer:
     * as much as may be in flight to one endpoint, and an outage does not fill the heap. A request beyond it is told of
     * without its body, and is not sent again.
     */
    static final int CAPACITY_BYTES = 32 << 20;

    private final LambdaOptions options;
    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final LongAdder answered = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder resent = new LongAdder();

    /** Of the bodies in memory that are kept. */
    private final AtomicLong keptBytes = new AtomicLong();

    /** Of the dropped, those that were warned of. */
    private final AtomicLong warned = new AtomicLong();

    private record Entry(String invocation, SendRequest request, DeliveryReport report, boolean first) {}

    ReportDesk(LambdaOptions options) {
        this.options = options;
    }

    /**
     * Waits for the report of a send.
     *
     * @param first whether this is the first copy of the request
     */
    void watch(String invocation, Delivery delivery, boolean first) {
        SendRequest kept = keep(delivery.request());
        delivery.reached(DeliveryLevel.WRITTEN).whenComplete((written, failure) -> {
            if (failure != null) {
                letGo(kept); // of what was not written there is no report
            }
        });
        delivery.report().thenAccept(report -> arrived(new Entry(invocation, kept, report, first)));
    }

    /** With its body if there is room, which is taken. A body that is larger than all the room is kept if it is the only one. */
    private SendRequest keep(SendRequest request) {
        long bytes = bytes(request);
        long kept = keptBytes.addAndGet(bytes);
        if (kept <= CAPACITY_BYTES || kept == bytes) {
            return request;
        }
        keptBytes.addAndGet(-bytes);
        return request.withoutContent();
    }

    private void letGo(SendRequest kept) {
        keptBytes.addAndGet(-bytes(kept));
    }

    /** What it holds in memory: a file or a stream is not held. */
    private static long bytes(SendRequest request) {
        return request.body() instanceof Body.InMemory body ? body.size() : 0;
    }

    private void arrived(Entry entry) {
        switch (entry.report().kind()) {
            case ANSWERED -> answered.increment();
            case LOST -> lost.increment();
            case UNKNOWN -> unknown.increment();
        }
        if (!waiting.offer(entry)) {
            letGo(entry.request());
            dropped.increment();
        }
    }

    private @Nullable Entry next() {
        Entry entry = waiting.poll();
        if (entry != null) {
            letGo(entry.request());
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

    /** What got bytes back, such as a TLS alert or a garbled answer, was not lost on its way. */
    private boolean mayResend(Entry entry) {
        return options.resendLost()
                && entry.first()
                && entry.report().kind() == DeliveryReport.Kind.LOST
                && entry.report().failure().equals(Optional.of(Failure.CONNECTION_LOST))
                && !entry.report().heard()
                && entry.request().isReplayable()
                && hasKey(entry.request())
                && !(entry.request().body() instanceof Body.LetGo);
    }

    /** Whether a peer can know a second copy of it. */
    boolean hasKey(SendRequest request) {
        String header = options.idempotencyKeyHeader();
        return request.headers().stream().anyMatch(each -> each.name().equalsIgnoreCase(header));
    }

    private void tell(Entry entry, boolean again) {
        InvocationReport told = new SettledSend(entry.invocation(), entry.request(), entry.report(), again);
        Told.to(options.onReport(), told);
    }

    /** Once for each that was dropped. */
    private void warnOfDropped() {
        long count = dropped.sum();
        long before = warned.getAndAccumulate(count, Math::max);
        if (count > before) {
            AdapterLog.reportsDropped(count - before);
        }
    }

    ReportCounts counts() {
        return new CountedReports(answered.sum(), lost.sum(), unknown.sum(), dropped.sum(), resent.sum());
    }
}
