package io.flushpoint.benchmarks.peers.others;

import io.flushpoint.benchmarks.peers.Hook;
import io.flushpoint.benchmarks.peers.Peer;
import io.flushpoint.benchmarks.peers.PeerClient;
import io.flushpoint.benchmarks.peers.Target;
import java.util.List;

/** OkHttp: the event at the end of the body. Posts through its dispatcher, since its blocking call ends with the answer. */
public final class OkHttpPeer implements Peer {
    @Override
    public String name() {
        return "okhttp";
    }

    @Override
    public List<Hook> hooks() {
        return List.of(Hook.written("requestBodyEnd"));
    }

    @Override
    public PeerClient open(Target target, Hook hook) throws Exception {
        return new OkHttpClient(target);
    }
}
