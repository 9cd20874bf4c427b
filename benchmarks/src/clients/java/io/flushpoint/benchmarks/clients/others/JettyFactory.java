package io.flushpoint.benchmarks.clients.others;

import io.flushpoint.benchmarks.clients.Hook;
import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Target;
import java.util.List;

/** Jetty: the success listener of the request. */
public final class JettyFactory implements ClientFactory {
    @Override
    public String name() {
        return "jetty";
    }

    @Override
    public List<Hook> hooks() {
        return List.of(Hook.written("onRequestSuccess"));
    }

    @Override
    public boolean speaksHttp2(boolean secure) {
        return true;
    }

    @Override
    public OpenClient open(Target target, Hook hook) throws Exception {
        return new JettyClient(target);
    }
}
