package io.flushpoint.benchmarks.peers.others;

import io.flushpoint.benchmarks.peers.Hook;
import io.flushpoint.benchmarks.peers.Natives;
import io.flushpoint.benchmarks.peers.Peer;
import io.flushpoint.benchmarks.peers.PeerClient;
import io.flushpoint.benchmarks.peers.Target;
import java.util.List;

/** Vert.x: the future of {@code end()} is that of the last write. */
public final class VertxPeer implements Peer {
    @Override
    public String name() {
        return "vertx";
    }

    @Override
    public List<Hook> hooks() {
        return List.of(Hook.written("end() future"));
    }

    @Override
    public boolean pipelines() {
        return true;
    }

    @Override
    public int loadNatives(Target target) {
        return Natives.load(target.epoll(), false);
    }

    @Override
    public PeerClient open(Target target, Hook hook) throws Exception {
        return new VertxClient(target);
    }
}
