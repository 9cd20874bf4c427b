package io.flushpoint.benchmarks.clients;

import java.util.List;

/** {@code java.net.http}: no hook for the request, so measured by its response; and the hook people make themselves. */
final class JdkFactory implements ClientFactory {
    static final Hook PUBLISHED = Hook.written("BodyPublisher.onComplete");

    @Override
    public String name() {
        return "jdk";
    }

    @Override
    public List<Hook> hooks() {
        return List.of(Hook.answered(), PUBLISHED);
    }

    /** In the clear it knows only the upgrade, of a first request over HTTP/1.1. */
    @Override
    public boolean speaksHttp2(boolean secure) {
        return secure;
    }

    @Override
    public OpenClient open(Target target, Hook hook) throws Exception {
        return new JdkClient(target, hook);
    }
}
