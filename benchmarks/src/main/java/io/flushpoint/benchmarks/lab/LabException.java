package io.flushpoint.benchmarks.lab;

import org.jspecify.annotations.Nullable;

/** The lab could not do its work; the message is for its user. */
final class LabException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LabException(String message) {
        this(message, null);
    }

    LabException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
