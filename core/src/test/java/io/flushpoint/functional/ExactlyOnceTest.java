package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static io.flushpoint.WireState.FULLY_WRITTEN;
import static io.flushpoint.WireState.NOTHING_WRITTEN;
import static io.flushpoint.WireState.PARTLY_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.ConnectionEnd;
import io.flushpoint.testkit.Effect;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No send is duplicated, and none gets lost in silence, whenever the connection ends. */
class ExactlyOnceTest extends OverSetups {
    private static final Duration A_MOMENT = Duration.ofMillis(30);
    private static final Body LARGE = Body.of(new byte[16 << 20]);
    private static final int RACES = 300;

    @Test
    void aPostThatIsReadAndNotAnsweredArrivesOnceOnAFreshConnection() {
        ScriptedServer server = serve(Script.closingUnanswered());
        Client client = client();

        Delivery delivery = client.send(SendRequest.post(server.uri("/")).text("once"), ANSWERED);

        assertLostOnce(client, delivery);
        assertThat(server.requests()).hasSize(1).allMatch(RecordedRequest::isComplete);
    }

    @Test
    void aPostThatIsReadAndNotAnsweredArrivesOnceOnAReusedConnection() {
        ScriptedServer server = serve(Script.answering(200).at(At.AFTER_REQUEST.ofRequest(2), Effects.closeFin()));
        Client client = client();
        SendRequest request = SendRequest.post(server.uri("/")).text("once");
        client.deliver(request, ANSWERED);

        Delivery delivery = client.send(request, ANSWERED);

        assertLostOnce(client, delivery);
        assertThat(delivery.receipt().reused()).isTrue();
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void declaringARequestReplayableDoesNotRepeatItOnceItIsWritten() {
        ScriptedServer server = serve(Script.closingUnanswered());
        Client client = client();

        Delivery delivery =
                client.send(SendRequest.post(server.uri("/")).text("once").replayable(), ANSWERED);

        assertLostOnce(client, delivery);
        assertThat(server.requests()).hasSize(1);
    }

    private static void assertLostOnce(Client client, Delivery delivery) {
        Failures.expect(client.fail(delivery, ANSWERED), Failure.CONNECTION_LOST, Phase.ANSWER, FULLY_WRITTEN);
        DeliveryReport report = client.report(delivery);
        assertThat(report.kind()).isEqualTo(DeliveryReport.Kind.LOST);
        assertThat(report.failure()).hasValue(Failure.CONNECTION_LOST);
        assertThat(report.reason().orElseThrow()).contains("closed");
        assertThat(report.status()).isEmpty();
        assertThat(client.reach(delivery, WRITTEN).level()).hasValue(WRITTEN);
        assertThat(delivery.receipt().attempts()).isEqualTo(1);
        client.elapse(A_MOMENT);
    }

    @Test
    @Proves("server-fin-while-idle")
    void aConnectionClosedWhileIdleIsFoundBeforeTheNextSend() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        client.deliver(SendRequest.post(server.uri("/1")).text("x"), ANSWERED);
        closeByServer(server, 1);
        client.awaitEvent("retired 1 PEER_CLOSED");

        Receipt receipt = client.deliver(SendRequest.post(server.uri("/2")).text("x"), ANSWERED);

        assertThat(receipt.connection()).hasValue(2);
        assertThat(receipt.reused()).isFalse();
        assertThat(receipt.attempts()).isEqualTo(1);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aPostOnAConnectionClosedWhileNobodyDroveTheLoopArrivesOnce() {
        assumeTrue(setup.isCallerDriven(), "a dedicated loop looks at its sockets all the time");
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        client.deliver(SendRequest.post(server.uri("/1")).text("x"), ANSWERED);
        client.until("an idle connection", () -> client.metrics().connectionsIdle() == 1);
        closeByServer(server, 1);
        Await.elapse(A_MOMENT); // as a handler that computes, and does not drive the loop

        Receipt receipt = client.deliver(SendRequest.post(server.uri("/2")).text("x"), ANSWERED);

        assertThat(receipt.connection()).hasValue(2);
        assertThat(server.requests()).hasSize(2).allMatch(RecordedRequest::isComplete);
    }

    @Test
    @Proves("server-rst-while-idle")
    void aWriteThatTheKernelRefusesWholeIsRepeatedOnAFreshConnection() {
        assumeTrue(setup.isCallerDriven(), "only who drives the loop can keep it from seeing the reset first");
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        client.deliver(SendRequest.post(server.uri("/1")).text("x"), ANSWERED);
        client.until("an idle connection", () -> client.metrics().connectionsIdle() == 1);
        server.connection(1).closeRst();
        Await.elapse(A_MOMENT); // until it is in our kernel; the loop is not driven meanwhile

        Receipt receipt = client.deliver(SendRequest.post(server.uri("/2")).text("x"), ANSWERED);

        assertThat(receipt.connection()).hasValue(2);
        assertThat(receipt.attempts()).isBetween(1, 2);
        assertThat(server.requests()).hasSize(2).allMatch(RecordedRequest::isComplete);
    }

    @Test
    @Proves("server-fin-races-send")
    void closesThatRaceSendsNeitherDuplicateNorLoseInSilence() throws Exception {
        Random random = new Random(4711);
        Effect closeOrNot = exchange -> {
            int choice;
            synchronized (random) {
                choice = random.nextInt(6);
            }
            switch (choice) {
                case 0 -> exchange.connection().closeFin();
                case 1 -> exchange.connection().closeRst();
                case 2 -> {
                    spin(20_000);
                    exchange.connection().closeFin();
                }
                case 3 -> {
                    spin(60_000);
                    exchange.connection().closeRst();
                }
                default -> {
                    // stays open
                }
            }
        };
        ScriptedServer server = serve(Script.answering(200).at(At.AFTER_RESPONSE, closeOrNot));
        Client client = client();
        List<Delivery> deliveries = new ArrayList<>();

        for (int i = 0; i < RACES; i++) {
            Delivery delivery =
                    client.send(SendRequest.post(server.uri("/" + i)).text("x"), ANSWERED);
            deliveries.add(delivery);
            awaitOutcome(delivery);
        }

        client.close();
        int arrived = 0;
        for (int i = 0; i < RACES; i++) {
            Delivery delivery = deliveries.get(i);
            String target = "/" + i;
            long copies = server.requests().stream()
                    .filter(request -> request.target().equals(target))
                    .count();
            assertThat(copies).as("copies of %s, %s", target, delivery).isLessThanOrEqualTo(1);
            SendException failure = failureOf(delivery);
            if (failure == null) {
                assertThat(copies).as("answered %s", target).isEqualTo(1);
                arrived++;
            } else if (failure.wireState() == NOTHING_WRITTEN) {
                assertThat(copies).as("never written %s", target).isZero();
            } else {
                assertThat(failure.failure()).isEqualTo(Failure.CONNECTION_LOST);
                assertThat(failure.wireState()).isEqualTo(FULLY_WRITTEN);
            }
        }
        assertThat(arrived).isGreaterThan(RACES / 2);
    }

    private static void awaitOutcome(Delivery delivery) throws InterruptedException, IOException {
        try {
            delivery.await(ANSWERED, Client.PATIENCE);
        } catch (SendException e) {
            // looked at when all are done
        }
    }

    private static @org.jspecify.annotations.Nullable SendException failureOf(Delivery delivery)
            throws InterruptedException, IOException {
        try {
            delivery.await(ANSWERED, Duration.ZERO);
            return null;
        } catch (SendException e) {
            return e;
        }
    }

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    private static void closeByServer(ScriptedServer server, int connection) {
        server.connection(connection).closeWithoutNotify();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20, 500, 70_000, 1_000_000})
    @Proves("rst-at-byte-n")
    void aResetAtAnyByteOfALargeRequestIsPartlyWrittenAndNotRepeated(long bytes) {
        ScriptedServer server = serve(
                Script.silent().at(At.afterBytes(bytes), Effects.closeRst()),
                ServerOptions.defaults().receiveBuffer(16_384));
        Client client = client();

        Delivery delivery = client.send(SendRequest.post(server.uri("/")).body(LARGE));

        Failures.expect(client.fail(delivery, WRITTEN), Failure.CONNECTION_LOST, Phase.WRITE, PARTLY_WRITTEN);
        client.elapse(A_MOMENT);
        assertThat(server.connections()).hasSize(1);
        assertThat(client.hasNews(delivery)).as("news without WRITTEN").isFalse();
        assertThat(delivery.receipt().attempts()).isEqualTo(1);
    }

    @Test
    @Proves("fin-at-byte-n")
    void aFinInTheMiddleOfALargeRequestEndsIt() {
        ScriptedServer server = serve(Script.silent().at(At.AFTER_HEAD, Effects.halfClose(), Effects.stall()));
        Client client = client();

        Delivery delivery = client.send(SendRequest.post(server.uri("/")).body(LARGE));

        Failures.expect(client.fail(delivery, WRITTEN), Failure.CONNECTION_LOST, Phase.WRITE, PARTLY_WRITTEN);
    }

    /** A transport that is told of the end again and again, and never of anything else, turns in circles. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves("fin-at-byte-n")
    void aFinAndThenAResetLeaveNothingThatSpins(boolean amidTheBody) {
        assumeFalse(setup.isCallerDriven(), "whoever drives the loop is who turns");
        At where = amidTheBody ? At.AFTER_HEAD : At.AFTER_REQUEST;
        ScriptedServer server =
                serve(Script.silent().at(where, Effects.halfClose(), Effects.stall(), Effects.closeRst()));
        Client client = client();
        Delivery delivery =
                client.send(SendRequest.post(server.uri("/")).body(amidTheBody ? LARGE : Body.text("small")), ANSWERED);
        assertThat(client.fail(delivery, ANSWERED).failure()).isEqualTo(Failure.CONNECTION_LOST);
        server.connection(1).resume();
        client.until("no connection", () -> client.metrics().connectionsRetired() == 1);

        long before = loopNanos();
        assertThat(before).isPositive();
        client.elapse(Duration.ofMillis(200));
        assertThat(Duration.ofNanos(loopNanos() - before)).isLessThan(Duration.ofMillis(100));
    }

    /** The processor's time that event loops of ours have used. */
    private static long loopNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("flushpoint-loop"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getId()))
                .filter(nanos -> nanos > 0)
                .sum();
    }

    @Test
    void aReplayableRequestIsRepeatedOnceAfterItWasPartlyWritten() {
        ScriptedServer server =
                serve(Script.answering(200).at(At.afterBodyBytes(1_000).onConnection(1), Effects.closeRst()));
        Client client = client();

        Receipt receipt =
                client.deliver(SendRequest.put(server.uri("/")).body(LARGE).replayable(), ANSWERED);

        assertThat(receipt.attempts()).isEqualTo(2);
        assertThat(receipt.connection()).hasValue(2);
        assertThat(receipt.reused()).isFalse();
        client.awaitEvent("retried CONNECTION_LOST");
        assertThat(server.requests().stream().filter(RecordedRequest::isComplete))
                .hasSize(1);
        assertThat(server.connections()).hasSize(2);
        assertThat(client.metrics().retried()).isEqualTo(1);
    }

    static Stream<Arguments> whatComesBack() {
        return Stream.of(
                        "\r",
                        "HTTP/1.1 20",
                        "HTTP/1.1 100 Continue\r\n\r\n",
                        "HTTP/1.1 103 Hints\r\nLink: <",
                        "no HTTP\r\n")
                .flatMap(bytes -> Stream.of(
                        Arguments.of(bytes, "FIN", Effects.halfClose()),
                        Arguments.of(bytes, "FIN, and RST for what was not read", Effects.closeFin()),
                        Arguments.of(bytes, "RST", Effects.closeRst())));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("whatComesBack")
    @Proves("expect-100-then-close")
    void aReplayableRequestIsNotRepeatedOnceAByteCameBackForIt(String bytes, String how, Effect end) throws Exception {
        for (boolean together : new boolean[] {false, true}) {
            CountDownLatch ended = new CountDownLatch(1);
            ScriptedServer server = serve(Script.answering(200)
                    .at(
                            At.AFTER_HEAD.onConnection(1),
                            Effects.stall(),
                            Effects.raw(bytes),
                            Effects.pause(together ? Duration.ZERO : A_MOMENT),
                            exchange -> {
                                end.apply(exchange);
                                ended.countDown();
                            },
                            Effects.stall()));
            Client client = client();
            Delivery delivery =
                    client.send(SendRequest.put(server.uri("/")).body(LARGE).replayable(), ANSWERED);
            client.until("the head", () -> !server.requests().isEmpty());
            if (together) {
                HeldLoop.duringStandstill(client.sender(), () -> {
                    server.connection(1).resume();
                    Await.until("the server's end", () -> ended.getCount() == 0, Client.PATIENCE);
                });
            } else {
                server.connection(1).resume();
            }

            Failure expected = bytes.startsWith("no") ? Failure.PROTOCOL_ERROR : Failure.CONNECTION_LOST;
            Failures.expect(client.fail(delivery, ANSWERED), expected, Phase.WRITE, PARTLY_WRITTEN);
            client.elapse(A_MOMENT);
            assertThat(delivery.receipt().attempts()).isEqualTo(1);
            assertThat(client.metrics().retried()).isZero();
            assertThat(server.connections()).hasSize(1);
            assertThat(server.requests()).hasSize(1).noneMatch(RecordedRequest::isComplete);
        }
    }

    @Test
    void aReplayableStreamIsSubscribedToAgain() {
        byte[] bytes = new byte[4 << 20];
        ScriptedServer server =
                serve(Script.answering(200).at(At.afterBodyBytes(1_000).onConnection(1), Effects.closeRst()));
        Client client = client();

        Receipt receipt = client.deliver(
                SendRequest.put(server.uri("/"))
                        .body(Body.stream(Publishers.of(bytes, 10_000)))
                        .replayable(),
                ANSWERED);

        assertThat(receipt.attempts()).isEqualTo(2);
        assertThat(server.awaitRequest(Client.PATIENCE).bodyLength()).isEqualTo(bytes.length);
    }

    @Test
    void aReplayableRequestIsNotRepeatedTwice() {
        ScriptedServer server = serve(Script.silent().at(At.afterBodyBytes(1_000), Effects.closeRst()));
        Client client = client();

        Delivery delivery =
                client.send(SendRequest.put(server.uri("/")).body(LARGE).replayable());

        Failures.expect(client.fail(delivery, WRITTEN), Failure.CONNECTION_LOST, Phase.WRITE, PARTLY_WRITTEN);
        assertThat(delivery.receipt().attempts()).isEqualTo(2);
        client.elapse(A_MOMENT);
        assertThat(server.connections()).hasSize(2);
    }

    @Test
    void aSendCancelledByTheListenerWhenItIsToBeRepeatedIsNotRepeated() {
        ScriptedServer server =
                serve(Script.answering(200).at(At.afterBodyBytes(1_000).onConnection(1), Effects.closeRst()));
        AtomicReference<Delivery> toCancel = new AtomicReference<>();
        Client client = client(options -> options.listener(new SenderListener() {
            @Override
            public void onRetried(SendRequest request, Failure cause) {
                toCancel.get().cancel();
            }
        }));

        Delivery delivery =
                client.send(SendRequest.put(server.uri("/")).body(LARGE).replayable());
        toCancel.set(delivery);

        assertThat(client.fail(delivery, WRITTEN).failure()).isEqualTo(Failure.CANCELLED);
        client.elapse(A_MOMENT);
        assertThat(server.requests().stream().filter(RecordedRequest::isComplete))
                .isEmpty();
        assertThat(client.metrics().failed()).isEqualTo(1);
    }

    @Test
    @Proves("never-reads-small-body")
    void aSmallRequestToAServerThatNeverReadsIsWrittenAndItsNewsUnknown() {
        ScriptedServer server = serve(Script.neverReading());
        Client client = client(options -> options.answerDeadline(Duration.ofMillis(100)));

        Delivery delivery = client.send(SendRequest.post(server.uri("/")).text("x"));

        client.reach(delivery, WRITTEN);
        DeliveryReport report = client.report(delivery);
        assertThat(report.kind()).isEqualTo(DeliveryReport.Kind.UNKNOWN);
        assertThat(report.failure()).hasValue(Failure.ANSWER_TIMEOUT);
        client.awaitEvent("retired 1 ANSWER_TIMEOUT");
    }

    @Test
    @Proves("never-reads-large-body")
    void aLargeRequestToAServerThatNeverReadsTimesOutAndItsConnectionIsNotUsedAgain() {
        ScriptedServer server = serve(Script.silent().at(At.ON_ACCEPT.onConnection(1), Effects.stall()));
        Client client = client(options -> options.writeStall(Duration.ofMillis(100)));

        Delivery delivery = client.send(SendRequest.post(server.uri("/")).body(LARGE));

        Failures.expect(client.fail(delivery, WRITTEN), Failure.WRITE_TIMEOUT, Phase.WRITE, PARTLY_WRITTEN);
        assertThat(client.hasNews(delivery)).isFalse();
        client.awaitEvent("retired 1 REQUEST_UNFINISHED");
        assertThat(client.deliver(SendRequest.get(server.uri("/")), WRITTEN).connection())
                .hasValue(2);
    }

    @Test
    @Proves("zero-window-then-opens")
    void aServerThatReadsLateIsNotTimedOutWhileItMakesProgress() {
        Script slow = Script.answering(200);
        for (int megabytes = 2; megabytes <= 12; megabytes += 2) {
            slow = slow.at(At.afterBodyBytes((long) megabytes << 20), Effects.pause(Duration.ofMillis(100)));
        }
        ScriptedServer server = serve(slow);
        Client client = client(options -> options.writeStall(Duration.ofMillis(400)));

        Receipt receipt = client.deliver(SendRequest.post(server.uri("/")).body(LARGE), ANSWERED);

        assertThat(receipt.status()).hasValue(200);
        assertThat(server.awaitRequest(Client.PATIENCE).bodyLength())
                .isEqualTo(LARGE.length().orElseThrow());
    }

    @Test
    @Proves("413-then-reads-rest")
    void anEarlyRefusalStopsTheWritingAndTellsTheStatus() {
        ScriptedServer server =
                serve(Script.silent().at(At.AFTER_HEAD.onConnection(1), Effects.respond(413), Effects.stall()));
        Client client = client();

        Delivery delivery = client.send(SendRequest.post(server.uri("/")).body(LARGE), ANSWERED);

        SendException early = client.fail(delivery, WRITTEN);
        Failures.expect(early, Failure.ANSWERED_EARLY, Phase.WRITE, PARTLY_WRITTEN);
        assertThat(early.status()).hasValue(413);
        assertThat(delivery.receipt().status()).hasValue(413);
        assertThat(client.hasNews(delivery)).isFalse();
        client.awaitEvent("retired 1 REQUEST_UNFINISHED");
        assertThat(client.deliver(SendRequest.get(server.uri("/")), WRITTEN).connection())
                .hasValue(2);
        server.connection(1).resume();
        assertThat(server.connection(1).awaitEnd(Client.PATIENCE))
                .isIn(ConnectionEnd.CLIENT_FIN, ConnectionEnd.CLIENT_RST);
        assertThat(server.connection(1).bytesReceived())
                .isLessThan(LARGE.length().orElseThrow());
    }
}
