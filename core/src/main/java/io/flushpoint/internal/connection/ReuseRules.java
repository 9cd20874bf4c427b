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

    private final RunTime runTime;
    private @Nullable RetireReason reason;

    ReuseRules(RunTime runTime) {
        this.runTime = runTime;
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
        Clocks clocks = runTime.clocks();
        if (connection.generation() != generation) {
            return retire(RetireReason.GENERATION);
        }
        if (connection.ageMillis() >= connection.maxAgeMillis()) {
            return retire(RetireReason.CONNECTION_AGE);
        }
        if (connection.idleSince().ageMillis(clocks) >= connection.idleLimitMillis()) {
            return retire(RetireReason.IDLE_AGE);
        }
        long unverified = connection.verifiedAt().ageMillis(clocks);
        if (ioPassDue || connection.lastIoPass().ageMillis(clocks) >= runTime.freezeGapMillis()) {
            return Verdict.AFTER_IO_PASS;
        }
        return connection.probe() == null ? Verdict.USE : probed(connection, connection.probe(), unverified);
    }

    private Verdict probed(Connection connection, ThawProbe probe, long unverifiedMillis) {
        if (!probe.armed()) {
            if (unverifiedMillis < ThawProbe.KERNEL_IDLE_MILLIS) {
                return Verdict.USE;
            }
            Verdict refused = arm(connection, probe, unverifiedMillis);
            if (refused != Verdict.USE) {
                return refused;
            }
        }
        return switch (probe.verdict()) {
            case ALIVE -> {
                connection.verifiedAt().take(runTime.clocks());
                yield Verdict.USE;
            }
            case OPEN -> Verdict.PROBING;
            case DEAD, SILENT -> retire(RetireReason.PROBE_FAILED);
        };
    }

    /** Sends the probe of a connection if it was idle long enough; {@link Verdict#USE} if nothing speaks against it. */
    Verdict arm(Connection connection, ThawProbe probe, long unverifiedMillis) {
        KernelView kernel = connection.kernel();
        if (kernel == null || !kernel.read() || !kernel.established()) {
            return retire(RetireReason.PROBE_FAILED);
        }
        if (unverifiedMillis - kernel.keepaliveIdleMillis() > KERNEL_LAG_MILLIS) {
            return retire(RetireReason.CLOCK_DISAGREES);
        }
        probe.arm();
        return Verdict.USE;
    }

    private Verdict retire(RetireReason why) {
        reason = why;
        return Verdict.RETIRE;
    }
}
