package io.flushpoint.benchmarks.peers.others;

import io.flushpoint.benchmarks.peers.Hook;
import io.flushpoint.benchmarks.peers.Peer;
import io.flushpoint.benchmarks.peers.PeerClient;
import io.flushpoint.benchmarks.peers.Target;
import java.util.List;

/** Jetty: the success listener of the request. */
public final class JettyPeer implements Peer {
    @Override
    public String name() {
        return "jetty";
    }

    @Override
    public List<Hook> hooks() {
        return List.of(Hook.written("onRequestSuccess"));
    }

    @Override
    public PeerClient open(Target target, Hook hook) throws Exception {
        return new JettyClient(target);
    }
}
