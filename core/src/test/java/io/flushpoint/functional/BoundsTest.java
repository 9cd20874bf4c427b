package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.SENT;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static io.flushpoint.WireState.FULLY_WRITTEN;
import static io.flushpoint.WireState.NOTHING_WRITTEN;
import static io.flushpoint.WireState.PARTLY_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.Body;
import io.flushpoint.Bound;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing grows without bound, and no send takes longer than it may. */
class BoundsTest extends OverSetups {
    private static final Duration SHORT = Duration.ofMillis(120);
    private static final Body LARGE = Body.of(new byte[16 << 20]);

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    @Proves("pool-limits")
    void thereAreNeverMoreConnectionsThanTheBound(int bound) {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ScriptedServer server = serve(Script.answering(exchange -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Effects.pause(Duration.ofMillis(1)).apply(exchange);
            now.decrementAndGet();
            Effects.respond(200).apply(exchange);
        }));
        Client client = client(options -> options.connectionsPerEndpoint(bound));

        List<Delivery> deliveries = sendMany(client, server, 60);

        deliveries.forEach(delivery -> client.reach(delivery, ANSWERED));
        assertThat(server.connections()).hasSize(bound);
        assertThat(most.get()).isLessThanOrEqualTo(bound);
    }

    @Test
    @Proves("pool-limits")
    void sendsAreServedInTheirOrder() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = clientOfOneConnection();

        List<Delivery> deliveries = IntStream.range(0, 50)
                .mapToObj(i -> client.send(SendRequest.get(server.uri("/" + i)), ANSWERED))
                .toList();
        deliveries.forEach(delivery -> client.reach(delivery, ANSWERED));

        assertThat(server.requests())
                .extracting(request -> request.target())
                .containsExactlyElementsOf(
                        IntStream.range(0, 50).mapToObj(i -> "/" + i).toList());
    }

    @Test
    @Proves("pool-limits")
    void aFullQueueRefusesAndRecovers() {
        ScriptedServer server = serve(Script.silent().at(At.AFTER_REQUEST, Effects.stall(), Effects.respond(200)));
        Client client = client(options -> options.connectionsPerEndpoint(1).queuedSends(2));
        Delivery first = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        client.reach(first, WRITTEN);
        Delivery second = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        Delivery third = client.send(SendRequest.get(server.uri("/")), ANSWERED);

        Delivery tooMany = client.send(SendRequest.get(server.uri("/")));

        Failures.expect(client.fail(tooMany, WRITTEN), Failure.QUEUE_FULL, Phase.QUEUE, NOTHING_WRITTEN);
        assertThat(client.metrics().queued()).isEqualTo(2);
        IntStream.range(0, 4).forEach(i -> server.connection(1).resume());
        List.of(first, second, third).forEach(delivery -> client.reach(delivery, ANSWERED));
        client.deliver(SendRequest.get(server.uri("/")), ANSWERED);
    }

    @Test
    void anEndpointThatDoesNotAnswerLeavesRoomInTheQueueForTheOthers() {
        ScriptedServer dead = serve(Script.silent());
        ScriptedServer healthy = serve(Script.answering(200));
        Client client = client(
                options -> options.connectionsPerEndpoint(1).queuedSends(4).queuedSendsPerEndpoint(2));
        client.deliver(SendRequest.get(dead.uri("/")), WRITTEN);
        client.send(SendRequest.get(dead.uri("/")));
        client.send(SendRequest.get(dead.uri("/")));

        Delivery tooMany = client.send(SendRequest.get(dead.uri("/")));

        assertThat(client.fail(tooMany, WRITTEN))
                .hasMessageContaining("QUEUED_SENDS_PER_ENDPOINT")
                .extracting(SendException::failure)
                .isEqualTo(Failure.QUEUE_FULL);
        client.deliver(SendRequest.get(healthy.uri("/")), ANSWERED);
        assertThat(client.metrics().queued()).isEqualTo(2);
    }

    @Test
    void anEndpointThatDoesNotAnswerLeavesBytesInFlightForTheOthers() {
        ScriptedServer dead = serve(Script.silent());
        ScriptedServer healthy = serve(Script.answering(200));
        Client client = client(options ->
                options.connectionsPerEndpoint(1).bytesInFlight(10_000).bytesInFlightPerEndpoint(6_000));
        client.deliver(SendRequest.get(dead.uri("/")), WRITTEN);
        client.send(SendRequest.post(dead.uri("/")).body(Body.of(new byte[6_000])));

        Delivery tooMuch = client.send(SendRequest.post(dead.uri("/")).body(Body.of(new byte[1])));

        assertThat(client.fail(tooMuch, WRITTEN))
                .hasMessageContaining("BYTES_IN_FLIGHT_PER_ENDPOINT")
                .extracting(SendException::failure)
                .isEqualTo(Failure.BYTES_IN_FLIGHT_EXCEEDED);
        client.deliver(SendRequest.post(healthy.uri("/")).body(Body.of(new byte[4_000])), ANSWERED);
        assertThat(client.metrics().bytesInFlight()).isEqualTo(6_000);
    }

    @Test
    @Proves("direct-memory-cap")
    void bytesInFlightAreCountedUntilWritten() {
        ScriptedServer server = serve(Script.silent());
        Client client = client(options -> options.connectionsPerEndpoint(1).bytesInFlight(10_000));
        client.deliver(SendRequest.get(server.uri("/")), WRITTEN);
        Delivery waiting = client.send(SendRequest.post(server.uri("/")).body(Body.of(new byte[6_000])));
        assertThat(client.metrics().bytesInFlight()).isEqualTo(6_000);

        Delivery tooMuch = client.send(SendRequest.post(server.uri("/")).body(Body.of(new byte[4_001])));
        Delivery justEnough = client.send(SendRequest.post(server.uri("/")).body(Body.of(new byte[4_000])));

        Failures.expect(client.fail(tooMuch, WRITTEN), Failure.BYTES_IN_FLIGHT_EXCEEDED, Phase.QUEUE, NOTHING_WRITTEN);
        assertThat(client.metrics().bytesInFlight()).isEqualTo(10_000);
        waiting.cancel();
        justEnough.cancel();
        client.fail(waiting, WRITTEN);
        client.fail(justEnough, WRITTEN);
        client.until("release", () -> client.metrics().bytesInFlight() == 0);
    }

    @Test
    void bytesAreReleasedWhenTheyAreWrittenThoughNobodyAnswers() {
        ScriptedServer server = serve(Script.silent());
        Client client = client(options -> options.bytesInFlight(10_000));

        for (int i = 0; i < 5; i++) {
            client.deliver(SendRequest.post(server.uri("/")).body(Body.of(new byte[10_000])), WRITTEN);
        }

        assertThat(client.metrics().bytesInFlight()).isZero();
        assertThat(client.metrics().awaitingAnswer()).isEqualTo(5);
    }

    // ---- the deadline of a send, phase by phase ----

    @Test
    @Proves("pool-limits")
    void theDeadlineHoldsInTheQueue() {
        ScriptedServer server = serve(Script.silent());
        Client client = clientOfOneConnection();
        client.deliver(SendRequest.get(server.uri("/")), WRITTEN);

        Delivery delivery = client.send(SendRequest.get(server.uri("/")).timeout(SHORT));

        Failures.expect(client.fail(delivery, WRITTEN), Failure.DEADLINE_EXCEEDED, Phase.QUEUE, NOTHING_WRITTEN);
        assertThat(client.metrics().queued()).isZero();
    }

    @Test
    @Proves("dns-slow-5s")
    void theDeadlineHoldsWhileTheHostIsLookedUp() {
        CountDownLatch release = new CountDownLatch(1);
        Client client = client(options -> options.resolver(host -> {
            awaitUninterrupted(release);
            return List.of(InetAddress.getLoopbackAddress());
        }));

        Delivery delivery = client.send(SendRequest.get("http://slow.test:9/").timeout(SHORT));

        Failures.expect(client.fail(delivery, WRITTEN), Failure.DEADLINE_EXCEEDED, Phase.RESOLVE, NOTHING_WRITTEN);
        release.countDown();
    }

    @Test
    void theDeadlineHoldsWhileConnecting() throws IOException {
        ScriptedServer server = serveNobody();
        Client client = client();

        Delivery delivery = client.send(SendRequest.get(server.uri("/")).timeout(SHORT));

        Failures.expect(client.fail(delivery, WRITTEN), Failure.DEADLINE_EXCEEDED, Phase.CONNECT, NOTHING_WRITTEN);
    }

    @Test
    void theDeadlineHoldsInTheHandshake() {
        ScriptedServer server = serve(Script.neverReading());
        Client client = client(options -> options.tls(TlsOptions.defaults().provider(TlsOptions.Provider.JDK)));

        Delivery delivery = client.send(
                SendRequest.get("https://127.0.0.1:" + server.port() + "/").timeout(Duration.ofMillis(300)));

        Failures.expect(client.fail(delivery, WRITTEN), Failure.DEADLINE_EXCEEDED, Phase.TLS, NOTHING_WRITTEN);
    }

    @Test
    void theDeadlineHoldsWhileWriting() {
        ScriptedServer server = serve(Script.neverReading());
        Client client = client();

        Delivery delivery =
                client.send(SendRequest.post(server.uri("/")).body(LARGE).timeout(SHORT));

        Failures.expect(client.fail(delivery, WRITTEN), Failure.DEADLINE_EXCEEDED, Phase.WRITE, PARTLY_WRITTEN);
        client.awaitEvent("retired 1 REQUEST_UNFINISHED");
    }

    @Test
    void theDeadlineHoldsWhileBytesAreStillOnThisMachineAndLeavesTheConnection() {
        assumeTrue(setup.isEpoll(), "only epoll reads tcp_info");
        ScriptedServer server =
                serve(Script.neverReading(), ServerOptions.defaults().receiveBuffer(4_096));
        Client client = client();

        Delivery delivery = client.send(
                SendRequest.post(server.uri("/"))
                        .body(Body.of(new byte[14_000]))
                        .timeout(Duration.ofMillis(200)),
                SENT);

        assertThat(client.reach(delivery, WRITTEN).level()).hasValue(WRITTEN);
        Failures.expect(client.fail(delivery, SENT), Failure.DEADLINE_EXCEEDED, Phase.SEND, FULLY_WRITTEN);
        assertThat(client.hasNews(delivery)).as("the answer may still come").isFalse();
        assertThat(client.metrics().connectionsBusy()).isEqualTo(1);
    }

    @Test
    void theDeadlineOfAnAnswerRetiresTheConnectionAndTellsTheNews() {
        ScriptedServer server = serve(Script.silent());
        Client client = client();

        Delivery delivery = client.send(SendRequest.get(server.uri("/")).timeout(SHORT), ANSWERED);

        Failures.expect(client.fail(delivery, ANSWERED), Failure.DEADLINE_EXCEEDED, Phase.ANSWER, FULLY_WRITTEN);
        DeliveryReport report = client.report(delivery);
        assertThat(report.kind()).isEqualTo(DeliveryReport.Kind.UNKNOWN);
        assertThat(report.failure()).hasValue(Failure.DEADLINE_EXCEEDED);
        client.awaitEvent("retired 1 ANSWER_TIMEOUT");
    }

    @Test
    void theDeadlineEndsWithTheGoal() {
        ScriptedServer server = serve(Script.thinking(Duration.ofMillis(200), 200));
        Client client = client();

        Delivery delivery = client.send(SendRequest.get(server.uri("/")).timeout(SHORT));

        assertThat(client.reach(delivery, ANSWERED).status())
                .as("an answer after the deadline of a goal that was reached")
                .hasValue(200);
    }

    @Test
    void aRequestsTimeoutTakesThePlaceOfTheSendersDeadline() {
        ScriptedServer server = serve(Script.thinking(Duration.ofMillis(250), 200));
        Client client = client(options -> options.sendDeadline(Duration.ofMillis(100)));

        Delivery byDefault = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        Delivery patient = client.send(SendRequest.get(server.uri("/")).timeout(Duration.ofSeconds(3)), ANSWERED);

        assertThat(client.fail(byDefault, ANSWERED).failure()).isEqualTo(Failure.DEADLINE_EXCEEDED);
        assertThat(client.reach(patient, ANSWERED).status()).hasValue(200);
    }

    @Test
    void theLongestTimeoutIsNoShortOne() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client(options -> allAtTheirLargest(options));

        assertThat(client.deliver(
                                SendRequest.get(server.uri("/")).timeout(Duration.ofMillis(Bound.SEND_DEADLINE.max())),
                                ANSWERED)
                        .status())
                .hasValue(200);
    }

    private static SenderOptions allAtTheirLargest(SenderOptions options) {
        SenderOptions changed = options;
        for (Bound bound : Bound.values()) {
            if (bound.unit() == Bound.Unit.MILLISECONDS) {
                changed = changed.bound(bound, Long.toString(bound.max()));
            }
        }
        return changed;
    }

    @Test
    void anAnswersDeadlineRunsFromTheLastByte() {
        ScriptedServer server = serve(Script.silent());
        Client client = client(options -> options.answerDeadline(Duration.ofMillis(100)));

        Delivery delivery = client.send(SendRequest.get(server.uri("/")), WRITTEN);

        SendException failure = client.fail(delivery, ANSWERED);
        Failures.expect(failure, Failure.ANSWER_TIMEOUT, Phase.ANSWER, FULLY_WRITTEN);
        assertThat(client.report(delivery).kind()).isEqualTo(DeliveryReport.Kind.UNKNOWN);
        client.awaitEvent("retired 1 ANSWER_TIMEOUT");
    }

    private static List<Delivery> sendMany(Client client, ScriptedServer server, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> client.send(SendRequest.get(server.uri("/" + i)), ANSWERED))
                .toList();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
