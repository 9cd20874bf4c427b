package io.flushpoint.lambda;

import io.flushpoint.LateNews;
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
    static void late(Late late) {
        boolean good = late.news().kind() == LateNews.Kind.ANSWERED
                && late.news().status().orElse(0) < FIRST_BAD_STATUS;
        if (!good) {
            logger().warn("Late news: {}", late);
        }
    }

    static void consumerFailed(Object told, Throwable thrown) {
        logger().warn("A consumer failed on {}", told, thrown);
    }

    static void newsDropped(long count) {
        logger().warn("{} pieces of late news were dropped: too many wait for an invocation that takes them", count);
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
