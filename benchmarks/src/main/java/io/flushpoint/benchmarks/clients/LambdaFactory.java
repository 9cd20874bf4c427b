package io.flushpoint.benchmarks.clients;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.lambda.LambdaOptions;
import io.flushpoint.lambda.LambdaSender;
import java.util.List;
import java.util.stream.Stream;

/** Flushpoint in Lambda: warmed by its adapter, and each post an invocation of its own, which ends at the level. */
final class LambdaFactory implements ClientFactory {
    @Override
    public String name() {
        return "flushpoint-lambda";
    }

    @Override
    public List<Hook> hooks() {
        return Stream.of(DeliveryLevel.WRITTEN, DeliveryLevel.SENT, DeliveryLevel.ACKNOWLEDGED)
                .map(level -> Hook.written(level.name()))
                .toList();
    }

    @Override
    public boolean warms() {
        return true;
    }

    @Override
    public boolean speaksHttp2(boolean secure) {
        return true;
    }

    @Override
    public int loadNatives(Target target) {
        return Natives.load(target.epoll(), target.secure());
    }

    @Override
    public OpenClient open(Target target, Hook hook) throws Exception {
        LambdaOptions options = LambdaOptions.defaults()
                .sender(FlushpointFactory.options(target))
                .level(DeliveryLevel.valueOf(hook.name()))
                .onReport(late -> {}); // the witness is told by the delivery; else it would be logged
        return new LambdaClient(LambdaSender.warm(options, target.uri().toString()), target);
    }
}
