package io.flushpoint.internal.dispatch;

import io.flushpoint.SendException;
import org.jspecify.annotations.Nullable;

/** How a failed future becomes a throw. */
final class Outcomes {
    private Outcomes() {}

    /** The failure of a send as it is; anything else is a defect of ours. */
    static SendException thrown(@Nullable Throwable cause) {
        if (cause instanceof SendException failure) {
            return failure;
        }
        throw new IllegalStateException("unexpected outcome", cause);
    }
}
