package io.flushpoint.benchmarks.peers.others;

import io.flushpoint.benchmarks.peers.Hook;
import io.flushpoint.benchmarks.peers.Peer;
import io.flushpoint.benchmarks.peers.PeerClient;
import io.flushpoint.benchmarks.peers.Target;
import java.util.List;

/** Reactor Netty: {@code doAfterRequest}, which waits for the write with a {@code Mono} body only. */
public final class ReactorNettyPeer implements Peer {
    private static final Hook FLUX = Hook.written("doAfterRequest, Flux");

    @Override
    public String name() {
        return "reactor-netty";
    }

    @Override
    public List<Hook> hooks() {
        return List.of(Hook.written("doAfterRequest, Mono"), FLUX);
    }

    @Override
    public PeerClient open(Target target, Hook hook) throws Exception {
        return new ReactorNettyClient(target, hook.equals(FLUX));
    }
}
