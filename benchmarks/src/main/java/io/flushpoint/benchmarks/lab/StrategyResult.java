package io.flushpoint.benchmarks.lab;

/**
 * What one strategy cost, and what became of its requests. Each invocation makes one request, so that
 * {@code arrivedBeforeFreeze + arrivedAfterThaw + lost == invocations}.
 *
 * @param arrivedBeforeFreeze requests that had left for the collector when the freeze after their invocation began
 * @param arrivedAfterThaw requests that arrived only when a later invocation had thawed the environment
 * @param lost requests that had not arrived when the environment, frozen after its last invocation, was killed
 * @param duplicates arrivals of a request beyond its first
 * @param freeze what a freeze stopped
 */
record StrategyResult(
        Strategy strategy,
        int invocations,
        BilledTimes billed,
        int arrivedBeforeFreeze,
        int arrivedAfterThaw,
        int lost,
        int duplicates,
        String freeze) {}
