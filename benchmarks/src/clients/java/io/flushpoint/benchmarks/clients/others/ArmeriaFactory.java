package io.flushpoint.benchmarks.clients.others;

import io.flushpoint.benchmarks.clients.Hook;
import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Target;
import java.util.List;

/** Armeria: the end of the request in its log. */
public final class ArmeriaFactory implements ClientFactory {
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
    public boolean speaksHttp2(boolean secure) {
        return true;
    }

    @Override
    public OpenClient open(Target target, Hook hook) throws Exception {
        return new ArmeriaClient(target);
    }
}
