package io.flushpoint.benchmarks.child;

import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Witness;
import io.flushpoint.benchmarks.clients.sink.Sink;
import io.flushpoint.benchmarks.clients.sink.SinkMode;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes a client open many connections at once: as many posts as that, toward a server that does not read until all are
 * connected. Both ends of it are here.
 *
 * <p>One may be missing: the connection that stood open before can have been read from before the sink was told not to, and
 * then takes a second post.
 */
public final class Burst implements Witness {
    private static final String POSTED = "posted";
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final Thread poster = Thread.currentThread();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    private Burst() {}

    /** In the child: posts, and returns when all are answered. */
    public static void post(OpenClient client, int connections, ParentLine orders) throws Exception {
        Burst burst = new Burst();
        burst.open.set(connections);
        for (int i = 0; i < connections; i++) {
            client.post(burst);
        }
        orders.tell(POSTED);
        client.await(() -> burst.open.get() <= 0);
        if (burst.failures.get() > 0) {
            throw new IllegalStateException(burst.failures + " of " + connections + " posts failed");
        }
    }

    /**
     * In the parent: holds the sink until it has as many connections, or one less.
     *
     * @throws IllegalStateException if the client does not open as many
     */
    public static void hold(Sink sink, int connections, Child child, Runnable start) throws Exception {
        sink.mode(SinkMode.HOLD);
        try {
            start.run();
            String said = child.hear();
            if (!said.equals(POSTED)) {
                throw new IllegalStateException(said);
            }
            long end = System.nanoTime() + PATIENCE_NANOS;
            while (sink.open() < connections - 1) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("only " + sink.open() + " connections, not " + connections);
                }
                LockSupport.parkNanos(1_000_000);
            }
        } finally {
            sink.mode(SinkMode.ANSWER);
        }
    }

    @Override
    public void hook() {
        // Only the answer frees a connection.
    }

    @Override
    public void answered() {
        over();
    }

    @Override
    public void failed(Throwable cause) {
        failures.incrementAndGet();
        over();
    }

    private void over() {
        if (open.decrementAndGet() <= 0) {
            LockSupport.unpark(poster);
        }
    }
}
