package io.flushpoint.benchmarks.peers.hooks;

import io.flushpoint.benchmarks.peers.Hook;
import io.flushpoint.benchmarks.peers.Peer;
import io.flushpoint.benchmarks.peers.hooks.Finding.Copies;
import io.flushpoint.benchmarks.peers.sink.Sink;
import java.time.Duration;
import java.util.function.Consumer;

/** The three experiments on every hook of a client. */
final class Trial {
    private static final Duration HOLD = Duration.ofSeconds(2);
    private static final Duration STALL = Duration.ofMillis(400);
    private static final Duration QUIET = Duration.ofMillis(500);

    private final HeldPeer heldPeer;
    private final StalledHook stalledHook;
    private final CopyCount copyCount;

    Trial(Sink sink) {
        this(sink, HOLD, STALL, QUIET);
    }

    Trial(Sink sink, Duration hold, Duration stall, Duration quiet) {
        heldPeer = new HeldPeer(sink, hold);
        stalledHook = new StalledHook(sink, stall);
        copyCount = new CopyCount(sink, quiet);
    }

    void run(Peer peer, Consumer<Finding> findings) throws Exception {
        Copies copies = copyCount.count(peer, peer.hooks().get(0));
        for (Hook hook : peer.hooks()) {
            HookVerdict held = heldPeer.judge(peer, hook);
            HookVerdict stalled = stalledHook.judge(peer, hook);
            findings.accept(new Finding(peer.name(), hook, held, stalled, copies));
        }
    }
}
