package io.flushpoint.benchmarks.clients.hooks;

import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.Hook;
import io.flushpoint.benchmarks.clients.hooks.Finding.Copies;
import io.flushpoint.benchmarks.clients.sink.Sink;
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

    void run(ClientFactory factory, Consumer<Finding> findings) throws Exception {
        Copies copies = copyCount.count(factory, factory.hooks().get(0));
        for (Hook hook : factory.hooks()) {
            HookVerdict held = heldPeer.judge(factory, hook);
            HookVerdict stalled = stalledHook.judge(factory, hook);
            findings.accept(new Finding(factory.name(), hook, held, stalled, copies));
        }
    }
}
