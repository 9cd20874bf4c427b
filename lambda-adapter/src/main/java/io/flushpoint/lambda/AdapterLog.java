package io.flushpoint.lambda;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;

/**
 * The adapter's log: one warning for each thing that went wrong. It is made on first use, so that a function in which
 * nothing goes wrong never pays for it.
 */
final class AdapterLog {
    private AdapterLog() {}

    static void undelivered(Undelivered undelivered) {
        logger().warn("Not delivered: {}", undelivered);
    }

    static void consumerFailed(Undelivered undelivered, RuntimeException thrown) {
        logger().warn("The consumer of undelivered sends failed on {}", undelivered, thrown);
    }

    static void notWarmed(String endpoint, String reason) {
        logger().warn("Not warmed: {}: {}", endpoint, reason);
    }

    private static InternalLogger logger() {
        return InternalLoggerFactory.getInstance("io.flushpoint.lambda");
    }
}
