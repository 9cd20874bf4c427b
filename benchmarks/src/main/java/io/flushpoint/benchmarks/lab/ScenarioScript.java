package io.flushpoint.benchmarks.lab;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a {@link Scenario} goes: how many of everything, how long each freeze, and what happens during it. Cycles count
 * from 0, and several courses alternate by them. What is not said otherwise is that of a healthy peer and network.
 */
interface ScenarioScript {
    /** A freeze that neither clocks nor thaw probe notice. */
    Duration SHORT = Duration.ofMillis(60);

    /** For a peer's reading where many sends never arrive: what is read later counts as arrived after the thaw. */
    Duration SHORT_READING = Duration.ofMillis(100);

    /** A freeze after which the kernel calls a connection idle for more than a second, so that the thaw probe works. */
    Duration LONG = Duration.ofMillis(1200);

    /** Whether INIT is the thing, so that each cycle starts an environment. */
    default boolean environmentPerCycle() {
        return false;
    }

    /** How many environments run at once. */
    default int environments() {
        return 1;
    }

    /** How many collectors there are. */
    default int peers() {
        return 1;
    }

    /** The function, and how many sends each invocation makes. */
    default FunctionRole part() {
        return FunctionRole.reporting(1);
    }

    /** Whether each environment is followed by one with a function that does nothing, to compare with. */
    default boolean besideEmpty() {
        return false;
    }

    default int bodyBytes() {
        return 100;
    }

    /** Time limit of the function. */
    default Duration limit() {
        return Lab.FUNCTION_LIMIT;
    }

    /** What the adapter is told to wait at most, if the scenario is about that, or the function's limit. */
    default Optional<Duration> bound() {
        return Optional.empty();
    }

    /** How long the environment is frozen before a cycle's invocation. */
    default Duration freeze(int cycle) {
        return SHORT;
    }

    /** How long it is frozen between INIT and its first invocation, if at all. */
    default Optional<Duration> gap() {
        return Optional.empty();
    }

    /** How long after the process the network is thawed. */
    default Duration networkDelay(int cycle) {
        return Duration.ZERO;
    }

    /** Invocations without a freeze between, before the first cycle: what the cycles are compared with. */
    default int warmUps() {
        return 10;
    }

    /** Longest that a peer may take to read what has reached its kernel; short where some sends never reach it. */
    default Duration reading() {
        return Duration.ofSeconds(3);
    }

    /** Fields of the event beside those that every one has. */
    default Map<String, String> event(int cycle) {
        return Map.of();
    }

    /** Options of the adapter, as environment variables. */
    default Map<String, String> options(int cycle) {
        return Map.of();
    }

    /** Before the environment is started. */
    default void prepare(FaultTargets stage) {}

    /** While the environment is frozen; in managed mode between two invocations. */
    default void whileFrozen(FaultTargets stage, int cycle) throws InterruptedException {}

    /** When all is over: peers and network are well again, but for what is lost for good. */
    default void heal(FaultTargets stage, int cycle) {}
}
