package io.flushpoint.benchmarks.clients.others;

import io.flushpoint.benchmarks.clients.Hook;
import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Target;
import java.util.List;

/** AWS CRT: no truthful hook, so by its response; and the future of a manual write. */
public final class AwsCrtFactory implements ClientFactory {
    private static final Hook WRITE_DATA = Hook.written("writeData future");

    @Override
    public String name() {
        return "aws-crt";
    }

    @Override
    public List<Hook> hooks() {
        return List.of(Hook.answered(), WRITE_DATA);
    }

    @Override
    public OpenClient open(Target target, Hook hook) throws Exception {
        return new AwsCrtClient(target, hook.equals(WRITE_DATA));
    }
}
