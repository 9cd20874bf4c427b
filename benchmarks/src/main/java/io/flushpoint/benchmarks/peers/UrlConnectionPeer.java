package io.flushpoint.benchmarks.peers;

import java.util.List;

/** {@code HttpURLConnection}, which blocks: closing a body of announced length has written it, and the response. */
final class UrlConnectionPeer implements Peer {
    private static final Hook CLOSED = Hook.written("body closed");

    @Override
    public String name() {
        return "url-connection";
    }

    @Override
    public List<Hook> hooks() {
        return List.of(CLOSED, Hook.answered());
    }

    @Override
    public PeerClient open(Target target, Hook hook) throws Exception {
        return new UrlConnectionClient(target, hook.equals(CLOSED));
    }
}
