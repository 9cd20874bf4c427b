package io.flushpoint.benchmarks.clients.hooks;

import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.Hook;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.SingleWitness;
import io.flushpoint.benchmarks.clients.sink.Sink;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Experiment B: on a warm connection, the hook does not return until the server has the whole request, or for a while.
 * A request that has not arrived by then was still to be written, by the very thread that the hook holds up.
 */
final class StalledHook {
    static final int BODY_BYTES = 1024;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Sink sink;
    private final Duration stall;

    StalledHook(Sink sink, Duration stall) {
        this.sink = sink;
        this.stall = stall;
    }

    HookVerdict judge(ClientFactory factory, Hook hook) throws Exception {
        try (OpenClient client = factory.open(sink.target("http", BODY_BYTES), hook)) {
            SingleWitness warm = new SingleWitness();
            client.post(warm);
            client.await(warm::isOver);
            warm.requireNoFailure();
            Watch watch = new Watch(new SingleWitness(), sink.whole());
            client.post(watch);
            client.await(watch::finished);
            return watch.verdict();
        }
    }

    private final class Watch extends TrialWitness {
        private final long before;
        private volatile boolean arrived;

        Watch(SingleWitness witness, long before) {
            super(witness);
            this.before = before;
        }

        @Override
        void atHook() {
            long end = System.nanoTime() + stall.toNanos();
            arrived = sink.whole() > before;
            while (!arrived && System.nanoTime() < end) {
                LockSupport.parkNanos(POLL_NANOS);
                arrived = sink.whole() > before;
            }
        }

        HookVerdict verdict() {
            return !fired() ? HookVerdict.NEVER : arrived ? HookVerdict.AFTER : HookVerdict.BEFORE;
        }
    }
}
