package io.flushpoint.benchmarks.clients.hooks;

import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.Hook;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.SingleWitness;
import io.flushpoint.benchmarks.clients.sink.Sink;
import io.flushpoint.benchmarks.clients.sink.SinkMode;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Experiment A: the server does not read, and the body is larger than all buffers between. A hook that fires before the
 * server begins to read fired before the kernel could have taken the body.
 */
final class HeldPeer {
    /** Larger than the send buffer of this machine and the receive buffer of the other together can become. */
    static final int BODY_BYTES = 32 << 20;

    private final Sink sink;
    private final Duration hold;

    HeldPeer(Sink sink, Duration hold) {
        this.sink = sink;
        this.hold = hold;
    }

    HookVerdict judge(ClientFactory peer, Hook hook) throws Exception {
        sink.mode(SinkMode.HOLD);
        // Another thread lets go: that of a blocking client is in its write by then.
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (OpenClient client = peer.open(sink.target("http", BODY_BYTES), hook)) {
            Watch watch = new Watch(new SingleWitness());
            ScheduledFuture<?> release = timer.schedule(() -> letGo(watch), hold.toMillis(), TimeUnit.MILLISECONDS);
            client.post(watch);
            client.await(watch::finished);
            release.get();
            return watch.verdict();
        } finally {
            timer.shutdownNow();
            sink.mode(SinkMode.ANSWER);
        }
    }

    private void letGo(Watch watch) {
        watch.held = false;
        sink.mode(SinkMode.ANSWER);
    }

    private static final class Watch extends TrialWitness {
        volatile boolean held = true;
        private volatile boolean early;

        Watch(SingleWitness witness) {
            super(witness);
        }

        @Override
        void atHook() {
            early = held;
        }

        HookVerdict verdict() {
            return !fired() ? HookVerdict.NEVER : early ? HookVerdict.BEFORE : HookVerdict.AFTER;
        }
    }
}
