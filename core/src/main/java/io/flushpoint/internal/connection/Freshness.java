package io.flushpoint.internal.connection;

import java.util.concurrent.TimeUnit;

/** How old, how idle and how well known a connection is: what decides whether it may be used again. */
final class Freshness {
    /** The peer's idle clock started a little before ours. */
    private static final long PEER_IDLE_MARGIN_MILLIS = 1_000;

    private final Clocks clocks;
    private final int generation;
    private final long maxAgeMillis;
    private final Clocks.Moment openedAt = new Clocks.Moment();
    private final Clocks.Moment idleSince = new Clocks.Moment();
    private final Clocks.Moment verifiedAt = new Clocks.Moment();
    private final Clocks.Moment lookedAt = new Clocks.Moment();
    private long idleLimitMillis;

    Freshness(Clocks clocks, int generation, long idleLimitMillis, long maxAgeMillis) {
        this.clocks = clocks;
        this.generation = generation;
        this.idleLimitMillis = idleLimitMillis;
        this.maxAgeMillis = maxAgeMillis;
    }

    int generation() {
        return generation;
    }

    void opened() {
        openedAt.take(clocks);
        becameIdle();
    }

    void becameIdle() {
        idleSince.take(clocks);
        verifiedAt.take(idleSince);
        lookedAt.take(idleSince);
    }

    /** The peer is known to have been there so many milliseconds ago. */
    void verified(long millisAgo) {
        verifiedAt.take(clocks, millisAgo);
    }

    /** The loop has looked at the socket for certain. */
    void looked() {
        lookedAt.take(clocks);
    }

    /** The peer said after how many seconds it closes an idle connection; never lifts the limit. */
    void peerClosesAfter(long seconds) {
        long limit = Math.max(0, TimeUnit.SECONDS.toMillis(seconds) - PEER_IDLE_MARGIN_MILLIS);
        idleLimitMillis = Math.min(idleLimitMillis, limit);
    }

    boolean tooOld() {
        return openedAt.ageMillis(clocks) > maxAgeMillis;
    }

    /** Whether it may not be idle at all. */
    boolean forOneExchangeOnly() {
        return idleLimitMillis == 0;
    }

    boolean idleTooLong() {
        return idleSince.ageMillis(clocks) > idleLimitMillis;
    }

    /** Milliseconds since the peer was known to be there. */
    long unverifiedMillis() {
        return verifiedAt.ageMillis(clocks);
    }

    /** Milliseconds since the loop looked at the socket for certain. */
    long unlookedMillis() {
        return lookedAt.ageMillis(clocks);
    }
}
