package io.flushpoint.benchmarks.clients.others;

import io.flushpoint.benchmarks.clients.Hook;
import io.flushpoint.benchmarks.clients.Natives;
import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Target;
import java.util.List;

/** Vert.x: the future of {@code end()} is that of the last write. */
public final class VertxFactory implements ClientFactory {
    @Override
    public String name() {
        return "vertx";
    }

    @Override
    public List<Hook> hooks() {
        return List.of(Hook.written("end() future"));
    }

    @Override
    public boolean pipelines() {
        return true;
    }

    @Override
    public int loadNatives(Target target) {
        return Natives.load(target.epoll(), false);
    }

    @Override
    public boolean speaksHttp2(boolean secure) {
        return true;
    }

    @Override
    public OpenClient open(Target target, Hook hook) throws Exception {
        return new VertxClient(target);
    }
}
