package io.flushpoint.internal.connection;

import java.util.concurrent.TimeUnit;

/** How old, how idle and how well known a connection is: what decides whether it may be used again. */
final class ConnectionAges {
    /** The peer's idle clock started a little before ours. */
    private static final long PEER_IDLE_MARGIN_MILLIS = 1_000;

    private final Clocks clocks;
    private final int generation;
    private final long maxAgeMillis;
    private final Clocks.Moment openedAt = new Clocks.Moment();
    private final Clocks.Moment idleSince = new Clocks.Moment();
    private final Clocks.Moment verifiedAt = new Clocks.Moment();
    private final Clocks.Moment lookedAt = new Clocks.Moment();
    private final Clocks.Moment askedAt = new Clocks.Moment();
    private final Clocks.Moment restingSince = new Clocks.Moment();
    private long silentBeforeRestMillis;
    private long idleLimitMillis;

    ConnectionAges(Clocks clocks, int generation, long idleLimitMillis, long maxAgeMillis) {
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
    }

    /** Something was asked of the peer: what it answers will be younger than this. */
    void asked() {
        askedAt.take(clocks);
    }

    /** As {@link #asked()}, at that moment. */
    void asked(Clocks.Moment when) {
        askedAt.take(when);
    }

    /** Milliseconds since the peer was last asked something: so old can be what was read of it just now. */
    long askedMillisAgo() {
        return askedAt.ageMillis(clocks);
    }

    /** The connection is idle, and the peer was last heard so many milliseconds ago. */
    void becameIdle(long heardMillisAgo) {
        restingSince.take(clocks);
        silentBeforeRestMillis = heardMillisAgo;
        idleSince.take(clocks, heardMillisAgo);
        verifiedAt.take(idleSince);
        lookedAt.take(clocks);
    }

    /** What was read of the peer may have come before the last possible gap. */
    void heardBeforeGap() {
        idleSince.countHintsSince(askedAt);
        verifiedAt.countHintsSince(askedAt);
        lookedAt.take(askedAt);
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
        long hint = TimeUnit.SECONDS.toMillis(seconds);
        long limit = Math.max(hint - PEER_IDLE_MARGIN_MILLIS, hint / 2);
        idleLimitMillis = Math.min(idleLimitMillis, limit);
    }

    /** Milliseconds since it was opened. */
    long openedMillisAgo(Clocks.Moment now) {
        return openedAt.ageMillis(now);
    }

    boolean tooOld(Clocks.Moment now) {
        return openedAt.ageMillis(now) > maxAgeMillis;
    }

    /** Whether it may not be idle at all. */
    boolean forOneExchangeOnly() {
        return idleLimitMillis == 0;
    }

    boolean idleTooLong(Clocks.Moment now) {
        return idleSince.ageMillis(now) > idleLimitMillis;
    }

    /**
     * Whether the peer was heard after the connection had become idle, such as by an acknowledgement of what ended the
     * handshake: the kernel has heard nothing for less time than it had then.
     */
    boolean heardWhileIdle(long silentMillis) {
        return silentMillis < silentBeforeRestMillis;
    }

    /** Milliseconds since the connection became idle, whenever the peer was heard. */
    long restingMillis(Clocks.Moment now) {
        return restingSince.ageMillis(now);
    }

    /** Milliseconds since the peer was known to be there. */
    long unverifiedMillis(Clocks.Moment now) {
        return verifiedAt.ageMillis(now);
    }

    /** Milliseconds since the loop looked at the socket for certain. */
    long unlookedMillis(Clocks.Moment now) {
        return lookedAt.ageMillis(now);
    }
}
