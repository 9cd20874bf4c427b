package io.flushpoint.internal.connection;

import io.flushpoint.SenderListener.RetireReason;

/**
 * Decides whether an idle connection may carry another request. In this order: its generation, whether part of a TLS record has
 * arrived that nobody asked for, its age, its idle age by
 * the largest clock, one I/O pass of the loop since the last possible gap, and the thaw probe.
 */
final class ReuseRules {
    /** By how much the clocks may call a connection older than the kernel does before the kernel is disbelieved. */
    private static final long KERNEL_LAG_MILLIS = 250;

    /** What to do with the connection. */
    sealed interface Verdict permits Reuse, Retire {}

    /** It may be used, now or later. */
    enum Reuse implements Verdict {
        NOW,
        /** Ask again after an I/O pass of the loop. */
        AFTER_IO_PASS,
        /** Ask again in a moment: the probe is in flight. */
        PROBING
    }

    /** It may not be used again. */
    record Retire(RetireReason reason) implements Verdict {}

    private final long freezeGapMillis;

    ReuseRules(long freezeGapMillis) {
        this.freezeGapMillis = freezeGapMillis;
    }

    Verdict verdict(Connection connection, int generation, boolean ioPassDue, Clocks.Moment now) {
        ConnectionAges ages = connection.ages();
        if (ages.generation() != generation) {
            return new Retire(RetireReason.GENERATION);
        }
        if (connection.liveness().isAmidRecord()) {
            return new Retire(RetireReason.PROTOCOL_ERROR);
        }
        boolean justOpened = justOpened(connection, now);
        if (ages.tooOld(now) && !justOpened) {
            return new Retire(RetireReason.CONNECTION_AGE);
        }
        if (ages.idleTooLong(now) && !justOpened) {
            return new Retire(RetireReason.IDLE_AGE);
        }
        if (ioPassDue || ages.unlookedMillis(now) >= freezeGapMillis) {
            return Reuse.AFTER_IO_PASS;
        }
        ThawProbe probe = connection.liveness().probe();
        return probe == null ? Reuse.NOW : probed(connection, probe, now);
    }

    /** Whether it was opened a moment ago for its first use, and is not idle yet. */
    boolean justOpened(Connection connection, Clocks.Moment now) {
        return !connection.begunBefore() && connection.ages().openedMillisAgo(now) < freezeGapMillis;
    }

    private Verdict probed(Connection connection, ThawProbe probe, Clocks.Moment now) {
        ConnectionAges ages = connection.ages();
        Verdict settled = settle(probe, ages);
        if (settled == Reuse.NOW && ages.unverifiedMillis(now) >= ThawProbe.KERNEL_IDLE_MILLIS) {
            Verdict armed = arm(connection, probe, now);
            return armed == Reuse.NOW ? settle(probe, ages) : armed;
        }
        return settled;
    }

    /** Reads the verdict of a probe that is armed; {@link Reuse#NOW} if nothing speaks against the connection. */
    Verdict settle(ThawProbe probe, ConnectionAges ages) {
        if (!probe.armed()) {
            return Reuse.NOW;
        }
        return switch (probe.verdict()) {
            case ALIVE -> {
                ages.verified(probe.lastAckMillisAgo());
                yield Reuse.NOW;
            }
            case OPEN -> Reuse.PROBING;
            case DEAD, SILENT -> new Retire(RetireReason.PROBE_FAILED);
        };
    }

    /**
     * Arms the probe of a connection that was idle; {@link Reuse#NOW} if nothing speaks against the connection.
     *
     * <p>Under a second of idleness as the kernel sees it the kernel would wait for the full second: then either the peer was
     * heard since the connection became idle, or the kernel must at least agree with our clocks about how long it was.
     */
    Verdict arm(Connection connection, ThawProbe probe, Clocks.Moment now) {
        KernelView kernel = connection.liveness().kernel();
        if (kernel == null || !kernel.read() || !kernel.established()) {
            return new Retire(RetireReason.PROBE_FAILED);
        }
        ConnectionAges ages = connection.ages();
        long kernelIdle = kernel.keepaliveIdleMillis();
        if (kernelIdle < ThawProbe.KERNEL_IDLE_MILLIS) {
            if (ages.heardWhileIdle(kernelIdle) && ages.restingMillis(now) < ThawProbe.KERNEL_IDLE_MILLIS) {
                ages.verified(ages.restingMillis(now));
                return Reuse.NOW;
            }
            if (ages.unverifiedMillis(now) - kernelIdle > KERNEL_LAG_MILLIS) {
                return new Retire(RetireReason.CLOCK_DISAGREES);
            }
        }
        probe.arm();
        return Reuse.NOW;
    }
}
