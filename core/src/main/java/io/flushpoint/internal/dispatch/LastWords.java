package io.flushpoint.internal.dispatch;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is told after the event loop has ended: by a thread that brings it, one after the other. What is brought while
 * something is told, from within it or by another thread, is told next: so nothing recurs, and nobody waits. From any thread.
 */
final class LastWords {
    private final Queue<Runnable> untold = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    /** Runs {@code word}, or leaves it to the thread that is telling. It throws nothing. */
    void tell(Runnable word) {
        untold.add(word);
        if (count.getAndIncrement() == 0) {
            do {
                Runnable next = untold.poll();
                if (next != null) {
                    next.run();
                }
            } while (count.decrementAndGet() > 0);
        }
    }
}
