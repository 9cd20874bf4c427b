package io.flushpoint.internal.connection;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The clocks at hand, and the only place that reads them: monotonic, wall, and whatever a clock outside this process has
 * told. Ages are measured by the largest of them, since each is known to stand still in some kind of freeze.
 */
public final class Clocks {
    private final LongSupplier monotonicNanos;
    private final LongSupplier wallMillis;
    private long outsideExcessNanos;
    private long lastHintNanos;

    /** Clocks of this process. Confined to one event loop but for {@link #now()}. */
    public Clocks() {
        this(System::nanoTime, System::currentTimeMillis);
    }

    /** Clocks of the caller's making, such as virtual time. */
    public Clocks(LongSupplier monotonicNanos, LongSupplier wallMillis) {
        this.monotonicNanos = monotonicNanos;
        this.wallMillis = wallMillis;
        this.lastHintNanos = monotonicNanos.getAsLong();
    }

    /** Monotonic nanoseconds. From any thread. */
    public long now() {
        return monotonicNanos.getAsLong();
    }

    /** This moment, for several ages as of one reading. */
    public Moment moment() {
        Moment now = new Moment();
        now.take(this);
        return now;
    }

    /** Takes the time that has passed since the last hint by a clock outside this process. */
    public void outsideHint(long sinceLastNanos) {
        long now = now();
        outsideExcessNanos += Math.max(0, sinceLastNanos - (now - lastHintNanos));
        lastHintNanos = now;
    }

    /** A moment as each clock saw it; reusable, so that taking one allocates nothing. */
    public static final class Moment {
        private long nanos;
        private long millis;
        private long excess;

        /** Makes this moment now. */
        public void take(Clocks clocks) {
            nanos = clocks.now();
            millis = clocks.wallMillis.getAsLong();
            excess = clocks.outsideExcessNanos;
        }

        /** Makes this moment so many milliseconds ago. */
        public void take(Clocks clocks, long millisAgo) {
            take(clocks);
            nanos -= TimeUnit.MILLISECONDS.toNanos(millisAgo);
            millis -= millisAgo;
        }

        /** Lets count what a clock outside this process has told since the other moment. */
        public void countHintsSince(Moment other) {
            excess = other.excess;
        }

        /** Makes this moment the other one. */
        public void take(Moment other) {
            nanos = other.nanos;
            millis = other.millis;
            excess = other.excess;
        }

        /** Milliseconds from this moment until now by the clock that counted most. */
        public long ageMillis(Clocks clocks) {
            return ageMillis(clocks.moment());
        }

        /** Milliseconds from this moment until a later one by the clock that counted most. */
        public long ageMillis(Moment now) {
            long monotonic = now.nanos - nanos;
            long outside = monotonic + now.excess - excess;
            long wall = now.millis - millis;
            return Math.max(TimeUnit.NANOSECONDS.toMillis(Math.max(monotonic, outside)), wall);
        }
    }
}
