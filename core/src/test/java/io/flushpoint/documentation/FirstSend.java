package io.flushpoint.documentation;

import io.flushpoint.Delivery;
import io.flushpoint.HttpSender;
import io.flushpoint.Receipt;
import io.flushpoint.SendRequest;
import java.net.URI;
import java.time.Duration;

/** What the README begins with. {@link FirstSendTest} runs it, and compares what it prints with the page. */
final class FirstSend {
    private FirstSend() {}

    /** With the URL of a service that is slow to answer, three sends and what became of them. */
    public static void main(String[] arguments) throws Exception {
        run(URI.create(arguments[0]));
    }

    static void run(URI uri) throws Exception {
        // snippet:first-send
        try (HttpSender sender = HttpSender.create()) { // one, for as long as the program sends
            for (int i = 1; i <= 3; i++) {
                SendRequest counters = SendRequest.post(uri).json("{\"orders\":" + i + "}");
                Delivery delivery = sender.send(counters); // returns at once
                delivery.report()
                        .thenAccept(late -> System.out.println("later: " + late.kind() + ", " + late.status()));
                Receipt receipt = delivery.await(Duration.ofSeconds(1)); // until it is written, not for the answer
                long millis = receipt.timings().written().orElseThrow().toMillis();
                System.out.println("WRITTEN after " + millis + " ms, " + receipt.bytes() + " bytes");
            }
        } // gives what is still unanswered two seconds, then closes
        // end
    }
}
