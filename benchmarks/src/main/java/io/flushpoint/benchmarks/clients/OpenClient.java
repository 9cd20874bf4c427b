package io.flushpoint.benchmarks.clients;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** An open client that posts the body of its target. Used by the thread that opened it. */
public interface OpenClient extends AutoCloseable {
    /** Nothing here takes longer, but for a defect. */
    Duration PATIENCE = Duration.ofSeconds(30);

    /** Starts one post. A client that works on the calling thread may be through with it when this returns. */
    void post(Witness witness) throws Exception;

    /**
     * Waits for a fact, for at most {@link #PATIENCE}. Whoever makes it true unparks the waiting thread, unless that
     * thread does the client's work in here.
     */
    default void await(BooleanSupplier fact) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!fact.getAsBoolean()) {
            LockSupport.parkNanos(left(end));
        }
    }

    /** Lets so much time pass, in nanoseconds, or less. A client that works on the calling thread works meanwhile. */
    default void pause(long nanos) {
        LockSupport.parkNanos(nanos);
    }

    /**
     * The same client, posting to another server; closing either closes both.
     *
     * @throws UnsupportedOperationException if there is no telling how
     */
    default OpenClient toward(URI uri) {
        throw new UnsupportedOperationException(
                "not toward several servers: " + getClass().getSimpleName());
    }

    /**
     * What is left of a wait, in nanoseconds.
     *
     * @throws IllegalStateException if nothing is
     */
    static long left(long end) {
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw new IllegalStateException("not known after " + PATIENCE);
        }
        return left;
    }

    @Override
    void close() throws IOException;
}
