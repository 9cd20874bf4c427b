package io.flushpoint.benchmarks.clients;

import java.util.List;

/** {@code HttpURLConnection}, which blocks: closing a body of announced length has written it, and the response. */
final class UrlConnectionFactory implements ClientFactory {
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
    public OpenClient open(Target target, Hook hook) throws Exception {
        return new UrlConnectionClient(target, hook.equals(CLOSED));
    }
}
