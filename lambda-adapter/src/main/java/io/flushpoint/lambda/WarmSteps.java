package io.flushpoint.lambda;

import java.time.Duration;
import java.util.List;

/** The steps of INIT and of a restore. */
record WarmSteps(Duration took, List<Step> steps) implements WarmReport {
    /** The list is copied. */
    WarmSteps {
        steps = List.copyOf(steps);
    }

    /** A step that has ended. */
    record Ended(String what, Duration took, boolean warm, String outcome) implements Step {}
}
