package io.flushpoint;

import java.time.Duration;

/**
 * A sender whose event loop is driven by the thread that made it, its owner: sending, writing and waiting happen on that
 * thread with no hop and no wake-up. Every call must come from the owner, except those that only read:
 * {@link #metrics()}, {@link #levels()}, and a delivery's {@code request}, {@code receipt}, {@code report} and {@code excerpt}; any other
 * thread gets an {@link IllegalStateException}, since an owner that joined a worker which waits for the loop would wait
 * for ever.
 *
 * <p>The loop runs only inside a {@link #send} that is let in, {@link Delivery#await}, {@link #run}, {@link #resumed},
 * {@link #disconnect} and
 * {@link #close()}. A pause between them of {@link Bound#FREEZE_GAP} or more counts as a freeze, not against a deadline.
 */
public interface CallerDrivenSender extends HttpSender {
    /**
     * Drives the loop: handles what is ready and, if nothing is, waits for it for at most {@code maxWait}.
     *
     * @param maxWait from 0 up; 0 does not wait
     * @return whether anything was handled
     */
    boolean run(Duration maxWait);
}
