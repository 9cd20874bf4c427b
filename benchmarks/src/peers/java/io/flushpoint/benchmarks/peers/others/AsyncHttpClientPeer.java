package io.flushpoint.benchmarks.peers.others;

import io.flushpoint.benchmarks.peers.Hook;
import io.flushpoint.benchmarks.peers.Peer;
import io.flushpoint.benchmarks.peers.PeerClient;
import io.flushpoint.benchmarks.peers.Target;
import java.util.List;

/** AsyncHttpClient: {@code onHeadersWritten}, which for a body in memory means the whole request. */
public final class AsyncHttpClientPeer implements Peer {
    private static final Hook ON_SEND = Hook.written("onRequestSend");

    @Override
    public String name() {
        return "async-http-client";
    }

    @Override
    public List<Hook> hooks() {
        return List.of(Hook.written("onHeadersWritten"), ON_SEND);
    }

    @Override
    public PeerClient open(Target target, Hook hook) throws Exception {
        return new AsyncHttpClientClient(target, hook.equals(ON_SEND));
    }
}
