package io.flushpoint.lambda;

import io.flushpoint.Bound;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * How long an invocation may still go on: the remaining time less the margin, or, where Lambda enforces no time limit,
 * as long as the options allow.
 */
record TimeLeft(Mode mode, LambdaOptions options, IntSupplier remainingMillis) {
    /** Until the invocation must have ended, from 0 up; what its sends have for themselves. */
    Duration forSends() {
        if (!mode.freezes()) {
            return Duration.ofMillis(Bound.SEND_DEADLINE.max());
        }
        Duration left = Duration.ofMillis(remainingMillis.getAsInt()).minus(options.margin());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** For waiting until the sends have reached their level, from 0 up. */
    Duration forWaiting() {
        Duration left = forSends();
        return left.compareTo(options.longestWait()) < 0 ? left : options.longestWait();
    }
}
