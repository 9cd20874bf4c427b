package io.flushpoint.benchmarks.peers.others;

import io.flushpoint.benchmarks.peers.Hook;
import io.flushpoint.benchmarks.peers.Peer;
import io.flushpoint.benchmarks.peers.PeerClient;
import io.flushpoint.benchmarks.peers.Target;
import java.util.List;

/** AWS CRT: no truthful hook, so by its response; and the future of a manual write. */
public final class AwsCrtPeer implements Peer {
    private static final Hook WRITE_DATA = Hook.written("writeData future");

    @Override
    public String name() {
        return "aws-crt";
    }

    @Override
    public List<Hook> hooks() {
        return List.of(Hook.answered(), WRITE_DATA);
    }

    @Override
    public PeerClient open(Target target, Hook hook) throws Exception {
        return new AwsCrtClient(target, hook.equals(WRITE_DATA));
    }
}
