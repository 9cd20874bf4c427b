package io.flushpoint.internal.connection;

import io.flushpoint.DeliveryLevel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches bytes leave: reads the kernel's view of the socket until every written exchange that wants to know is sent or
 * acknowledged. An exchange is known by the position of its last byte among those that were given to the socket, so each is
 * told on its own, whatever was written behind it.
 *
 * <pre>
 *   handed below  accepted - notsent &gt;= position, in one reading or another
 *   SENT          handed below, and then nothing below the socket; or ACKNOWLEDGED
 *   ACKNOWLEDGED  acknowledged &gt;= position
 * </pre>
 *
 * <p>Bytes move downwards only, and the socket's queue is read before what lies below it: a byte cannot hide between the two.
 *
 * <p>Cadence: at once, then half a round trip later, then ever slower up to the slowest interval.
 */
final class DepartureWatch {
    private static final long FASTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long SLOWEST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** What is read of a socket. */
    interface Readings {
        /** Reads anew; false if nothing can be read, such as of a socket that is closed. */
        boolean read();

        /**
         * Whether our direction stands: established, or closed by the peer only. In any other state the kernel has thrown the
         * send queue away, and its emptiness says nothing.
         */
        boolean canDeliver();

        /** How many bytes of ours the peer's TCP has acknowledged, from the first one on. */
        long acknowledged();

        /** How many bytes that the socket has accepted were never handed below it. */
        long notSent();

        /** Whether nothing lies below the socket, in the queueing discipline or the driver. Read anew with each call. */
        boolean nothingBelow();

        /** Smoothed round-trip time in microseconds. */
        long rttMicros();
    }

    private static final class Entry {
        private final Exchange exchange;
        private final long position;
        private DeliveryLevel upTo;
        private boolean handedBelow;
        private boolean sent;

        Entry(Exchange exchange, long position, DeliveryLevel upTo) {
            this.exchange = exchange;
            this.position = position;
            this.upTo = upTo;
        }
    }

    private final Readings kernel;
    private final LongSupplier accepted;
    private final EventLoop loop;
    private final Runnable onEmpty;
    private final List<Entry> entries = new ArrayList<>();
    private java.util.concurrent.@Nullable Future<?> timer;
    private long interval;

    /**
     * @param accepted how many bytes the socket has accepted
     * @param onEmpty runs whenever the last exchange was told
     */
    DepartureWatch(Readings kernel, LongSupplier accepted, EventLoop loop, Runnable onEmpty) {
        this.kernel = kernel;
        this.accepted = accepted;
        this.loop = loop;
        this.onEmpty = onEmpty;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /**
     * Watches a completely written exchange, whose last byte is at {@code position}, up to {@code SENT} or
     * {@code ACKNOWLEDGED}, with a first reading now.
     */
    void watch(Exchange exchange, long position, DeliveryLevel upTo) {
        Entry known = find(exchange);
        if (known == null) {
            entries.add(new Entry(exchange, position, upTo));
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
            report();
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

    private void report() {
        long acknowledged = kernel.acknowledged();
        long handedBelow = accepted.getAsLong() - kernel.notSent();
        boolean awaitsEmptiness = false;
        boolean anyByPeer = false;
        for (Entry entry : entries) {
            anyByPeer |= acknowledged >= entry.position;
            entry.handedBelow |= handedBelow >= entry.position;
            awaitsEmptiness |= entry.handedBelow && !entry.sent && acknowledged < entry.position;
        }
        boolean nothingBelow = awaitsEmptiness && kernel.nothingBelow();
        if (!anyByPeer && !nothingBelow) {
            return;
        }
        // All are decided on before any is told: whoever is told may ask for more, and have a later reading taken
        // within this one.
        List<Entry> departed = new ArrayList<>();
        for (Entry entry : entries) {
            if (acknowledged >= entry.position || (entry.handedBelow && nothingBelow)) {
                departed.add(entry);
            }
        }
        entries.removeIf(entry ->
                acknowledged >= entry.position || (entry.upTo == DeliveryLevel.SENT && departed.contains(entry)));
        departed.forEach(entry -> tell(entry, acknowledged >= entry.position));
    }

    private static void tell(Entry entry, boolean acknowledged) {
        if (!entry.sent) {
            entry.sent = true;
            entry.exchange.departed(DeliveryLevel.SENT);
        }
        if (acknowledged && entry.upTo == DeliveryLevel.ACKNOWLEDGED) {
            entry.exchange.departed(DeliveryLevel.ACKNOWLEDGED);
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
