package io.flushpoint.internal.connection;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks the peer's TCP whether an idle connection still stands, without a byte of ours: a keepalive probe (RFC 9293
 * §3.8.4), made to leave at once.
 *
 * <p>Setting {@code TCP_KEEPIDLE} to 1 s on a socket that was idle for longer makes the kernel's keepalive timer due now
 * ({@code tcp_sock_set_keepidle}). A live peer acknowledges: {@code tcpi_last_ack_recv} drops. A peer that has gone
 * answers with a reset: the state is no longer established. A black hole leaves {@code tcpi_last_ack_recv} growing.
 *
 * <p>While it is armed the kernel repeats the probe every second, so it is disarmed as soon as its verdict is read.
 */
final class ThawProbe {
    /** Idle time in milliseconds, as the kernel sees it, from which on a probe leaves at once. */
    static final long KERNEL_IDLE_MILLIS = 1_000;

    /** The kernel counts in jiffies, of 10 ms at most. */
    private static final long GRANULARITY_MILLIS = 20;

    private static final int PROBING_SECONDS = 1;
    private static final long MIN_WAIT_MILLIS = 50;
    private static final int WAIT_ROUND_TRIPS = 4;

    /** What is known about the peer. */
    enum Verdict {
        /** The peer has acknowledged since the probe was armed: {@link #lastAckMillisAgo}. */
        ALIVE,
        /** The connection does not stand any more. */
        DEAD,
        /** No acknowledgement yet, and the wait is not over. */
        OPEN,
        /** No acknowledgement within the wait. */
        SILENT
    }

    private final KernelView kernel;
    private final Clocks clocks;
    private final long maxWaitMillis;
    private @Nullable Integer restingSeconds; // what the system, or whoever made the socket, has set
    private boolean armed;
    private long armedAtNanos;
    private long lastAckMillisWhenArmed;
    private long waitEnd;

    ThawProbe(KernelView kernel, Clocks clocks, long maxWaitMillis) {
        this.kernel = kernel;
        this.clocks = clocks;
        this.maxWaitMillis = maxWaitMillis;
    }

    boolean armed() {
        return armed;
    }

    /** Sends the probe. The kernel view must just have been read. */
    void arm() {
        armed = true;
        if (restingSeconds == null) {
            restingSeconds = kernel.keepaliveAfterSeconds();
        }
        armedAtNanos = clocks.now();
        lastAckMillisWhenArmed = kernel.millisSinceLastAck();
        kernel.keepaliveAfterSeconds(PROBING_SECONDS);
        long leavesIn = Math.max(0, KERNEL_IDLE_MILLIS - kernel.keepaliveIdleMillis());
        long roundTrips = TimeUnit.MICROSECONDS.toMillis(WAIT_ROUND_TRIPS * kernel.rttMicros());
        long wait = Math.min(maxWaitMillis, Math.max(MIN_WAIT_MILLIS, roundTrips));
        waitEnd = armedAtNanos + TimeUnit.MILLISECONDS.toNanos(leavesIn + wait);
    }

    /** Reads the verdict; with any but {@link Verdict#OPEN} the probe is over. */
    Verdict verdict() {
        if (!kernel.read() || !kernel.established()) {
            armed = false;
            return Verdict.DEAD;
        }
        long now = clocks.now();
        long ack = kernel.millisSinceLastAck();
        long sinceArmed = TimeUnit.NANOSECONDS.toMillis(now - armedAtNanos);
        if (ack < lastAckMillisWhenArmed || ack + GRANULARITY_MILLIS < sinceArmed) {
            armed = false;
            if (restingSeconds != null) {
                kernel.keepaliveAfterSeconds(restingSeconds);
            }
            return Verdict.ALIVE;
        }
        if (now - waitEnd < 0) {
            return Verdict.OPEN;
        }
        armed = false;
        return Verdict.SILENT;
    }

    /** With {@link Verdict#ALIVE}: how long ago the peer acknowledged, in milliseconds. */
    long lastAckMillisAgo() {
        return kernel.millisSinceLastAck();
    }
}
