package io.flushpoint.lambda;

import io.flushpoint.DeliveryReport;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;

/**
 * The adapter's log: one warning for each thing that went wrong. It is made on first use, so that a function in which
 * nothing goes wrong never pays for it.
 */
final class AdapterLog {
    private static final int FIRST_BAD_STATUS = 400;

    private AdapterLog() {}

    static void undelivered(Undelivered undelivered) {
        logger().warn("Not delivered: {}", undelivered);
    }

    /** Good news is no news. */
    static void late(InvocationReport late) {
        boolean good = late.report().kind() == DeliveryReport.Kind.ANSWERED
                && late.report().status().orElse(0) < FIRST_BAD_STATUS;
        if (!good) {
            logger().warn("Not answered well: {}", late);
        }
    }

    static void consumerFailed(Object told, Throwable thrown) {
        logger().warn("A consumer failed on {}", told, thrown);
    }

    static void reportsDropped(long count) {
        logger().warn("{} delivery reports were dropped: too many wait for an invocation that takes them", count);
    }

    static void notWarmed(WarmReport.Step step) {
        logger().warn("Not warmed: {}: {}", step.what(), step.outcome());
    }

    static void warmed(WarmReport report) {
        logger().debug("Warmed: {}", report);
    }

    static void warning(String text) {
        logger().warn(text);
    }

    private static InternalLogger logger() {
        return InternalLoggerFactory.getInstance("io.flushpoint.lambda");
    }
}
