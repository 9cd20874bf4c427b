package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.SenderMetrics;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.CapturedLog;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a listener, the metrics and the log tell, and what they keep to themselves. */
class ObservabilityTest extends OverSetups {
    private static final String SECRET = "s3cr3t";

    @Test
    void theListenerIsToldTheLifeOfAConnectionInOrder() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        SendRequest request = SendRequest.post(server.uri("/")).text("x");
        deliverAndSettle(client, request);
        deliverAndSettle(client, request);

        client.sender().close();

        assertThat(client.events().lines())
                .containsExactly(
                        "opened 1",
                        "reached ANSWERED on 1",
                        "news ANSWERED",
                        "reused 1",
                        "reached ANSWERED on 1",
                        "news ANSWERED",
                        "retired 1 SENDER_CLOSED");
    }

    @Test
    void theListenerIsToldAGoalThatComesBeforeTheNewsFirst() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();

        client.report(client.send(SendRequest.get(server.uri("/")), WRITTEN));

        client.awaitEvent("news ANSWERED");
        assertThat(client.events().lines()).containsExactly("opened 1", "reached WRITTEN on 1", "news ANSWERED");
    }

    @Test
    void theListenerIsToldARepeatedSend() {
        ScriptedServer server =
                serve(Script.answering(200).at(At.afterBodyBytes(1_000).onConnection(1), Effects.closeRst()));
        Client client = client();

        deliverAndSettle(
                client,
                SendRequest.put(server.uri("/"))
                        .body(Body.of(new byte[16 << 20]))
                        .replayable());

        assertThat(client.events().lines())
                .containsSubsequence("opened 1", "retried CONNECTION_LOST", "opened 2", "reached ANSWERED on 2")
                .contains("retired 1 PEER_CLOSED")
                .doesNotContain("reused 2");
    }

    @Test
    void theListenerIsToldEndpointAndRequest() {
        ScriptedServer server = serve(Script.answering(200));
        List<Object> told = new CopyOnWriteArrayList<>();
        Client client = client(options -> options.listener(new SenderListener() {
            @Override
            public void onConnectionOpened(String endpoint, long connection) {
                told.add(endpoint);
            }

            @Override
            public void onSettled(SendRequest request, Receipt receipt, @Nullable SendException failure) {
                told.add(request);
            }
        }));
        SendRequest request = SendRequest.get(server.uri("/a"));

        deliverAndSettle(client, request);

        assertThat(told).containsExactly("http://127.0.0.1:" + server.port(), request);
    }

    @Test
    void aRefusedSendIsToldToTheListener() {
        Client client = client(options -> options.bytesInFlight(1_024));

        client.fail(client.send(SendRequest.post("http://127.0.0.1:9/").body(Body.of(new byte[2_000]))), WRITTEN);

        client.awaitEvent("failed BYTES_IN_FLIGHT_EXCEEDED");
        assertThat(client.events().lines()).containsExactly("failed BYTES_IN_FLIGHT_EXCEEDED");
        assertThat(client.metrics().submitted()).isEqualTo(1);
        assertThat(client.metrics().failed()).isEqualTo(1);
    }

    @Test
    void countersAddUpAndGaugesReturnToZero() {
        ScriptedServer server = serve(Script.answering(200).at(At.AFTER_REQUEST.ofRequest(3), Effects.closeFin()));
        Client client = clientOfOneConnection();
        long bytes = 0;
        for (int i = 0; i < 2; i++) {
            bytes += client.deliver(SendRequest.post(server.uri("/")).text("x"), ANSWERED)
                    .bytes();
        }
        Delivery lost = client.send(SendRequest.post(server.uri("/")).text("x"), WRITTEN);
        bytes += client.reach(lost, WRITTEN).bytes();
        assertThat(client.report(lost).kind()).isEqualTo(DeliveryReport.Kind.LOST);
        Delivery unknown = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        bytes += client.reach(unknown, ANSWERED).bytes();
        client.fail(
                client.send(SendRequest.post(server.uri("/")).body(Body.file(java.nio.file.Path.of("/missing")))),
                WRITTEN);
        client.until("an idle connection", () -> client.metrics().connectionsIdle() == 1);

        SenderMetrics metrics = client.metrics();

        assertThat(metrics)
                .extracting(
                        SenderMetrics::queued,
                        SenderMetrics::writing,
                        SenderMetrics::awaitingAnswer,
                        SenderMetrics::bytesInFlight,
                        SenderMetrics::connectionsOpening,
                        SenderMetrics::connectionsIdle,
                        SenderMetrics::connectionsBusy,
                        SenderMetrics::connectionsClosing,
                        SenderMetrics::submitted,
                        SenderMetrics::reached,
                        SenderMetrics::failed,
                        SenderMetrics::retried,
                        SenderMetrics::answered,
                        SenderMetrics::lost,
                        SenderMetrics::unknown,
                        SenderMetrics::connectionsOpened,
                        SenderMetrics::connectionsReused,
                        SenderMetrics::connectionsRetired,
                        SenderMetrics::bytesWritten)
                .containsExactly(0L, 0L, 0L, 0L, 0L, 1L, 0L, 0L, 5L, 4L, 1L, 0L, 3L, 1L, 0L, 2L, 3L, 1L, bytes);
    }

    @Test
    void gaugesTellWhatIsUnderWay() {
        ScriptedServer server = serve(Script.silent());
        Client client = clientOfOneConnection();
        client.deliver(SendRequest.get(server.uri("/")), WRITTEN);
        client.send(SendRequest.post(server.uri("/")).body(Body.of(new byte[500])));

        client.until("one behind the other", () -> client.metrics().queued() == 1);

        SenderMetrics metrics = client.metrics();
        assertThat(metrics.awaitingAnswer()).isEqualTo(1);
        assertThat(metrics.connectionsBusy()).isEqualTo(1);
        assertThat(metrics.bytesInFlight()).isEqualTo(500);
        assertThat(metrics.writing()).isZero();
        assertThat(metrics.connectionsIdle()).isZero();
    }

    // ---- secrets ----

    @Test
    @Proves("toString/log/exception-message leak")
    void neitherLogNorMessagesNorToStringHoldAnythingOfARequestButWhereItGoes() {
        List<String> told = new CopyOnWriteArrayList<>();
        try (CapturedLog log = CapturedLog.start(Level.ALL)) {
            ScriptedServer server = serve(Script.answering(
                            Response.of(200).header("Set-Cookie", SECRET).body(SECRET.repeat(100)))
                    .at(At.AFTER_REQUEST.onConnection(2), Effects.raw(SECRET + " garbage\r\n\r\n"))
                    .at(At.AFTER_REQUEST.onConnection(3), Effects.closeRst())
                    .at(
                            At.AFTER_REQUEST.onConnection(4),
                            Effects.raw("HTTP/1.1 200 " + SECRET + "\r\nX: " + SECRET + "\r\nContent-Length: x" + SECRET
                                    + "\r\n\r\n"))
                    .at(
                            At.AFTER_REQUEST.onConnection(5),
                            Effects.raw("HTTP/2.0 200 " + SECRET + "\r\nX: " + SECRET + "\r\n\r\n")));
            Client client = client(options -> options.listener(new Telling(told)));
            for (int i = 0; i < 6; i++) {
                SendRequest request = secretive(server);
                Delivery delivery = client.send(request, ANSWERED);
                client.until(
                        "the outcome",
                        () -> delivery.reached(ANSWERED).toCompletableFuture().isDone());
                tell(told, delivery);
                client.sender().renew();
            }
            tell(told, client.send(secretive(server).body(Body.file(java.nio.file.Path.of("/missing")))));
            tell(
                    told,
                    client.send(secretive(server)
                            .body(Body.stream(Publishers.failing(
                                    SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                    new IllegalStateException("boom"))))));
            client.close();
            told.add(client.sender().toString());
            tell(told, client.send(secretive(server)));
            assertThat(log.lines()).isNotEmpty();
            told.addAll(log.lines());
        }

        assertThat(told).isNotEmpty().noneMatch(text -> text.contains(SECRET));
    }

    private static SendRequest secretive(ScriptedServer server) {
        return SendRequest.post(server.uri("/" + SECRET + "?token=" + SECRET))
                .header("Authorization", "Bearer " + SECRET)
                .header("X-" + SECRET, "x")
                .text(SECRET);
    }

    private static void tell(List<String> told, Delivery delivery) {
        told.add(delivery.toString());
        told.add(delivery.request().toString());
        told.add(delivery.receipt().toString());
        delivery.reached(ANSWERED).exceptionally(failure -> {
            told.add(CapturedLog.stackTrace(failure));
            return delivery.receipt();
        });
    }

    private static void deliverAndSettle(Client client, SendRequest request) {
        int before = client.events().lines("reached").size();
        client.deliver(request, ANSWERED);
        client.until(
                "the listener's turn", () -> client.events().lines("reached").size() == before + 1);
        client.until("an idle connection", () -> client.metrics().connectionsIdle() == 1);
    }

    /** Writes down the strings that a listener gets to see. */
    private record Telling(List<String> told) implements SenderListener {
        @Override
        public void onSettled(SendRequest request, Receipt receipt, @Nullable SendException failure) {
            told.add(request + " " + receipt);
            if (failure != null) {
                told.add(CapturedLog.stackTrace(failure));
            }
        }

        @Override
        public void onReport(SendRequest request, DeliveryReport report) {
            told.add(report.toString());
            throw new IllegalStateException("so that it is logged");
        }

        @Override
        public void onRetried(SendRequest request, Failure cause) {
            told.add(cause.toString());
        }
    }
}
