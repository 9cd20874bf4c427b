package io.flushpoint.documentation;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
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
                delivery.news().thenAccept(news -> System.out.println("later: " + news.kind() + ", " + news.status()));
                Receipt receipt = delivery.await(DeliveryLevel.WRITTEN, Duration.ofSeconds(1)); // not for the answer
                long millis = receipt.timings().writtenNanos() / 1_000_000;
                System.out.println(receipt.level() + " after " + millis + " ms, " + receipt.bytes() + " bytes");
            }
        } // gives what is still unanswered two seconds, then closes
        // end
    }
}
