package io.flushpoint.benchmarks.lab;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a {@link Scenario} acts upon: the peers, and the network between them and one environment.
 *
 * @param peers in the order in which the function sends to them
 * @param freezes whether the environment is frozen when a scenario acts
 */
record FaultTargets(List<Peer> peers, EnvironmentSlot place, boolean freezes) {
    /** Time for packets to cross the bridge and be taken by the other end, in milliseconds: they need microseconds, on a
     * machine that has the time. */
    private static final Duration CROSSING = Duration.ofMillis(20);

    /** Longest that the other end's acknowledgement of a FIN is waited for, in seconds: it may be gone for good. */
    private static final Duration HEARING_LIMIT = Duration.ofSeconds(1);

    Peer peer() {
        return peers.get(0);
    }

    /** Does something whose packets reach the frozen environment's kernel. */
    void audibly(Runnable deed) throws InterruptedException {
        if (freezes) {
            place.letThrough(true);
        }
        deed.run();
        long limit = System.nanoTime() + HEARING_LIMIT.toNanos();
        while (peers.stream().anyMatch(Peer::isEnding) && System.nanoTime() < limit) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        TimeUnit.NANOSECONDS.sleep(CROSSING.toNanos());
        if (freezes) {
            place.letThrough(false);
        }
    }

    /** All connections of the environment vanish without a word; new ones can be made. */
    void swallowConnections() {
        peers.forEach(peer -> place.swallowConnections(peer.remotePorts()));
    }

    /** The first peer is out of reach, or in reach again. */
    void swallowPeer(boolean swallowed) {
        place.swallowPeer(peer().port(), swallowed);
    }
}
