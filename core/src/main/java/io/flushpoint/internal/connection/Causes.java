package io.flushpoint.internal.connection;

import org.jspecify.annotations.Nullable;

/** What to tell people of a failure. */
final class Causes {
    private Causes() {}

    /** What the innermost cause says: the outer ones, of TLS and of futures, say little. */
    static String innermost(@Nullable Throwable failure) {
        if (failure == null) {
            return "unknown";
        }
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
