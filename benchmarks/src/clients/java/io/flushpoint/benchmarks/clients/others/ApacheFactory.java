package io.flushpoint.benchmarks.clients.others;

import io.flushpoint.benchmarks.clients.Hook;
import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Target;
import java.util.List;

/** Apache HttpClient 5, asynchronous: no hook, so by its response; and the end of the entity that people take for one. */
public final class ApacheFactory implements ClientFactory {
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
    public boolean speaksHttp2(boolean secure) {
        return true;
    }

    @Override
    public OpenClient open(Target target, Hook hook) throws Exception {
        return new ApacheClient(target, hook.equals(END_STREAM));
    }
}
