package io.flushpoint.internal.connection;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection's peer: when it was asked and heard, whether all is read that came from it, and what can be
 * asked of the kernel about it.
 */
final class Liveness {
    private final RunningTime runningTime;
    private final Looks looks;
    private final ConnectionAges ages;
    private final Arrivals arrivals;
    private final @Nullable KernelView kernel;
    private final @Nullable ThawProbe probe;
    private int pausesWhenAsked;
    private long readIn;
    private long arrivedBefore = -1; // when it became idle last

    /** {@code kernel} and {@code probe} are null where the transport has none. */
    Liveness(
            RunningTime runningTime,
            Looks looks,
            ConnectionAges ages,
            Arrivals arrivals,
            @Nullable KernelView kernel,
            @Nullable ThawProbe probe) {
        this.runningTime = runningTime;
        this.looks = looks;
        this.ages = ages;
        this.arrivals = arrivals;
        this.kernel = kernel;
        this.probe = probe;
    }

    /** Tells what arrives from now on. */
    void tellArrivals(Arrivals.Listener listener) {
        arrivals.tell(listener);
    }

    ConnectionAges ages() {
        return ages;
    }

    @Nullable
    KernelView kernel() {
        return kernel;
    }

    @Nullable
    ThawProbe probe() {
        return probe;
    }

    /** The connection stands, after an opening that began at {@code began}, when there had been so many pauses. */
    void opened(Clocks.Moment began, int pausesWhenBegan) {
        ages.opened();
        ages.asked(began);
        pausesWhenAsked = pausesWhenBegan;
        read(); // a peer that speaks first may have done so
    }

    /** Something is asked of the peer now. */
    void asked() {
        ages.asked();
        pausesWhenAsked = runningTime.pauses();
    }

    /** How many bytes have arrived. */
    long arrived() {
        return arrivals.bytes();
    }

    /** Whether the peer's TCP has acknowledged our byte at that position; true where the kernel does not tell. */
    boolean hasReachedPeer(long position) {
        return kernel == null || !kernel.read() || kernel.acknowledged() > position;
    }

    /** The number of the loop's last look at its sockets. */
    long lastLook() {
        return looks.last();
    }

    /** Bytes are read, whoever they are for. */
    void read() {
        readIn = looks.read();
    }

    /** Whether the beginning of a TLS record has arrived, and not its end. */
    boolean isAmidRecord() {
        return arrivals.isAmidRecord();
    }

    /**
     * Whether more may have arrived by that moment than was read, so that nothing may be written before the loop's next look:
     * where the last one was before it, or read something here, or is not through with its reading, and the kernel cannot tell
     * that nothing more has come.
     */
    boolean isLookDue(long moment) {
        boolean sure = looks.isLookedSince(moment) && !looks.isReading() && !isReadInLastLook();
        return !sure && !isAllReadByKernel();
    }

    /**
     * As {@link #isLookDue}, of a connection that carries others meanwhile: where their answers come without a pause, no look
     * would be one that read nothing here.
     */
    boolean isLookDueBesideOthers(long moment) {
        boolean sure = looks.isLookedSince(moment) && !looks.isReading();
        return !sure && !isAllReadByKernel();
    }

    private boolean isAllReadByKernel() {
        return kernel != null && !arrivals.isPassingOn() && kernel.hasReceivedOnly(arrivals.bytes());
    }

    /** Whether something was read here in the last look, or since. */
    boolean isReadInLastLook() {
        return readIn == looks.last();
    }

    /**
     * The last exchange is over. Nothing new is known of the peer if nothing has come from it in all of them, which HTTP/2 can
     * give up one by one. An answer that was long in coming may have lain in the kernel for long, such as over a freeze, and
     * is no fresh sign of life then.
     *
     * @param ioPassDue whether what was read may have come before the last possible gap
     */
    void becameIdle(boolean ioPassDue) {
        if (arrivals.bytes() == arrivedBefore) {
            return;
        }
        arrivedBefore = arrivals.bytes();
        long heardMillisAgo = 0;
        if (ages.askedMillisAgo() >= ThawProbe.KERNEL_IDLE_MILLIS) {
            heardMillisAgo = kernel != null && kernel.read() ? kernel.keepaliveIdleMillis() : ages.askedMillisAgo();
        }
        ages.becameIdle(heardMillisAgo);
        if (ioPassDue || runningTime.pauses() != pausesWhenAsked) {
            ages.heardBeforeGap();
        }
    }
}
