package io.flushpoint.internal.dispatch;

import io.flushpoint.SendException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How the sender's own futures get into callers' hands. */
final class Outcomes {
    private Outcomes() {}

    /** A copy for a caller, who can complete it only for himself; it fails with the same exception, not with a wrapped one. */
    static <T> CompletionStage<T> handOut(CompletableFuture<T> own) {
        CompletableFuture<T> copy = new CompletableFuture<>();
        own.whenComplete((value, failure) -> {
            if (failure == null) {
                copy.complete(value);
            } else {
                copy.completeExceptionally(failure);
            }
        });
        return copy;
    }

    /** The failure of a send as it is; anything else is a defect of ours. */
    static SendException thrown(@Nullable Throwable cause) {
        if (cause instanceof SendException failure) {
            return failure;
        }
        throw new IllegalStateException("unexpected outcome", cause);
    }
}
