package io.flushpoint.benchmarks.lab;

import io.flushpoint.DeliveryLevel;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a scenario is run.
 *
 * @param cycles freezes, each with an invocation after it; with several environments at once over all of them
 * @param freeze in place of the scenario's short one
 * @param thinkTime of the peers
 * @param slack what an invocation may take beyond the scenario's bound: the handler before its first send, the verdict on
 *     what ran out of time, the response, and a machine that is busy with other things
 * @param cores each environment's share, or empty for no quota
 */
record ScenarioSettings(
        Scenario scenario,
        LabMode mode,
        DeliveryLevel level,
        int cycles,
        Optional<Duration> freeze,
        Duration thinkTime,
        Duration slack,
        OptionalDouble cores) {
    private static final Duration MAX_SLACK = Duration.ofSeconds(10);

    /**
     * Checks what goes together.
     *
     * @throws IllegalArgumentException naming the value and its range
     */
    ScenarioSettings {
        if (cycles < 1 || cycles > 100_000) {
            throw new IllegalArgumentException("cycles must be from 1 to 100000, not " + cycles);
        }
        if (slack.isNegative() || slack.compareTo(MAX_SLACK) > 0) {
            throw new IllegalArgumentException(
                    "slack must be from 0 to " + MAX_SLACK.toMillis() + " ms, not " + slack.toMillis());
        }
        if (level == DeliveryLevel.ANSWERED) {
            throw new IllegalArgumentException("level must be written, sent or acknowledged");
        }
        if (!mode.freezes() && scenario.needsFreeze()) {
            throw new IllegalArgumentException(
                    "scenario " + scenario.word() + " is about freezes, and nothing is frozen in mode " + mode.word());
        }
    }

    ScenarioScript course() {
        return scenario.course();
    }

    /** How long the environment is frozen before a cycle's invocation. */
    Duration freeze(int cycle) {
        Duration own = course().freeze(cycle);
        return own.equals(ScenarioScript.SHORT) ? freeze.orElse(own) : own;
    }
}
