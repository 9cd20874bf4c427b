package io.flushpoint.lambda;

import java.time.Duration;
import java.util.List;

/**
 * What INIT did, step by step, in the order in which the steps ended.
 *
 * @param took from the first step's begin to the last one's end, or until the time box was over
 * @param steps what was done; those of the endpoints ran side by side
 */
public record WarmReport(Duration took, List<Step> steps) {
    /** Makes a report; the list is copied. */
    public WarmReport {
        steps = List.copyOf(steps);
    }

    /**
     * One thing that was warmed, or was to be.
     *
     * @param what such as {@code event loop}, {@code send path} or {@code https://metrics.example.com:443}
     * @param took how long, until it ended or was no longer waited for
     * @param warm whether it is warm
     * @param outcome details, or why it is not warm
     */
    public record Step(String what, Duration took, boolean warm, String outcome) {}

    /** Whether every step ended well. */
    public boolean isWarm() {
        return steps.stream().allMatch(Step::warm);
    }
}
