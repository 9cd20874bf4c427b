package io.flushpoint.benchmarks.lab;

import java.io.UncheckedIOException;
import java.util.function.Supplier;
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

    /** Runs a step whose trouble with files is the lab's. */
    static void ofFiles(Runnable step) {
        ofFiles(() -> {
            step.run();
            return step;
        });
    }

    /** As {@link #ofFiles(Runnable)}, for one that gives something. */
    static <T> T ofFiles(Supplier<T> step) {
        try {
            return step.get();
        } catch (UncheckedIOException e) {
            throw new LabException(String.valueOf(e.getMessage()), e);
        }
    }
}
