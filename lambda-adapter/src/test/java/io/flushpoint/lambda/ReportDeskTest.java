package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many delivery reports may wait. */
@Timeout(60)
class ReportDeskTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LARGE = ReportDesk.CAPACITY_BYTES / 2 + 1;

    private final List<InvocationReport> late = new ArrayList<>();
    private final LambdaOptions options = LambdaOptions.defaults()
            .level(DeliveryLevel.WRITTEN)
            .longestWait(PATIENCE)
            .onReport(late::add);

    @Test
    void newsBeyondTheBoundOnBytesIsToldWithoutItsBody() {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = LambdaSender.warm(
                        options, Map.of(), LambdaClocks.SYSTEM, server.uri("/").toString())) {
            SendRequest large = sender.post("/large").body(new byte[LARGE], "application/octet-stream");
            Invocation invocation = sender.begin(new FakeContext("first", PATIENCE));
            for (int answered = 1; answered <= 2; answered++) {
                long expected = answered;
                invocation.send(large);
                Await.until(() -> sender.reportCounts().answered() == expected, PATIENCE);
            }

            invocation.close();

            assertThat(late)
                    .extracting(report -> report.request().body().toString())
                    .containsExactly(LARGE + " bytes in memory", LARGE + " bytes, let go");
            assertThat(sender.reportCounts().dropped()).isZero();

            try (Invocation next = sender.begin(new FakeContext("second", PATIENCE))) {
                next.send(large);
                Await.until(() -> sender.reportCounts().answered() == 3, PATIENCE);
            }
            assertThat(late.get(2).request().body().toString())
                    .as("what was told makes room")
                    .isEqualTo(LARGE + " bytes in memory");
        }
    }

    @Test
    void aSendThatFailsMakesRoom() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200));
                LambdaSender sender = LambdaSender.warm(
                        options, Map.of(), LambdaClocks.SYSTEM, server.uri("/").toString())) {
            int closedPort = freePort();
            SendRequest large = sender.post("/large").body(new byte[LARGE], "application/octet-stream");
            SendRequest refused =
                    SendRequest.post("http://127.0.0.1:" + closedPort + "/").body(large.body());
            try (Invocation invocation = sender.begin(new FakeContext("first", PATIENCE))) {
                invocation
                        .send(refused)
                        .reached(DeliveryLevel.WRITTEN)
                        .handle((receipt, failure) -> failure)
                        .toCompletableFuture()
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                invocation.send(sender.post("/"));
                Await.until(() -> sender.reportCounts().answered() == 1, PATIENCE); // the loop has told of the failure
                invocation.send(large);
                Await.until(() -> sender.reportCounts().answered() == 2, PATIENCE);
            }

            assertThat(late)
                    .extracting(report -> report.request().body().toString())
                    .containsExactly("empty", LARGE + " bytes in memory");
        }
    }

    @Test
    void anInvocationKeepsNoBodyOfWhatHasReachedItsLevel() {
        try (ScriptedServer server = ScriptedServer.start(Script.silent());
                LambdaSender sender = LambdaSender.warm(
                        options, Map.of(), LambdaClocks.SYSTEM, server.uri("/").toString());
                Invocation invocation = sender.begin(new FakeContext("first", PATIENCE))) {
            Delivery first = invocation.send(sender.post("/1").body(new byte[LARGE], "application/octet-stream"));
            Await.until(() -> first.receipt().level().equals(Optional.of(DeliveryLevel.WRITTEN)), PATIENCE);

            WeakReference<byte[]> second = sendAnother(invocation, sender);

            Await.until(() -> isCollected(second), PATIENCE);
        }
    }

    private static WeakReference<byte[]> sendAnother(Invocation invocation, LambdaSender sender) {
        byte[] bytes = new byte[LARGE]; // for which the desk has no room
        Delivery delivery = invocation.send(sender.post("/2").body(Body.of(ByteBuffer.wrap(bytes))));
        Await.until(() -> delivery.receipt().level().equals(Optional.of(DeliveryLevel.WRITTEN)), PATIENCE);
        return new WeakReference<>(bytes);
    }

    private static boolean isCollected(WeakReference<?> reference) {
        System.gc();
        return reference.get() == null;
    }

    private static int freePort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            return taken.getLocalPort();
        }
    }
}
