package io.flushpoint.benchmarks.lab;

import io.flushpoint.benchmarks.lab.law.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The invocations of a scenario, over all its environments. May be added to by any thread. */
final class Invocations {
    private final List<Shot> shots = new ArrayList<>();
    private int arrivedBeforeFreeze;
    private @Nullable Integer socketsAtCheckpoint;

    /** What an invocation followed. */
    enum After {
        /** INIT, straight. */
        INIT,
        /** Another invocation, without a freeze. */
        INVOCATION,
        /** A freeze, or in managed mode the pause in its place. */
        FREEZE
    }

    /**
     * One invocation that made sends.
     *
     * @param firstSend the id of the first
     */
    record Shot(After after, String firstSend, RuntimeApiEmulator.Billed billed) {}

    synchronized void add(Shot shot) {
        shots.add(shot);
    }

    synchronized void arrivedBeforeFreeze(int sends) {
        arrivedBeforeFreeze += sends;
    }

    synchronized int arrivedBeforeFreeze() {
        return arrivedBeforeFreeze;
    }

    /** Notes how many sockets were open when a snapshot would have been taken; the worst counts. */
    synchronized void socketsAtCheckpoint(int sockets) {
        socketsAtCheckpoint = Math.max(sockets, socketsAtCheckpoint == null ? 0 : socketsAtCheckpoint);
    }

    synchronized OptionalInt socketsAtCheckpoint() {
        return socketsAtCheckpoint == null ? OptionalInt.empty() : OptionalInt.of(socketsAtCheckpoint);
    }

    synchronized int count() {
        return shots.size();
    }

    synchronized int count(After after) {
        return (int) shots.stream().filter(shot -> shot.after() == after).count();
    }

    /** Those that the function failed. */
    synchronized List<Shot> failed() {
        return shots.stream().filter(shot -> shot.billed().error() != null).toList();
    }

    /** How many were billed for longer than that. */
    synchronized int longerThan(Duration limit) {
        return (int) shots.stream()
                .filter(shot -> shot.billed().nanos() > limit.toNanos())
                .count();
    }

    synchronized Optional<BilledTimes> billed() {
        return times(shots.stream().map(shot -> shot.billed().nanos()).toList());
    }

    /** What the callers waited. */
    synchronized Optional<BilledTimes> responded() {
        return times(shots.stream().map(shot -> shot.billed().respondedNanos()).toList());
    }

    synchronized Optional<BilledTimes> billed(After after) {
        return times(shots.stream()
                .filter(shot -> shot.after() == after)
                .map(shot -> shot.billed().nanos())
                .toList());
    }

    /** From handing out an invocation until the peer had its first send, of those whose first send it ever had. */
    synchronized Optional<BilledTimes> delivered(After after, History history) {
        List<Long> nanos = new ArrayList<>();
        for (Shot shot : shots) {
            Long seen = history.firstSeenNanos(shot.firstSend());
            if (shot.after() == after && seen != null) {
                nanos.add(seen - shot.billed().handedOutNanos());
            }
        }
        return times(nanos);
    }

    private static Optional<BilledTimes> times(List<Long> nanos) {
        return nanos.isEmpty()
                ? Optional.empty()
                : Optional.of(new BilledTimes(
                        nanos.stream().mapToLong(Long::longValue).toArray()));
    }
}
