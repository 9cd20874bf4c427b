package io.flushpoint.benchmarks.clients.others;

import io.flushpoint.benchmarks.clients.Hook;
import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Target;
import java.util.List;

/** OkHttp: the event at the end of the body. Posts through its dispatcher, since its blocking call ends with the answer. */
public final class OkHttpFactory implements ClientFactory {
    @Override
    public String name() {
        return "okhttp";
    }

    @Override
    public List<Hook> hooks() {
        return List.of(Hook.written("requestBodyEnd"));
    }

    @Override
    public boolean speaksHttp2(boolean secure) {
        return true;
    }

    @Override
    public OpenClient open(Target target, Hook hook) throws Exception {
        return new OkHttpClient(target);
    }
}
