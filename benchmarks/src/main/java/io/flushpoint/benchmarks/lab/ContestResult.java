package io.flushpoint.benchmarks.lab;

import java.time.Duration;

/**
 * What one way cost, and what became of its requests. An invocation has arrived when all of its requests have, each at its own
 * target: {@code arrivedBeforeFreeze + arrivedAfterThaw + lost == invocations}.
 *
 * @param init from the start of the environment until it asked for its first invocation
 * @param first what the first invocation was billed
 * @param arrivedBeforeFreeze requests that had left for the collector when the freeze after their invocation began
 * @param arrivedAfterThaw requests that arrived only when a later invocation had thawed the environment
 * @param lost requests that had not arrived when the environment, frozen after its last invocation, was killed
 * @param duplicates arrivals of a request beyond its first
 * @param freeze what a freeze stopped
 */
record ContestResult(
        Contestant contestant,
        int invocations,
        Duration init,
        Duration first,
        BilledTimes billed,
        int arrivedBeforeFreeze,
        int arrivedAfterThaw,
        int lost,
        int duplicates,
        String freeze) {}
