package io.flushpoint.simulation;

import io.flushpoint.internal.connection.Clocks;
import io.netty.util.concurrent.Ticker;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** Time that passes only when it is told to, and what happens outside the process while it does. */
final class VirtualTime implements Ticker {
    private static final long BEGIN_NANOS = 1_000_000_000L;
    private static final long BEGIN_MILLIS = 1_800_000_000_000L;

    private record Event(long at, long number, Runnable what) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private long nanos = BEGIN_NANOS;
    private long wallSkewMillis;
    private long numbers;

    /** Clocks that go by it. */
    Clocks clocks() {
        return new Clocks(this::nanoTime, this::wallMillis);
    }

    @Override
    public long initialNanoTime() {
        return 0;
    }

    /** Takes a nanosecond: whoever looks at the clock until it has moved does so in the end. */
    @Override
    public long nanoTime() {
        return nanos++;
    }

    @Override
    public void sleep(long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("nobody sleeps on an event loop");
    }

    private long wallMillis() {
        return BEGIN_MILLIS + TimeUnit.NANOSECONDS.toMillis(nanos - BEGIN_NANOS) + wallSkewMillis;
    }

    /** Somebody sets the wall clock. */
    void skewWall(long millis) {
        wallSkewMillis += millis;
    }

    /** Something will happen after so many nanoseconds. */
    void after(long delay, Runnable what) {
        events.add(new Event(nanos + Math.max(0, delay), numbers++, what));
    }

    /** When something happens next; {@code Long.MAX_VALUE} if nothing will. */
    long next() {
        Event next = events.peek();
        return next == null ? Long.MAX_VALUE : next.at;
    }

    /** Lets time pass up to that moment, and all happen that happens by then. */
    void passUntil(long moment) {
        while (next() <= moment) {
            Event event = events.remove();
            nanos = Math.max(nanos, event.at);
            event.what.run();
        }
        nanos = Math.max(nanos, moment);
    }
}
