package io.flushpoint.benchmarks.peers.others;

import io.flushpoint.benchmarks.peers.Hook;
import io.flushpoint.benchmarks.peers.Peer;
import io.flushpoint.benchmarks.peers.PeerClient;
import io.flushpoint.benchmarks.peers.Target;
import java.util.List;

/** Apache HttpClient 5, asynchronous: no hook, so by its response; and the end of the entity that people take for one. */
public final class ApachePeer implements Peer {
    private static final Hook END_STREAM = Hook.written("endStream");

    @Override
    public String name() {
        return "apache";
    }

    @Override
    public List<Hook> hooks() {
        return List.of(Hook.answered(), END_STREAM);
    }

    @Override
    public PeerClient open(Target target, Hook hook) throws Exception {
        return new ApacheClient(target, hook.equals(END_STREAM));
    }
}
