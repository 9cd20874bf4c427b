package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much late news may wait. */
@Timeout(60)
class LateNewsDeskTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LARGE = LateNewsDesk.CAPACITY_BYTES / 2 + 1;

    private final List<Late> late = new ArrayList<>();
    private final LambdaOptions options = LambdaOptions.defaults()
            .level(DeliveryLevel.WRITTEN)
            .longestWait(PATIENCE)
            .lateNews(late::add);

    @Test
    void bodiesThatWaitForTheNextInvocationAreBoundedByTheirBytes() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = LambdaSender.warm(
                        options, Map.of(), Clocks.SYSTEM, server.uri("/").toString())) {
            SendRequest large = sender.post("/large").body(new byte[LARGE], "application/octet-stream");
            Invocation invocation = sender.begin(new FakeContext("first", PATIENCE));
            for (int answered = 1; answered <= 2; answered++) {
                long expected = answered;
                invocation.send(large);
                Await.until(() -> sender.lateCounts().answered() == expected, PATIENCE);
            }

            invocation.close();

            assertThat(late).hasSize(1);
            assertThat(sender.lateCounts().dropped()).isEqualTo(1);

            try (Invocation next = sender.begin(new FakeContext("second", PATIENCE))) {
                next.send(large);
                Await.until(() -> sender.lateCounts().answered() == 3, PATIENCE);
            }
            assertThat(late).as("what was told makes room").hasSize(2);
            assertThat(sender.lateCounts().dropped()).isEqualTo(1);
        }
    }
}
