package io.flushpoint.internal.connection;

import io.flushpoint.DeliveryLevel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches bytes leave: reads the kernel's view of the socket until every written exchange that wants to know is sent or
 * acknowledged. The readings are about the whole socket, so an exchange is told late rather than early.
 *
 * <p>Cadence: at once, then half a round trip later, then ever slower up to the slowest interval.
 */
final class DepartureWatch {
    private static final long FASTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long SLOWEST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final class Entry {
        private final Exchange exchange;
        private DeliveryLevel upTo;
        private boolean sent;

        Entry(Exchange exchange, DeliveryLevel upTo) {
            this.exchange = exchange;
            this.upTo = upTo;
        }
    }

    private final KernelView kernel;
    private final EventLoop loop;
    private final Runnable onEmpty;
    private final List<Entry> entries = new ArrayList<>();
    private java.util.concurrent.@Nullable Future<?> timer;
    private long interval;

    /** {@code onEmpty} runs whenever the last exchange was told. */
    DepartureWatch(KernelView kernel, EventLoop loop, Runnable onEmpty) {
        this.kernel = kernel;
        this.loop = loop;
        this.onEmpty = onEmpty;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Watches a completely written exchange up to {@code SENT} or {@code ACKNOWLEDGED}, with a first reading now. */
    void watch(Exchange exchange, DeliveryLevel upTo) {
        Entry known = find(exchange);
        if (known == null) {
            entries.add(new Entry(exchange, upTo));
        } else if (upTo.compareTo(known.upTo) > 0) {
            known.upTo = upTo;
        }
        interval = 0;
        readNow();
    }

    /** Forgets an exchange. */
    void forget(Exchange exchange) {
        if (drop(exchange)) {
            onEmpty.run();
        }
    }

    /** Forgets an exchange, and tells only the caller whether it was the last. */
    boolean drop(Exchange exchange) {
        boolean last = entries.removeIf(entry -> entry.exchange == exchange) && entries.isEmpty();
        if (last) {
            stop();
        }
        return last;
    }

    /** Takes a reading out of turn, such as when an answer has arrived or the peer has closed. */
    void readNow() {
        stop();
        if (entries.isEmpty()) {
            return;
        }
        boolean readable = kernel.read();
        if (readable && kernel.canDeliver()) {
            boolean sent = kernel.nothingLeftHere();
            report(sent, sent && kernel.nothingUnacknowledged());
        }
        if (entries.isEmpty()) {
            onEmpty.run();
        } else {
            long half = readable ? TimeUnit.MICROSECONDS.toNanos(kernel.rttMicros()) / 2 : 0;
            interval = interval == 0 ? half : interval * 2;
            interval = Math.max(FASTEST_NANOS, Math.min(SLOWEST_NANOS, interval));
            timer = loop.schedule(this::readNow, interval, TimeUnit.NANOSECONDS);
        }
    }

    /** The socket is closing: whoever was not told will not be. */
    List<Exchange> giveUp() {
        stop();
        List<Exchange> untold = entries.stream().map(entry -> entry.exchange).toList();
        entries.clear();
        return untold;
    }

    private void report(boolean sent, boolean acknowledged) {
        if (!sent) {
            return;
        }
        List<Entry> toTell = List.copyOf(entries);
        entries.removeIf(entry -> acknowledged || entry.upTo == DeliveryLevel.SENT);
        for (Entry entry : toTell) {
            if (!entry.sent) {
                entry.sent = true;
                entry.exchange.departed(DeliveryLevel.SENT);
            }
            if (acknowledged && entry.upTo == DeliveryLevel.ACKNOWLEDGED) {
                entry.exchange.departed(DeliveryLevel.ACKNOWLEDGED);
            }
        }
    }

    private @Nullable Entry find(Exchange exchange) {
        for (Entry entry : entries) {
            if (entry.exchange == exchange) {
                return entry;
            }
        }
        return null;
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
