package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ACKNOWLEDGED;
import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.SENT;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.AwaitTimeoutException;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendCallback;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.WireState;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a delivery tells about a send that goes well, and about a level that cannot be had. */
class DeliveryTest extends OverSetups {
    @Test
    void writtenTellsBytesConnectionAndTimesOfAFreshConnection() {
        ScriptedServer server = serve(Script.silent());
        Client client = client();

        Receipt receipt = client.deliver(SendRequest.post(server.uri("/v1")).text("hello"), WRITTEN);

        RecordedRequest arrived = server.awaitRequest(Client.PATIENCE);
        assertThat(receipt.level()).hasValue(WRITTEN);
        assertThat(receipt.bytes()).isEqualTo(arrived.wireLength()).isPositive();
        assertThat(receipt.connection()).hasValue(1);
        assertThat(receipt.reused()).isFalse();
        assertThat(receipt.attempts()).isEqualTo(1);
        assertThat(receipt.status()).isEmpty();
        Receipt.Timings timings = receipt.timings();
        assertThat(timings.queued().orElseThrow()).isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(timings.resolve()).as("of an address").isEmpty();
        assertThat(timings.connect().orElseThrow()).isPositive();
        assertThat(timings.tls()).isEmpty();
        assertThat(timings.written().orElseThrow())
                .isGreaterThanOrEqualTo(
                        timings.queued().orElseThrow().plus(timings.connect().orElseThrow()));
        assertThat(timings.sent()).isEmpty();
        assertThat(timings.acknowledged()).isEmpty();
        assertThat(timings.answered()).isEmpty();
    }

    @Test
    void answeredTellsTheStatusAndComesAfterWritten() {
        ScriptedServer server = serve(Script.answering(503));
        Client client = client();

        Receipt receipt = client.deliver(SendRequest.post(server.uri("/v1")).text("hello"), ANSWERED);

        assertThat(receipt.level()).hasValue(ANSWERED);
        assertThat(receipt.status()).hasValue(503);
        assertThat(receipt.timings().answered().orElseThrow())
                .isGreaterThanOrEqualTo(receipt.timings().written().orElseThrow());
    }

    @Test
    void aConnectionThatStandsOpenIsReusedAndOpensForNobody() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        SendRequest request = SendRequest.post(server.uri("/v1")).text("hello");
        Receipt first = client.deliver(request, ANSWERED);

        Receipt second = client.deliver(request, ANSWERED);

        assertThat(second.connection()).isEqualTo(first.connection()).hasValue(1);
        assertThat(second.reused()).isTrue();
        assertThat(second.attempts()).isEqualTo(1);
        assertThat(second.timings().resolve()).isEmpty();
        assertThat(second.timings().connect()).isEmpty();
        assertThat(server.connections()).hasSize(1);
        assertThat(client.metrics().connectionsReused()).isEqualTo(1);
    }

    @Test
    void aPreconnectedConnectionCountsAsReusedByItsFirstSend() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();

        Receipt opened = client.outcome(client.sender().preconnect(server.uri("/ignored")));
        Receipt receipt = client.deliver(SendRequest.get(server.uri("/")), ANSWERED);

        assertThat(opened.level()).isEmpty();
        assertThat(opened.connection()).hasValue(1);
        assertThat(opened.timings().connect().orElseThrow()).isPositive();
        assertThat(receipt.connection()).hasValue(1);
        assertThat(receipt.reused()).isTrue();
        assertThat(server.connections()).hasSize(1);
    }

    @Test
    void preconnectBeyondTheBoundCompletesAtOnceWithTheReceiptOfNone() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = clientOfOneConnection();
        client.outcome(client.sender().preconnect(server.uri("/")));

        Receipt none = client.outcome(client.sender().preconnect(server.uri("/")));

        assertThat(none.connection()).isEmpty();
        server.connection(1);
        assertThat(server.connections()).hasSize(1);
    }

    @Test
    void preconnectToNobodyFailsWithNothingWritten() {
        ScriptedServer server = serve(Script.answering(200));
        server.refuseNewConnections();
        Client client = client();

        CompletableFuture<Receipt> stage =
                client.sender().preconnect(server.uri("/")).toCompletableFuture();
        client.until("the failure", stage::isDone);

        assertThat(stage)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(SendException.class, failure -> {
                    assertThat(failure.failure()).isEqualTo(Failure.CONNECT_FAILED);
                    assertThat(failure.phase()).isEqualTo(Phase.CONNECT);
                    assertThat(failure.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
                });
    }

    @Test
    void sentAndAcknowledgedAreReachedInOrderOverEpoll() {
        assumeTrue(setup.isEpoll(), "only epoll reads tcp_info");
        ScriptedServer server = serve(Script.silent());
        Client client = client();

        Receipt receipt = client.deliver(SendRequest.post(server.uri("/v1")).text("hello"), ACKNOWLEDGED);

        assertThat(receipt.level()).hasValue(ACKNOWLEDGED);
        assertThat(receipt.timings().sent().orElseThrow())
                .isGreaterThanOrEqualTo(receipt.timings().written().orElseThrow());
        assertThat(receipt.timings().acknowledged().orElseThrow())
                .isGreaterThanOrEqualTo(receipt.timings().sent().orElseThrow());
    }

    @Test
    void sentOfALargeBodyIsReachedOverEpollWhileTheServerReads() {
        assumeTrue(setup.isEpoll(), "only epoll reads tcp_info");
        ScriptedServer server = serve(Script.silent());
        Client client = client();

        Receipt receipt = client.deliver(
                SendRequest.post(server.uri("/v1")).body(new byte[1_000_000], "application/octet-stream"), SENT);

        assertThat(receipt.level()).hasValue(SENT);
        assertThat(receipt.timings().acknowledged()).isEmpty();
        assertThat(server.awaitRequest(Client.PATIENCE).wireLength()).isEqualTo(receipt.bytes());
    }

    @Test
    void aKernelLevelMayBeAskedForOnlyAfterTheSendIsAnswered() {
        assumeTrue(setup.isEpoll(), "only epoll reads tcp_info");
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        Delivery delivery = client.send(SendRequest.post(server.uri("/v1")).text("hello"));
        client.reach(delivery, ANSWERED);

        Receipt receipt = client.reach(delivery, ACKNOWLEDGED);

        assertThat(receipt.timings().acknowledged()).isPresent();
        assertThat(receipt.level()).as("the highest reached").hasValue(ANSWERED);
    }

    @Test
    void aKernelLevelAskedForAfterTheConnectionIsGoneFailsInsteadOfHanging() {
        assumeTrue(setup.isEpoll(), "only epoll reads tcp_info");
        ScriptedServer server = serve(Script.closingUnanswered());
        Client client = client();
        Delivery delivery = client.send(SendRequest.post(server.uri("/v1")).text("hello"));
        client.report(delivery);

        SendException failure = client.fail(delivery, SENT);

        assertThat(failure.failure()).isEqualTo(Failure.CONNECTION_LOST);
        assertThat(failure.wireState()).isEqualTo(WireState.FULLY_WRITTEN);
    }

    @Test
    void theLevelsOfASenderAreThoseThatItsTransportCanEstablish() {
        assertThat(client().sender().levels())
                .isEqualTo(setup.isEpoll() ? Set.of(DeliveryLevel.values()) : Set.of(WRITTEN, ANSWERED));
    }

    @Test
    void aGoalThatNioCannotEstablishIsRefusedWithItsReasonAndNothingWritten() {
        assumeFalse(setup.isEpoll(), "epoll establishes every level");
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();

        SendException failure = client.fail(client.send(SendRequest.get(server.uri("/")), SENT), SENT);

        assertThat(failure.failure()).isEqualTo(Failure.LEVEL_UNAVAILABLE);
        assertThat(failure.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
        assertThat(failure).hasMessageContaining("nio").hasMessageContaining("tcp_info");
        client.elapse(Duration.ofMillis(20));
        assertThat(server.connections()).isEmpty();
    }

    @Test
    void aLevelThatNioCannotEstablishFailsAloneWhenAskedForLater() {
        assumeFalse(setup.isEpoll(), "epoll establishes every level");
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        Delivery delivery = client.send(SendRequest.get(server.uri("/")), ANSWERED);

        SendException failure = client.fail(delivery, ACKNOWLEDGED);

        assertThat(failure.failure()).isEqualTo(Failure.LEVEL_UNAVAILABLE);
        assertThat(client.reach(delivery, ANSWERED).status()).hasValue(200);
    }

    @Test
    void aLevelAskedForAfterTheFactIsThereAtOnce() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        Delivery delivery = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        Receipt awaited = client.reach(delivery, ANSWERED);

        CompletableFuture<Receipt> written = delivery.reached(WRITTEN).toCompletableFuture();
        CompletableFuture<Receipt> answered = delivery.reached(ANSWERED).toCompletableFuture();

        assertThat(written).isCompleted();
        assertThat(written.join().level()).hasValue(WRITTEN);
        assertThat(written.join().status()).as("as of the moment of WRITTEN").isEmpty();
        assertThat(answered).isCompletedWithValue(awaited);
        assertThat(delivery.receipt()).isEqualTo(awaited);
    }

    @Test
    void aLevelAskedForAfterTheFailureFailsAtOnce() {
        ScriptedServer server = serve(Script.closingUnanswered());
        Client client = client();
        Delivery delivery = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        client.fail(delivery, ANSWERED);

        assertThat(delivery.reached(ANSWERED).toCompletableFuture()).isCompletedExceptionally();
        assertThat(delivery.reached(WRITTEN).toCompletableFuture()).isCompleted();
    }

    @Test
    void awaitWithoutTimeTellsOnlyWhatIsKnown() throws Exception {
        ScriptedServer server = serve(Script.silent());
        Client client = client();
        Delivery delivery = client.send(SendRequest.get(server.uri("/")));
        client.reach(delivery, WRITTEN);

        assertThat(delivery.await(WRITTEN, Duration.ZERO).level()).hasValue(WRITTEN);
        assertThatExceptionOfType(AwaitTimeoutException.class)
                .isThrownBy(() -> delivery.await(ANSWERED, Duration.ZERO));
    }

    @Test
    void aSendGoesOnAfterAnAwaitThatTimedOut() {
        ScriptedServer server = serve(Script.thinking(Duration.ofMillis(150), 204));
        Client client = client();
        Delivery delivery = client.send(SendRequest.get(server.uri("/")), ANSWERED);

        assertThatExceptionOfType(AwaitTimeoutException.class)
                .isThrownBy(() -> delivery.await(ANSWERED, Duration.ofMillis(20)));

        assertThat(client.reach(delivery, ANSWERED).status()).hasValue(204);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void anInterruptedAwaitLeavesTheSendGoing() {
        ScriptedServer server = serve(Script.thinking(Duration.ofMillis(50), 204));
        Client client = client();
        Delivery delivery = client.send(SendRequest.get(server.uri("/")), ANSWERED);

        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> delivery.await(ANSWERED, Client.PATIENCE));

        assertThat(Thread.interrupted()).isFalse();
        assertThat(client.reach(delivery, ANSWERED).status()).hasValue(204);
    }

    @Test
    void newsOfAnAnsweredSendHasTheStatusAndTheReceipt() {
        ScriptedServer server = serve(Script.answering(429));
        Client client = client();

        DeliveryReport report = client.report(client.send(SendRequest.get(server.uri("/"))));

        assertThat(report.kind()).isEqualTo(DeliveryReport.Kind.ANSWERED);
        assertThat(report.status()).hasValue(429);
        assertThat(report.failure()).isEmpty();
        assertThat(report.receipt().level()).hasValue(ANSWERED);
    }

    @Test
    void theReceiptOfASendThatFailedTellsHowFarItGot() {
        ScriptedServer server = serve(Script.neverReading());
        Client client = client(options -> options.writeStall(Duration.ofMillis(100)));
        Delivery delivery =
                client.send(SendRequest.post(server.uri("/")).body(new byte[16 << 20], "application/octet-stream"));
        assertThat(delivery.receipt().level()).isEmpty();

        Receipt receipt = client.fail(delivery, WRITTEN).receipt();

        assertThat(receipt).isEqualTo(delivery.receipt());
        assertThat(receipt.level()).isEmpty();
        assertThat(receipt.connection()).hasValue(1);
        assertThat(receipt.attempts()).isEqualTo(1);
        assertThat(receipt.bytes()).isPositive().isLessThan(16 << 20);
        assertThat(receipt.timings().connect().orElseThrow()).isPositive();
        assertThat(receipt.timings().written()).isEmpty();
    }

    @Test
    void anAwaitIsInterruptedWhileItWaitsUnlessItDrivesNioWhoseSelectorClearsTheInterrupt() {
        assumeFalse(setup == Setup.CALLER_DRIVEN_NIO, "Netty's NIO selector clears the interrupt");
        ScriptedServer server = serve(Script.silent());
        Client client = client();
        Delivery delivery = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        client.reach(delivery, WRITTEN);
        Thread waiting = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            Await.elapse(Duration.ofMillis(50));
            waiting.interrupt();
        });
        interrupter.start();

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> delivery.await(ANSWERED, Client.PATIENCE));

        assertThat(delivery.reached(ANSWERED).toCompletableFuture()).isNotDone();
    }

    @Test
    void theCallbackFormIsToldTheGoalAndTheNewsOnce() {
        ScriptedServer server = serve(Script.answering(201));
        Client client = client();
        Told told = new Told();

        client.sender().send(SendRequest.post(server.uri("/")).text("x"), WRITTEN, told);

        client.until("the news", () -> told.report.size() == 1);
        client.deliver(SendRequest.get(server.uri("/")), ANSWERED);
        assertThat(told.failures).isEmpty();
        assertThat(told.receipts)
                .singleElement()
                .satisfies(receipt -> assertThat(receipt.level()).hasValue(WRITTEN));
        assertThat(told.report)
                .singleElement()
                .satisfies(report -> assertThat(report.status()).hasValue(201));
    }

    @Test
    void theCallbackFormIsToldARefusalOnce() {
        Client client = client();
        client.sender().close(Duration.ZERO);
        Told told = new Told();

        client.sender().send(SendRequest.get("http://127.0.0.1:9/"), WRITTEN, told);

        assertThat(told.failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.failure()).isEqualTo(Failure.SENDER_CLOSED));
        assertThat(told.receipts).hasSize(1);
        assertThat(told.report).isEmpty();
    }

    @Test
    void theCallbackFormIsToldALateFailureOnceAndItsNewsOnce() {
        ScriptedServer server = serve(Script.closingUnanswered());
        Client client = client();
        Told told = new Told();

        client.sender().send(SendRequest.post(server.uri("/")).text("x"), ANSWERED, told);

        client.until("the news", () -> !told.report.isEmpty());
        assertThat(told.failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.failure()).isEqualTo(Failure.CONNECTION_LOST));
        assertThat(told.receipts).hasSize(1);
        assertThat(told.report)
                .singleElement()
                .satisfies(report -> assertThat(report.kind()).isEqualTo(DeliveryReport.Kind.LOST));
    }

    @Test
    void dependentsOfAStageRunOnTheLoop() {
        ScriptedServer server = serve(Script.thinking(Duration.ofMillis(30), 200));
        Client client = client();
        AtomicReference<Thread> ranOn = new AtomicReference<>();

        Delivery delivery = client.send(SendRequest.get(server.uri("/")));
        client.outcome(delivery.reached(ANSWERED).thenAccept(receipt -> ranOn.set(Thread.currentThread())));

        if (setup.isCallerDriven()) {
            assertThat(ranOn.get()).isSameAs(Thread.currentThread());
        } else {
            assertThat(ranOn.get().getName()).startsWith("flushpoint-loop-");
            assertThat(ranOn.get().isDaemon()).isTrue();
        }
    }

    @Test
    void manySendsAtOnceAllArrive() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        SendRequest request = SendRequest.post(server.uri("/")).text("x");

        List<Delivery> deliveries = java.util.stream.IntStream.range(0, 200)
                .mapToObj(i -> client.send(request, ANSWERED))
                .toList();

        deliveries.forEach(delivery ->
                assertThat(client.reach(delivery, ANSWERED).status()).hasValue(200));
        assertThat(server.requests()).hasSize(200).allMatch(RecordedRequest::isComplete);
    }

    /** What a callback is told. */
    private static final class Told implements SendCallback {
        private final List<Receipt> receipts = new CopyOnWriteArrayList<>();
        private final List<SendException> failures = new CopyOnWriteArrayList<>();
        private final List<DeliveryReport> report = new CopyOnWriteArrayList<>();

        @Override
        public void onSettled(Receipt receipt, @Nullable SendException failure) {
            receipts.add(receipt);
            if (failure != null) {
                failures.add(failure);
            }
        }

        @Override
        public void onReport(DeliveryReport told) {
            report.add(told);
        }
    }
}
