package io.flushpoint.benchmarks.peers;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;

/** A sender with an event-loop thread of its own. */
record DedicatedClient(HttpSender sender, SendRequest request, DeliveryLevel level) implements PeerClient {
    @Override
    public void post(Witness witness) {
        sender.send(request, level, new LevelWitness(witness));
    }

    @Override
    public void close() {
        sender.close();
    }
}
