package io.flushpoint;

import org.jspecify.annotations.Nullable;

/**
 * The allocation-light form of a {@link Delivery}: two calls at most, on the event loop (caller-driven: on the owner
 * thread while it drives the loop), except that a send which is refused at once is settled on the thread that submits it,
 * before {@code send} returns. Must not block. What it throws is logged and goes no further.
 */
@FunctionalInterface
public interface SendCallback {
    /**
     * The goal is reached, or will not be. Called exactly once.
     *
     * @param receipt as of now
     * @param failure null if the goal is reached
     */
    void settled(Receipt receipt, @Nullable SendException failure);

    /** What became of the request after it was written; called exactly once if it was written, never otherwise. */
    default void news(LateNews news) {}
}
