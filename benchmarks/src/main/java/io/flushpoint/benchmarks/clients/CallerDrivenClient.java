package io.flushpoint.benchmarks.clients;

import io.flushpoint.CallerDrivenSender;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.SendRequest;
import java.net.URI;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A sender whose event loop runs on the thread that posts and waits. */
record CallerDrivenClient(CallerDrivenSender sender, SendRequest request, DeliveryLevel level) implements OpenClient {
    @Override
    public void post(Witness witness) {
        sender.send(request, level, new LevelWitness(witness));
    }

    @Override
    public void await(BooleanSupplier fact) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!fact.getAsBoolean()) {
            sender.run(Duration.ofNanos(OpenClient.left(end)));
        }
    }

    @Override
    public void pause(long nanos) {
        sender.run(Duration.ofNanos(nanos));
    }

    @Override
    public OpenClient toward(URI uri) {
        return new CallerDrivenClient(sender, FlushpointFactory.request(uri, request.body()), level);
    }

    @Override
    public void close() {
        sender.close();
    }
}
