package io.flushpoint.benchmarks.clients;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import java.net.URI;

/** A sender with an event-loop thread of its own. */
record DedicatedClient(HttpSender sender, SendRequest request, DeliveryLevel level) implements OpenClient {
    @Override
    public void post(Witness witness) {
        sender.send(request, level, new LevelWitness(witness));
    }

    @Override
    public OpenClient toward(URI uri) {
        return new DedicatedClient(sender, FlushpointFactory.request(uri, request.body()), level);
    }

    @Override
    public void close() {
        sender.close();
    }
}
