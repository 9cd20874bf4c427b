package io.flushpoint;

import org.jspecify.annotations.Nullable;

/**
 * The allocation-light form of a {@link Delivery}: two calls at most, on the event loop (caller-driven: on the owner
 * thread while it drives the loop). That holds also for a send which is refused at once: its levels are failed when
 * {@code send} returns, and the callback is called by the loop in its turn, never from within {@code send}; so to send again
 * on a refusal goes no deeper. Where {@link Bound#REFUSALS_WAITING} refusals wait for that already, a send that is
 * refused throws, and the callback is not called. Only when the loop has ended, after {@code close}, a thread that sends calls it, one call
 * after the other. Must not block. What it throws is logged and goes no further.
 */
@FunctionalInterface
public interface SendCallback {
    /**
     * The goal is reached, or will not be. Called exactly once, unless {@code send} threw.
     *
     * @param receipt as of now
     * @param failure null if the goal is reached
     */
    void onSettled(Receipt receipt, @Nullable SendException failure);

    /** What became of the request after it was written; called exactly once if it was written, never otherwise. */
    default void onReport(DeliveryReport report) {}
}
