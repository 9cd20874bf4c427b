package io.flushpoint.benchmarks.peers.hooks;

import io.flushpoint.benchmarks.peers.Hook;
import io.flushpoint.benchmarks.peers.Peer;
import io.flushpoint.benchmarks.peers.PeerClient;
import io.flushpoint.benchmarks.peers.SingleWitness;
import io.flushpoint.benchmarks.peers.hooks.Finding.Copies;
import io.flushpoint.benchmarks.peers.sink.Sink;
import io.flushpoint.benchmarks.peers.sink.SinkMode;
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

    Copies count(Peer peer, Hook hook) throws Exception {
        return new Copies(count(peer, hook, false), count(peer, hook, true));
    }

    private long count(Peer peer, Hook hook, boolean reused) throws Exception {
        SingleWitness witness = new SingleWitness();
        try (PeerClient client = peer.open(sink.target("http", BODY_BYTES), hook)) {
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
