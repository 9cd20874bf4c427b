package io.flushpoint.benchmarks.clients.others;

import io.flushpoint.benchmarks.clients.Hook;
import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Target;
import java.util.List;

/** AsyncHttpClient: {@code onHeadersWritten}, which for a body in memory means the whole request; over HTTP/2 it is not called. */
public final class AsyncHttpClientFactory implements ClientFactory {
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
    public OpenClient open(Target target, Hook hook) throws Exception {
        return new AsyncHttpClientClient(target, hook.equals(ON_SEND));
    }
}
