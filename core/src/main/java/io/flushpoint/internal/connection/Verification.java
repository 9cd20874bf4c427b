package io.flushpoint.internal.connection;

import io.flushpoint.SenderListener.RetireReason;
import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Verifies the connections of one endpoint before they are used: by what is known of them, by an I/O pass of the loop, and by
 * the thaw probe. What is not known yet is found out, and the owner is told when it is worth asking again.
 */
final class Verification {
    private static final long FASTEST_POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long SLOWEST_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Whose connections are verified. */
    interface Owner {
        /** Those that are ready, idle or leased. */
        Collection<Connection> ready();

        /** Those that are idle; a copy. */
        List<Connection> idle();

        /** It is worth asking again. */
        void verified();
    }

    private final EventLoop loop;
    private final long idleMillis;
    private final long freezeGapMillis;
    private final Clocks clocks;
    private final Owner owner;
    private final ReuseRules rules;
    private final IoPass ioPass;
    private final Looks looks;
    private final Runnable lookedAgain = this::lookedAgain;
    private boolean lookAwaited;
    private boolean pollScheduled;
    private boolean sweepScheduled;
    private long pollNanos = FASTEST_POLL_NANOS;

    /** {@code idleMillis} is for how long a connection may be idle. */
    Verification(EventLoop loop, Looks looks, RunningTime runningTime, long idleMillis, Owner owner) {
        this.loop = loop;
        this.looks = looks;
        this.idleMillis = idleMillis;
        this.freezeGapMillis = runningTime.freezeGapMillis();
        this.clocks = runningTime.clocks();
        this.owner = owner;
        this.rules = new ReuseRules(freezeGapMillis);
        this.ioPass = new IoPass(looks, runningTime, this::ioPassed);
    }

    /** What to do with an idle connection that would be leased now. Sees to it, but for the leasing. */
    ReuseRules.Verdict check(Connection candidate, int generation) {
        ReuseRules.Verdict verdict = rules.verdict(candidate, generation, ioPass.due(), clocks.moment());
        if (verdict == ReuseRules.Reuse.AFTER_IO_PASS) {
            ioPass.start();
        } else if (verdict == ReuseRules.Reuse.PROBING) {
            poll();
        } else if (verdict instanceof ReuseRules.Retire retire) {
            candidate.retire(retire.reason());
        }
        return verdict;
    }

    /** Whether another request, submitted at that moment, may be written now to one that is leased. Sees to what is missing. */
    boolean mayCarryAnother(Connection leased, long submitted) {
        Liveness liveness = leased.liveness();
        if (leased.carriesManyAtATime() ? liveness.isLookDueBesideOthers(submitted) : liveness.isLookDue(submitted)) {
            lookAgain();
            return false;
        }
        if (leased.ages().unlookedMillis(clocks.moment()) >= freezeGapMillis) {
            ioPass.start();
            return false;
        }
        return true;
    }

    /** Whether one has been open for too long to carry another request. */
    boolean isTooOld(Connection connection) {
        return connection.ages().tooOld(clocks.moment());
    }

    /** Whether there was a possible gap since the last I/O pass. */
    boolean ioPassDue() {
        return ioPass.due();
    }

    /** The process may have been paused: looks at every idle connection, as {@link ReuseRules} say. */
    void resumed() {
        owner.idle().forEach(this::probe);
        ioPass.demand();
    }

    private void probe(Connection connection) {
        ThawProbe probe = connection.liveness().probe();
        if (probe == null) {
            return;
        }
        ReuseRules.Verdict verdict = rules.settle(probe, connection.ages());
        Clocks.Moment now = clocks.moment();
        boolean unverified = connection.ages().unverifiedMillis(now) >= ThawProbe.KERNEL_IDLE_MILLIS;
        if (verdict == ReuseRules.Reuse.NOW && unverified) {
            verdict = rules.arm(connection, probe, now);
        }
        if (verdict instanceof ReuseRules.Retire retire) {
            connection.retire(retire.reason());
        } else if (probe.armed()) {
            poll();
        }
    }

    private void ioPassed() {
        owner.ready().forEach(connection -> connection.ages().looked());
        owner.verified();
    }

    // ---- the loop's next look ----

    /** Tells after the loop's next look at its sockets that it is worth asking again. */
    void lookAgain() {
        if (!lookAwaited) {
            lookAwaited = true;
            looks.afterNext(lookedAgain);
        }
    }

    /** Whether somebody waits for the loop's next look. */
    boolean isLookAwaited() {
        return lookAwaited;
    }

    private void lookedAgain() {
        lookAwaited = false;
        owner.verified();
    }

    // ---- the probes in flight ----

    /**
     * Reads the verdicts of the probes in flight in a moment, and tells that it is worth asking again. The first reading comes
     * after a round trip within one place, the next ones ever later.
     */
    private void poll() {
        if (!pollScheduled) {
            pollScheduled = true;
            loop.schedule(this::polled, pollNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void polled() {
        pollScheduled = false;
        pollNanos = Math.min(2 * pollNanos, SLOWEST_POLL_NANOS);
        owner.idle().forEach(this::readProbe);
        owner.verified();
        if (!pollScheduled) {
            pollNanos = FASTEST_POLL_NANOS;
        }
    }

    private void readProbe(Connection connection) {
        ThawProbe probe = connection.liveness().probe();
        if (probe != null && probe.armed()) {
            ReuseRules.Verdict verdict = rules.settle(probe, connection.ages());
            if (verdict instanceof ReuseRules.Retire retire) {
                connection.retire(retire.reason());
            } else if (verdict == ReuseRules.Reuse.PROBING) {
                poll();
            }
        }
    }

    // ---- housekeeping ----

    /** Sees to it that what will have been idle for too long is closed. Reuse is decided by {@link ReuseRules}, not by this timer. */
    void sweepLater() {
        if (!sweepScheduled) {
            sweepScheduled = true;
            loop.schedule(this::sweep, idleMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void sweep() {
        sweepScheduled = false;
        Clocks.Moment now = clocks.moment();
        for (Connection connection : owner.idle()) {
            if (connection.ages().idleTooLong(now) && !rules.justOpened(connection, now)) {
                connection.retire(RetireReason.IDLE_AGE);
            }
        }
        if (!owner.idle().isEmpty()) {
            sweepLater();
        }
    }
}
