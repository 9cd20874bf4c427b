package io.flushpoint.internal.connection;

import io.flushpoint.SenderListener.RetireReason;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an idle connection may carry another request. In this order: its generation, its age, its idle age by
 * the largest clock, one I/O pass of the loop since the last possible gap, and the thaw probe.
 */
final class ReuseRules {
    /** By how much the clocks may call a connection older than the kernel does before the kernel is disbelieved. */
    private static final long KERNEL_LAG_MILLIS = 250;

    /** What to do with the connection. */
    enum Verdict {
        USE,
        /** Ask again after an I/O pass of the loop. */
        AFTER_IO_PASS,
        /** Ask again in a moment: the probe is in flight. */
        PROBING,
        RETIRE
    }

    private final long freezeGapMillis;
    private @Nullable RetireReason reason;

    ReuseRules(long freezeGapMillis) {
        this.freezeGapMillis = freezeGapMillis;
    }

    /** Why the last verdict was {@link Verdict#RETIRE}. */
    RetireReason reason() {
        RetireReason known = reason;
        if (known == null) {
            throw new IllegalStateException("nothing is to be retired");
        }
        return known;
    }

    Verdict verdict(Connection connection, int generation, boolean ioPassDue) {
        Freshness freshness = connection.freshness();
        if (freshness.generation() != generation) {
            return retire(RetireReason.GENERATION);
        }
        boolean justOpened = !connection.begunBefore() && freshness.openedMillisAgo() < freezeGapMillis;
        if (freshness.tooOld() && !justOpened) {
            return retire(RetireReason.CONNECTION_AGE);
        }
        if (freshness.idleTooLong() && !justOpened) {
            return retire(RetireReason.IDLE_AGE);
        }
        if (ioPassDue || freshness.unlookedMillis() >= freezeGapMillis) {
            return Verdict.AFTER_IO_PASS;
        }
        ThawProbe probe = connection.probe();
        return probe == null ? Verdict.USE : probed(connection, probe, freshness);
    }

    private Verdict probed(Connection connection, ThawProbe probe, Freshness freshness) {
        Verdict settled = settle(probe, freshness);
        if (settled == Verdict.USE && freshness.unverifiedMillis() >= ThawProbe.KERNEL_IDLE_MILLIS) {
            Verdict armed = arm(connection, probe);
            return armed == Verdict.USE ? settle(probe, freshness) : armed;
        }
        return settled;
    }

    /** Reads the verdict of a probe that is armed; {@link Verdict#USE} if nothing speaks against the connection. */
    Verdict settle(ThawProbe probe, Freshness freshness) {
        if (!probe.armed()) {
            return Verdict.USE;
        }
        return switch (probe.verdict()) {
            case ALIVE -> {
                freshness.verified(probe.lastAckMillisAgo());
                yield Verdict.USE;
            }
            case OPEN -> Verdict.PROBING;
            case DEAD, SILENT -> retire(RetireReason.PROBE_FAILED);
        };
    }

    /**
     * Arms the probe of a connection that was idle; {@link Verdict#USE} if nothing speaks against the connection.
     *
     * <p>Under a second of idleness as the kernel sees it the kernel would wait for the full second: then either the peer was
     * heard since the connection became idle, or the kernel must at least agree with our clocks about how long it was.
     */
    Verdict arm(Connection connection, ThawProbe probe) {
        KernelView kernel = connection.kernel();
        if (kernel == null || !kernel.read() || !kernel.established()) {
            return retire(RetireReason.PROBE_FAILED);
        }
        Freshness freshness = connection.freshness();
        long kernelIdle = kernel.keepaliveIdleMillis();
        if (kernelIdle < ThawProbe.KERNEL_IDLE_MILLIS) {
            if (freshness.heardWhileIdle(kernelIdle) && freshness.restingMillis() < ThawProbe.KERNEL_IDLE_MILLIS) {
                freshness.verified(freshness.restingMillis());
                return Verdict.USE;
            }
            if (freshness.unverifiedMillis() - kernelIdle > KERNEL_LAG_MILLIS) {
                return retire(RetireReason.CLOCK_DISAGREES);
            }
        }
        probe.arm();
        return Verdict.USE;
    }

    private Verdict retire(RetireReason why) {
        reason = why;
        return Verdict.RETIRE;
    }
}
