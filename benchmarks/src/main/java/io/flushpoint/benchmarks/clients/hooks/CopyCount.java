package io.flushpoint.benchmarks.clients.hooks;

import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.Hook;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.SingleWitness;
import io.flushpoint.benchmarks.clients.hooks.Finding.Copies;
import io.flushpoint.benchmarks.clients.sink.Sink;
import io.flushpoint.benchmarks.clients.sink.SinkMode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Experiment C: the server reads the whole of a request and closes without an answer. How many copies does it get? */
final class CopyCount {
    private static final int BODY_BYTES = 1024;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Sink sink;
    private final Duration quiet;

    CopyCount(Sink sink, Duration quiet) {
        this.sink = sink;
        this.quiet = quiet;
    }

    Copies count(ClientFactory factory, Hook hook) throws Exception {
        return new Copies(count(factory, hook, false), count(factory, hook, true));
    }

    private long count(ClientFactory factory, Hook hook, boolean reused) throws Exception {
        SingleWitness witness = new SingleWitness();
        try (OpenClient client = factory.open(sink.target("http", BODY_BYTES), hook)) {
            if (reused) {
                client.post(witness);
                client.await(witness::isOver);
                witness.requireNoFailure();
                witness.reset();
            }
            sink.mode(SinkMode.DROP);
            long before = sink.whole();
            client.post(witness);
            client.await(witness::isOver);
            return settled() - before;
        } finally {
            sink.mode(SinkMode.ANSWER);
        }
    }

    /** The count once it has not changed for the quiet time: a client may go on after it has failed the post. */
    private long settled() {
        long count = sink.whole();
        long since = System.nanoTime();
        while (System.nanoTime() - since < quiet.toNanos()) {
            LockSupport.parkNanos(POLL_NANOS);
            long now = sink.whole();
            if (now != count) {
                count = now;
                since = System.nanoTime();
            }
        }
        return count;
    }
}
