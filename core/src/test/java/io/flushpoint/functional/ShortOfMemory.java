package io.flushpoint.functional;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.HttpSender;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Main class of a child JVM: sends while no direct memory is left, and after there is some again; says what became of it. */
final class ShortOfMemory {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int BYTES = 2 << 20;

    private final List<ByteBuf> hoard = new ArrayList<>();

    public static void main(String[] arguments) throws Exception {
        new ShortOfMemory().run(URI.create(arguments[0]));
    }

    private void run(URI uri) throws Exception {
        SenderOptions options = SenderOptions.defaults()
                .connectionsPerEndpoint(1)
                .pieceBytes(2 * BYTES) // in one piece
                .sendDeadline(Duration.ofMinutes(1))
                .writeStall(Duration.ofMinutes(1));
        SendRequest large = SendRequest.post(uri).body(Body.of(new byte[BYTES]));
        try (HttpSender sender = HttpSender.create(options)) {
            say("before", sender.send(large));
            takeAll();
            List<Delivery> during = List.of(sender.send(large), sender.send(large), sender.send(large));
            for (Delivery delivery : during) {
                say("during", delivery);
            }
            hoard.forEach(ByteBuf::release);
            say("after", sender.send(large));
            sender.close(Duration.ZERO);
        }
        System.out.println("end");
    }

    private void takeAll() {
        for (int size = 1 << 20; size >= 1 << 10; size /= 2) {
            try {
                while (true) {
                    hoard.add(UnpooledByteBufAllocator.DEFAULT.directBuffer(size));
                }
            } catch (OutOfMemoryError none) {
                // of this size
            }
        }
    }

    private static void say(String when, Delivery delivery) throws InterruptedException {
        String outcome;
        try {
            outcome = "reached " + delivery.await(SOON).level().orElseThrow();
        } catch (SendException e) {
            outcome = "failed " + e.failure() + " " + e.getMessage() + " " + e.getCause();
        } catch (IOException e) {
            outcome = "open";
        }
        System.out.println(when + " " + outcome);
    }
}
