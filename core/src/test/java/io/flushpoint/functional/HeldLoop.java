package io.flushpoint.functional;

import io.flushpoint.CallerDrivenSender;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * An event loop that stands still for a while, so that what arrives meanwhile lies in the kernel together: the loop of a
 * dedicated sender is held by a callback, that of a caller-driven one by nobody who drives it.
 */
final class HeldLoop {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private HeldLoop() {}

    /** What happens while the loop stands still. */
    @FunctionalInterface
    interface Meanwhile {
        void happen() throws Exception;
    }

    /** Has something happen while the one loop of the sender stands still. */
    static void duringStandstill(HttpSender sender, Meanwhile meanwhile) throws Exception {
        HeldLoop loop = new HeldLoop();
        if (!(sender instanceof CallerDrivenSender)) {
            SendRequest refused = SendRequest.get("http://127.0.0.1:1/"); // by the kernel: nobody listens on port 1
            sender.send(refused, DeliveryLevel.WRITTEN, (receipt, failure) -> loop.hold());
            Await.until("the loop stands still", () -> loop.held.getCount() == 0, PATIENCE);
        }
        try {
            meanwhile.happen();
        } finally {
            loop.released.countDown();
        }
    }

    private void hold() {
        held.countDown();
        Await.until("the loop is released", () -> released.getCount() == 0, PATIENCE);
    }
}
