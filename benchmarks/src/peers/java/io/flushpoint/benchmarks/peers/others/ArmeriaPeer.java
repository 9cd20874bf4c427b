package io.flushpoint.benchmarks.peers.others;

import io.flushpoint.benchmarks.peers.Hook;
import io.flushpoint.benchmarks.peers.Peer;
import io.flushpoint.benchmarks.peers.PeerClient;
import io.flushpoint.benchmarks.peers.Target;
import java.util.List;

/** Armeria: the end of the request in its log. */
public final class ArmeriaPeer implements Peer {
    @Override
    public String name() {
        return "armeria";
    }

    @Override
    public List<Hook> hooks() {
        return List.of(Hook.written("REQUEST_END_TIME"));
    }

    @Override
    public boolean pipelines() {
        return true;
    }

    @Override
    public PeerClient open(Target target, Hook hook) throws Exception {
        return new ArmeriaClient(target);
    }
}
