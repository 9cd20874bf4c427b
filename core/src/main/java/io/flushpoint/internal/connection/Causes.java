package io.flushpoint.internal.connection;

import io.netty.handler.ssl.NotSslRecordException;
import org.jspecify.annotations.Nullable;

/** What to tell people of a failure. */
final class Causes {
    private Causes() {}

    /** What the innermost cause says: the outer ones, of TLS and of futures, say little. */
    static String innermost(@Nullable Throwable failure) {
        if (failure == null) {
            return "unknown";
        }
        Throwable cause = innermostOf(failure);
        if (cause instanceof NotSslRecordException) {
            return "not an SSL/TLS record";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** The cause itself, unless it is a dump of what somebody sent in place of TLS, who may have had secrets to send back. */
    static @Nullable Throwable shown(Throwable cause) {
        return innermostOf(cause) instanceof NotSslRecordException ? null : cause;
    }

    private static Throwable innermostOf(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause;
    }
}
