package io.flushpoint.lambda;

import java.time.Duration;
import java.util.List;

/**
 * What INIT did, step by step.
 *
 * <p>Immutable, for any thread. The adapter makes it; implement it only to stand for one of its own in a test, since facts may
 * be added.
 */
public interface WarmReport {
    /** From the first step's begin to the last one's end, or until the time box was over. */
    Duration took();

    /** What was done, in the order in which the steps ended; those of the endpoints ran side by side. Not modifiable. */
    List<Step> steps();

    /** Whether every step ended well. */
    default boolean isWarm() {
        return steps().stream().allMatch(Step::warm);
    }

    /** One thing that was warmed, or was to be. */
    interface Step {
        /** Such as {@code event loop}, {@code send path} or {@code https://metrics.example.com:443}. */
        String what();

        /** How long, until it ended or was no longer waited for. */
        Duration took();

        /** Whether it is warm. */
        boolean warm();

        /** Details, or why it is not warm. */
        String outcome();
    }
}
