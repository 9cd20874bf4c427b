package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static io.flushpoint.WireState.FULLY_WRITTEN;
import static io.flushpoint.WireState.NOTHING_WRITTEN;
import static io.flushpoint.WireState.PARTLY_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.ConnectionEnd;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Giving a send up, at each stage of its way. */
class CancelTest extends OverSetups {
    private static final Body LARGE = Body.of(new byte[16 << 20]);

    @Test
    @Proves("cancel-before-write")
    void whileQueuedItIsClean() {
        ScriptedServer server = serve(Script.silent().at(At.AFTER_REQUEST, Effects.stall(), Effects.respond(200)));
        Client client = clientOfOneConnection();
        Delivery first = client.send(SendRequest.get(server.uri("/1")), ANSWERED);
        client.reach(first, WRITTEN);
        Delivery queued = client.send(SendRequest.get(server.uri("/2")));
        Delivery behind = client.send(SendRequest.get(server.uri("/3")), ANSWERED);

        queued.cancel();

        SendException failure = client.fail(queued, WRITTEN);
        Failures.expect(failure, Failure.CANCELLED, Phase.QUEUE, NOTHING_WRITTEN);
        assertThat(failure.receipt().attempts()).isZero();
        server.connection(1).resume();
        server.connection(1).resume();
        client.reach(first, ANSWERED);
        assertThat(client.reach(behind, ANSWERED).connection()).hasValue(1);
        assertThat(server.requests()).extracting(RecordedRequest::target).containsExactly("/1", "/3");
        assertThat(client.hasNews(queued)).isFalse();
    }

    @Test
    @Proves("cancel-before-write")
    void whileTheHostIsLookedUpItIsClean() {
        CountDownLatch release = new CountDownLatch(1);
        Client client = client(options -> options.resolver(host -> {
            awaitUninterrupted(release);
            return List.of(InetAddress.getLoopbackAddress());
        }));
        Delivery delivery = client.send(SendRequest.get("http://slow.test:9/"));
        client.until("the lookup", () -> client.metrics().connectionsOpening() == 1);
        client.elapse(Duration.ofMillis(5));

        delivery.cancel();

        Failures.expect(client.fail(delivery, WRITTEN), Failure.CANCELLED, Phase.RESOLVE, NOTHING_WRITTEN);
        assertThat(client.metrics().queued()).isZero();
        release.countDown();
    }

    @Test
    @Proves("cancel-mid-write")
    void inTheMiddleOfTheWritingItRetiresTheConnection() {
        ScriptedServer server = serve(
                Script.answering(200).at(At.ON_ACCEPT.onConnection(1), Effects.stall()),
                ServerOptions.defaults().receiveBuffer(16_384));
        Client client = client();
        Delivery delivery = client.send(SendRequest.post(server.uri("/")).body(LARGE));
        client.until("the write to be stuck", () -> client.metrics().writing() == 1);
        client.elapse(Duration.ofMillis(20));

        delivery.cancel();

        Failures.expect(client.fail(delivery, WRITTEN), Failure.CANCELLED, Phase.WRITE, PARTLY_WRITTEN);
        client.awaitEvent("retired 1 CANCELLED");
        assertThat(client.hasNews(delivery)).isFalse();
        assertThat(client.metrics().bytesInFlight()).isZero();
        assertThat(client.deliver(SendRequest.get(server.uri("/")), ANSWERED).connection())
                .hasValue(2);
        server.connection(1).resume();
        server.connection(1).awaitEnd(Client.PATIENCE);
        assertThat(server.requests().stream().filter(RecordedRequest::isComplete))
                .hasSize(1);
    }

    @Test
    void aCancelledStreamCancelsItsPublisher() {
        ScriptedServer server = serve(Script.neverReading());
        Client client = client();
        AtomicBoolean cancelled = new AtomicBoolean();
        Flow.Publisher<ByteBuffer> silent = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                // gives nothing
            }

            @Override
            public void cancel() {
                cancelled.set(true);
            }
        });
        Delivery delivery = client.send(SendRequest.post(server.uri("/")).body(Body.stream(silent)));
        client.until("the writing", () -> client.metrics().writing() == 1);
        client.elapse(Duration.ofMillis(20));

        delivery.cancel();

        assertThat(client.fail(delivery, WRITTEN).failure()).isEqualTo(Failure.CANCELLED);
        client.until("the publisher's cancellation", cancelled::get);
    }

    @Test
    void afterWrittenTheLevelStaysReachedAndTheNewsIsUnknown() {
        ScriptedServer server = serve(Script.silent());
        Client client = client();
        Delivery delivery = client.send(SendRequest.post(server.uri("/")).text("x"));
        Receipt written = client.reach(delivery, WRITTEN);

        delivery.cancel();

        Failures.expect(client.fail(delivery, ANSWERED), Failure.CANCELLED, Phase.ANSWER, FULLY_WRITTEN);
        assertThat(client.reach(delivery, WRITTEN)).isEqualTo(written);
        DeliveryReport report = client.report(delivery);
        assertThat(report.kind()).isEqualTo(DeliveryReport.Kind.UNKNOWN);
        assertThat(report.failure()).hasValue(Failure.CANCELLED);
        client.awaitEvent("retired 1 CANCELLED");
        assertThat(server.connection(1).awaitEnd(Client.PATIENCE))
                .isIn(ConnectionEnd.CLIENT_FIN, ConnectionEnd.CLIENT_RST);
    }

    @Test
    void afterTheAnswerItDoesNothing() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        Delivery delivery = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        Receipt answered = client.reach(delivery, ANSWERED);
        client.until("an idle connection", () -> client.metrics().connectionsIdle() == 1);

        delivery.cancel();

        assertThat(client.deliver(SendRequest.get(server.uri("/")), ANSWERED).connection())
                .hasValue(1);
        assertThat(client.reach(delivery, ANSWERED)).isEqualTo(answered);
    }

    @Test
    void afterAFailureItDoesNothing() {
        Client client = client(options -> options.bytesInFlight(1_024));
        Delivery delivery = client.send(SendRequest.post("http://127.0.0.1:9/").body(Body.of(new byte[2_000])));

        delivery.cancel();
        delivery.cancel();

        assertThat(client.fail(delivery, WRITTEN).failure()).isEqualTo(Failure.BYTES_IN_FLIGHT_EXCEEDED);
        assertThat(client.metrics().failed()).isEqualTo(1);
    }

    @Test
    void cancelsThatRaceSendsLeaveEachSendWithOneOutcome() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();

        for (int i = 0; i < 200; i++) {
            Delivery delivery =
                    client.send(SendRequest.post(server.uri("/" + i)).text("x"), ANSWERED);
            delivery.cancel();
            client.until(
                    "the outcome",
                    () -> delivery.reached(ANSWERED).toCompletableFuture().isDone());
            if (delivery.reached(WRITTEN).toCompletableFuture().isCompletedExceptionally()) {
                SendException failure = client.fail(delivery, WRITTEN);
                assertThat(failure.failure()).isEqualTo(Failure.CANCELLED);
                assertThat(failure.wireState()).isEqualTo(NOTHING_WRITTEN);
            }
        }

        client.close();
        List<String> targets =
                server.requests().stream().map(RecordedRequest::target).toList();
        assertThat(targets).doesNotHaveDuplicates();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
