package io.flushpoint.benchmarks.clients.others;

import io.flushpoint.benchmarks.clients.Hook;
import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Target;
import java.util.List;

/** Reactor Netty: {@code doAfterRequest}, which waits for the write with a {@code Mono} body only. */
public final class ReactorNettyFactory implements ClientFactory {
    private static final Hook FLUX = Hook.written("doAfterRequest, Flux");

    @Override
    public String name() {
        return "reactor-netty";
    }

    @Override
    public List<Hook> hooks() {
        return List.of(Hook.written("doAfterRequest, Mono"), FLUX);
    }

    @Override
    public boolean speaksHttp2(boolean secure) {
        return true;
    }

    @Override
    public OpenClient open(Target target, Hook hook) throws Exception {
        return new ReactorNettyClient(target, hook.equals(FLUX));
    }
}
