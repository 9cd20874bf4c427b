package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.AnswerExcerpt;
import io.flushpoint.Delivery;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.PushgatewayServer;
import io.flushpoint.testkit.RequiresServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters that are pushed before a function returns, and what their collector has of them. */
@RequiresServers
class PushgatewayTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int FUNCTIONS = 100;

    @TempDir
    private Path directory;

    @Test
    void everyCounterThatWasPushedIsThereWithItsValue() throws Exception {
        try (PushgatewayServer gateway = PushgatewayServer.start(directory);
                HttpSender sender = HttpSender.create()) {
            List<Delivery> deliveries = new ArrayList<>();
            Map<String, Double> pushed = new TreeMap<>();
            for (int n = 1; n <= FUNCTIONS; n++) {
                SendRequest push = push(gateway, n, "# TYPE orders_total counter\norders_total " + n * n + "\n");
                deliveries.add(sender.send(n % 2 == 0 ? push.gzip() : push, WRITTEN));
                pushed.put("{instance=\"" + n + "\",job=\"orders\"}", (double) n * n);
            }
            for (Delivery delivery : deliveries) {
                assertThat(delivery.await(ANSWERED, SOON).status()).hasValue(200);
            }

            assertThat(gateway.values("orders_total")).isEqualTo(pushed);
        }
    }

    @Test
    void whatItDoesNotUnderstandIsToldByItsStatusAndInItsWords() throws Exception {
        try (PushgatewayServer gateway = PushgatewayServer.start(directory);
                HttpSender sender = HttpSender.create()) {
            Delivery delivery =
                    sender.send(push(gateway, 1, "orders_total many\n").keepErrorContent(1_024), ANSWERED);

            assertThat(delivery.await(SOON).status()).hasValue(400);
            AnswerExcerpt excerpt = delivery.excerpt().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(new String(excerpt.content(), UTF_8)).contains("text format parsing error");
            assertThat(gateway.values("orders_total")).isEmpty();
        }
    }

    private static SendRequest push(PushgatewayServer gateway, int instance, String counters) {
        return SendRequest.post("http://127.0.0.1:" + gateway.port() + "/metrics/job/orders/instance/" + instance)
                .text(counters);
    }
}
