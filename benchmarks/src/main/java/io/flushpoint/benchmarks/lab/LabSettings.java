package io.flushpoint.benchmarks.lab;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a lab does.
 *
 * @param invocations per strategy
 * @param thinkTime of the collector
 * @param freeze between two invocations, at least {@link #MIN_FREEZE}
 * @param cores the environment's share, or empty for no quota
 * @param strategies in the order in which they run
 * @param deployment what runs in place of the sample that uses this project
 */
record LabSettings(
        int invocations,
        Duration thinkTime,
        Duration freeze,
        OptionalDouble cores,
        List<Strategy> strategies,
        Optional<Deployment> deployment) {
    /** Least time that an environment stays frozen, in milliseconds: the collector must have read what had arrived. */
    static final Duration MIN_FREEZE = Duration.ofMillis(20);

    /** Longest think time, in seconds: an answer must come well within the {@link Lab#FUNCTION_LIMIT}. */
    static final Duration MAX_THINK_TIME = Duration.ofSeconds(20);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the value and its range
     */
    LabSettings {
        require(invocations >= 1 && invocations <= 100_000, "invocations must be from 1 to 100000, not " + invocations);
        requireRange("think time", thinkTime, MAX_THINK_TIME);
        requireRange("freeze", freeze, Duration.ofMinutes(10));
        require(!strategies.isEmpty(), "at least one strategy is needed");
        require(
                deployment.isEmpty() || strategies.contains(Strategy.FLUSH),
                "a zip runs as the strategy flush, which is not among the strategies");
        int processors = Runtime.getRuntime().availableProcessors();
        cores.ifPresent(share -> require(
                share >= 0.01 && share <= processors, "cpu must be from 0.01 to " + processors + ", not " + share));
        freeze = freeze.compareTo(MIN_FREEZE) < 0 ? MIN_FREEZE : freeze;
        strategies = List.copyOf(strategies);
    }

    private static void requireRange(String name, Duration value, Duration max) {
        require(
                !value.isNegative() && value.compareTo(max) <= 0,
                name + " must be from 0 to " + max.toMillis() + " ms, not " + value.toMillis());
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
