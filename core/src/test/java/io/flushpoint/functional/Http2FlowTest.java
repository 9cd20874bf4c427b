package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static io.flushpoint.WireState.FULLY_WRITTEN;
import static io.flushpoint.WireState.NOTHING_WRITTEN;
import static io.flushpoint.WireState.PARTLY_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendCallback;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Frame;
import io.flushpoint.testkit.FrameConnection;
import io.flushpoint.testkit.FrameScript;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RequestSeen;
import io.flushpoint.testkit.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Windows of the peer's and of the kernel's: who waits for them, who does not, and what is told of either. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.flushpoint.functional.Http2Setup#some")
class Http2FlowTest extends OverHttp2 {
    private static final Duration STALL = Duration.ofMillis(300);
    private static final int WIDE = 1 << 29;
    private static final int MEGABYTE = 1_000_000;

    @Test
    @Proves("never-reads-large-body")
    void aPeerThatGivesNoWindowFailsTheSendInTimeAndNoOther() {
        FrameServer server = serve(connection -> {
            connection.autoRefill(false);
            connection.greet();
            connection.answerAll(request -> answer(connection, request));
        });
        FrameServer other = serve(FrameScript.answering(200));
        Client client = client(options -> options.writeStall(STALL));

        Delivery stalled = client.send(large(server, "/stalled"));
        client.until("the window used up", () -> received(server) == 65_535);
        Receipt elsewhere = client.deliver(post(other, "/"), ANSWERED);
        Receipt beside = client.deliver(post(server, "/"), ANSWERED);
        SendException failure = client.fail(stalled, WRITTEN);

        Failures.expect(failure, Failure.WRITE_TIMEOUT, Phase.WRITE, PARTLY_WRITTEN);
        assertThat(failure.receipt().bytes()).isGreaterThanOrEqualTo(65_535);
        assertThat(elsewhere.attempts()).isOne();
        assertThat(beside.connection()).isNotEqualTo(failure.receipt().connection());
        client.until(
                "the reset",
                () -> !server.connection(1).frames(Frame.RST_STREAM).isEmpty());
        assertThat(server.connection(1).frames(Frame.RST_STREAM).get(0).errorCode())
                .isEqualTo(CANCEL);
    }

    @Test
    @Proves("direct-memory-cap")
    void whatWaitsForAWindowStaysWithinTheBytesInFlight() {
        FrameServer server = serve(connection -> connection.autoRefill(false).greet());
        Client client = client(options -> options.writeStall(STALL).bytesInFlight(2_500_000));

        List<Delivery> stalled = List.of(client.send(large(server, "/1")), client.send(large(server, "/2")));
        SendException refused = client.fail(client.send(large(server, "/3")), WRITTEN);

        Failures.expect(refused, Failure.BYTES_IN_FLIGHT_EXCEEDED, Phase.QUEUE, NOTHING_WRITTEN);
        stalled.forEach(delivery -> client.fail(delivery, WRITTEN));
        assertThat(client.metrics().bytesInFlight()).isZero();
    }

    @Test
    @Proves("never-reads-small-body")
    void aSmallRequestToAPeerThatDoesNotReadIsWrittenAndItsNewsUnknown() {
        FrameServer server = serve(connection -> connection.greet());
        Client client = client(options -> options.answerDeadline(Duration.ofMillis(100)));
        preopen(client, server);
        server.connection(1).stopReading();

        Delivery delivery = client.send(post(server, "/"));

        client.reach(delivery, WRITTEN);
        DeliveryReport report = client.report(delivery);
        assertThat(report.kind()).isEqualTo(DeliveryReport.Kind.UNKNOWN);
        assertThat(report.failure()).hasValue(Failure.ANSWER_TIMEOUT);
    }

    /** In all it takes longer than nothing may be written for. */
    @Test
    @Proves("zero-window-then-opens")
    void aPeerWhoseWindowShutsAndOpensIsNotTimedOutWhileItMakesProgress() {
        int window = 65_535;
        int steps = 12;
        FrameServer server = serve(connection -> {
            connection.autoRefill(false);
            connection.greet();
            RequestSeen request = connection.awaitRequest(1);
            for (int i = 1; i <= steps; i++) {
                int shut = i * window;
                until(() -> request.bodyLength() == shut);
                Await.elapse(Duration.ofMillis(80));
                connection.windowUpdate(0, window);
                connection.windowUpdate(request.streamId(), window);
            }
            answer(connection, connection.takeComplete());
        });
        Client client = client(options -> options.writeStall(Duration.ofMillis(800)));
        byte[] body = bytes((steps + 1) * window);

        client.deliver(SendRequest.post(uri(server, "/")).body(Body.of(body)), ANSWERED);

        assertThat(Arrays.equals(server.connection(1).awaitComplete(1).body(), body))
                .isTrue();
    }

    @Test
    void theHeadDoesNotWaitForAWindow() {
        FrameServer server = serve(connection -> {
            connection.autoRefill(false);
            connection.greet(Frame.INITIAL_WINDOW_SIZE, 0);
            answer(connection, connection.takeComplete());
            connection.windowUpdate(connection.awaitRequest(2).streamId(), 100_000);
            connection.windowUpdate(0, 100_000);
            answer(connection, connection.takeComplete());
        });
        Client client = client(options -> options.writeStall(Duration.ofSeconds(3)));
        client.deliver(SendRequest.get(uri(server, "/")), ANSWERED);

        Receipt receipt = client.deliver(SendRequest.post(uri(server, "/")).body(Body.of(bytes(100_000))), ANSWERED);

        assertThat(receipt.connection()).hasValue(1);
    }

    @Test
    @Proves({"short-writes", "happy-1-byte-at-a-time-server"})
    void aWindowOfOneByteAtATimeIsFilledByteByByte() {
        int length = 70_000;
        FrameServer server = serve(connection -> {
            connection.autoRefill(false);
            connection.greet(Frame.INITIAL_WINDOW_SIZE, 1);
            answer(connection, connection.takeComplete());
            RequestSeen request = connection.awaitRequest(2);
            for (int i = 1; i <= 200; i++) {
                int wanted = i;
                connection.awaitFrame(i, frame -> frame.is(Frame.DATA) && frame.streamId() == request.streamId());
                assertThat(request.bodyLength()).isEqualTo(wanted);
                connection.windowUpdate(request.streamId(), 1);
            }
            connection.windowUpdate(request.streamId(), length);
            connection.windowUpdate(0, length);
            answer(connection, connection.takeComplete());
        });
        Client client = client();
        client.deliver(SendRequest.get(uri(server, "/")), ANSWERED);

        client.deliver(SendRequest.post(uri(server, "/")).body(Body.of(bytes(length))), ANSWERED);

        RequestSeen seen = server.connection(1).awaitComplete(2);
        assertThat(Arrays.equals(seen.body(), bytes(length))).isTrue();
    }

    @Test
    void aWindowThatShrinksBelowWhatIsOutAndGrowsAgainOnlyDelays() {
        FrameServer server = serve(connection -> {
            connection.autoRefill(false);
            connection.greet();
            RequestSeen request = connection.awaitRequest(1);
            until(() -> request.bodyLength() == 65_535);
            connection.settings(Frame.INITIAL_WINDOW_SIZE, 0);
            connection.windowUpdate(0, 10 * MEGABYTE);
            connection.windowUpdate(request.streamId(), 60_000); // still below zero
            connection.ping(1);
            connection.awaitFrame(frame -> frame.is(Frame.PING) && frame.isAck());
            assertThat(request.bodyLength()).isEqualTo(65_535);
            connection.settings(Frame.INITIAL_WINDOW_SIZE, 2 * MEGABYTE);
            connection.answerAll(next -> answer(connection, next));
        });
        Client client = client();

        client.deliver(large(server, "/"), ANSWERED);

        assertThat(Arrays.equals(server.connection(1).awaitComplete(1).body(), bytes(MEGABYTE)))
                .isTrue();
    }

    @Test
    void manyLargeBodiesShareOneConnectionAndArriveUnchanged() throws Exception {
        FrameServer server = serve(FrameScript.answering(200));
        Client client = client(options -> options.connectionsPerEndpoint(1));
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            byte[] body = bytes(200_000 + i);
            Body by = i % 3 == 0
                    ? Body.of(body)
                    : i % 3 == 1
                            ? Body.file(Files.write(directory.resolve("body" + i), body))
                            : Body.stream(Publishers.of(body, 10_000));
            deliveries.add(client.send(SendRequest.post(uri(server, "/" + i)).body(by), ANSWERED));
        }

        deliveries.forEach(delivery -> client.reach(delivery, ANSWERED));

        assertThat(server.connection(1).requests()).hasSize(12).allSatisfy(seen -> {
            int number = Integer.parseInt(seen.path().substring(1));
            assertThat(Arrays.equals(seen.body(), bytes(200_000 + number)))
                    .as(seen.path())
                    .isTrue();
        });
    }

    @Test
    @Proves("keyupdate-during-upload")
    void anUploadGoesThroughWhileThePeerAsksForNewKeysAgainAndAgain() {
        assumeTrue(setup.isSecure(), "no keys in clear text");
        FrameServer server = serve(connection -> {
            connection.greet();
            for (int piece = 1; piece < 60; piece += 6) { // of 16 KiB each
                connection.awaitFrame(piece, frame -> frame.is(Frame.DATA));
                connection.updateKeys();
            }
            answer(connection, connection.takeComplete());
            connection.updateKeys();
            answer(connection, connection.takeComplete());
        });
        Client client = client();
        byte[] body = bytes(MEGABYTE);

        client.deliver(SendRequest.post(uri(server, "/")).body(Body.of(body)), ANSWERED);
        Receipt after = client.deliver(post(server, "/"), ANSWERED);

        assertThat(after.connection()).hasValue(1);
        assertThat(server.connection(1).awaitComplete(1).body()).isEqualTo(body);
    }

    @Test
    @Proves("large-body-slow-reader")
    void aKernelThatTakesNoMoreHoldsWrittenBackUntilItDoes() {
        FrameServer server = serve(
                Http2FlowTest::holdsTheKernelBack, ServerOptions.defaults().receiveBuffer(65_536));
        Client client = client(options -> options.writeStall(Duration.ofSeconds(20)));
        byte[] body = bytes(8 * MEGABYTE);

        preopen(client, server);
        client.until(
                "its windows known",
                () -> !server.connection(1).frames(Frame.PING).isEmpty());
        server.connection(1).stopReading();
        Delivery delivery = client.send(SendRequest.post(uri(server, "/")).body(Body.of(body)), ANSWERED);
        client.until("the write", () -> client.metrics().writing() == 1);
        client.elapse(Duration.ofMillis(50));

        assertThat(client.metrics().writing()).isOne();
        server.connection(1).resumeReading();
        Receipt receipt = client.reach(delivery, ANSWERED);
        assertThat(receipt.bytes()).isGreaterThan(body.length);
        assertThat(server.connection(1).awaitComplete(1).bodyLength()).isEqualTo(body.length);
    }

    @Test
    void whatWaitsForTheKernelWhenItsSendIsGivenUpMayStillLeaveAndIsNotToldToBeNothing() {
        FrameServer server = serve(
                Http2FlowTest::holdsTheKernelBack, ServerOptions.defaults().receiveBuffer(65_536));
        Client client = client(options ->
                options.connectionsPerEndpoint(1).streamsPerConnection(10_000).writeStall(Duration.ofSeconds(20)));
        preopen(client, server);
        client.until(
                "its windows known",
                () -> !server.connection(1).frames(Frame.PING).isEmpty());
        server.connection(1).stopReading();
        List<Delivery> ahead = new ArrayList<>();
        Delivery victim = client.send(post(server, "/victim0"));
        while (!waitsForTheKernel(client, victim)) { // which takes some more while its buffers grow
            assertThat(ahead).hasSizeLessThan(2_000);
            ahead.add(victim);
            while (client.metrics().writing() == 0 && ahead.size() < 2_000) {
                ahead.add(client.send(SendRequest.post(uri(server, "/ahead")).body(Body.of(bytes(30_000)))));
                client.elapse(Duration.ofMillis(1));
            }
            victim = client.send(post(server, "/victim" + ahead.size()));
        }
        assumeTrue(client.metrics().queued() == 0);

        victim.cancel();
        SendException failure = client.fail(victim, WRITTEN);
        server.connection(1).resumeReading();
        ahead.forEach(delivery -> client.reach(delivery, WRITTEN));
        client.deliver(post(server, "/last"), ANSWERED);

        assertThat(server.connection(1).requests())
                .extracting(RequestSeen::path)
                .contains(victim.request().target());
        Failures.expect(failure, Failure.CANCELLED, Phase.WRITE, PARTLY_WRITTEN);
    }

    /** Whether it waits, behind another one, and goes on to. */
    private static boolean waitsForTheKernel(Client client, Delivery delivery) {
        Await.Condition waits =
                () -> client.metrics().writing() > 1 || client.metrics().queued() > 0;
        CompletableFuture<Receipt> written = delivery.reached(WRITTEN).toCompletableFuture();
        client.until("waiting or written", () -> written.isDone() || waits.holds());
        client.elapse(Duration.ofMillis(50));
        return !written.isDone();
    }

    @Test
    void ofFilesThatBeginTogetherEachIsPartlyWritten() throws Exception {
        FrameServer server = serve(Http2FlowTest::holdsEachStreamBack);
        Client client = client();
        Path file = Files.write(directory.resolve("large"), bytes(MEGABYTE));
        preopen(client, server);
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            deliveries.add(client.send(SendRequest.post(uri(server, "/" + i)).body(Body.file(file))));
        }
        client.until("their heads", () -> server.connection(1).requests().size() == 4);

        for (Delivery delivery : deliveries) {
            delivery.cancel();
            Failures.expect(client.fail(delivery, WRITTEN), Failure.CANCELLED, Phase.WRITE, PARTLY_WRITTEN);
        }
    }

    @Test
    @Proves("cancel-mid-write")
    void theCancelOfAStalledSendLeavesTheOthers() {
        CountDownLatch cancelled = new CountDownLatch(1);
        FrameServer server = serve(connection -> {
            holdsEachStreamBack(connection);
            cancelled.await();
            connection.awaitFrame(frame -> frame.is(Frame.RST_STREAM) && frame.errorCode() == CANCEL);
            open(connection);
            connection.answerAll(request -> answer(connection, request));
        });
        Client client = client();
        preopen(client, server);
        Delivery first = client.send(large(server, "/1"), ANSWERED);
        Delivery second = client.send(large(server, "/2"), ANSWERED);
        client.until("their heads", () -> server.connection(1).requests().size() == 2);

        first.cancel();
        cancelled.countDown();

        Failures.expect(client.fail(first, WRITTEN), Failure.CANCELLED, Phase.WRITE, PARTLY_WRITTEN);
        assertThat(client.reach(second, ANSWERED).connection()).hasValue(1);
        assertThat(Arrays.equals(server.connection(1).awaitComplete(2).body(), bytes(MEGABYTE)))
                .isTrue();
    }

    @Test
    void theDeadlineOfOneSendInMidWriteLeavesTheOthers() {
        FrameServer server = serve(connection -> {
            holdsEachStreamBack(connection);
            connection.awaitFrame(frame -> frame.is(Frame.RST_STREAM));
            open(connection);
            connection.answerAll(request -> answer(connection, request));
        });
        Client client = client();
        preopen(client, server);
        Delivery late = client.send(large(server, "/1").timeout(Duration.ofMillis(200)), ANSWERED);
        Delivery other = client.send(large(server, "/2"), ANSWERED);

        Failures.expect(client.fail(late, WRITTEN), Failure.DEADLINE_EXCEEDED, Phase.WRITE, PARTLY_WRITTEN);
        assertThat(client.reach(other, ANSWERED).connection()).hasValue(1);
    }

    /** One of each: answered whose content still comes, written, half-written, and waiting. */
    private final class EveryState {
        private final FrameServer server = serve(connection -> {
            connection.autoRefill(false);
            connection.greet();
            if (connection.number() == 1) {
                connection.headers(connection.takeComplete().streamId(), false, ":status", "200");
            } else {
                connection.answerAll(request -> answer(connection, request));
            }
        });
        private final Client client =
                client(options -> options.connectionsPerEndpoint(1).streamsPerConnection(3));
        private final Delivery answered = client.send(post(server, "/answered"), ANSWERED);

        private final Delivery written;
        private final Delivery writing;
        private final Delivery queued;

        EveryState() {
            client.reach(answered, ANSWERED);
            written = client.send(post(server, "/written"), ANSWERED);
            client.reach(written, WRITTEN);
            writing = client.send(large(server, "/writing"));
            client.until("the window used up", () -> received(server) == 65_535);
            queued = client.send(post(server, "/queued"));
            client.until("one that waits", () -> client.metrics().queued() == 1);
        }
    }

    @Test
    @Proves("close-sender-with-inflight")
    void closeSettlesStreamsInEveryState() {
        EveryState state = new EveryState();

        state.client.sender().close(Duration.ZERO);

        Failures.expect(state.client.fail(state.written, ANSWERED), Failure.SENDER_CLOSED, Phase.ANSWER, FULLY_WRITTEN);
        Failures.expect(state.client.fail(state.writing, WRITTEN), Failure.SENDER_CLOSED, Phase.WRITE, PARTLY_WRITTEN);
        Failures.expect(state.client.fail(state.queued, WRITTEN), Failure.SENDER_CLOSED, Phase.QUEUE, NOTHING_WRITTEN);
    }

    @Test
    void disconnectSettlesStreamsInEveryStateAndTheNextSendGoesOut() {
        EveryState state = new EveryState();

        state.client.outcome(state.client.sender().disconnect().thenApply(nothing -> "done"));

        Failures.expect(
                state.client.fail(state.written, ANSWERED), Failure.CONNECTION_LOST, Phase.ANSWER, FULLY_WRITTEN);
        Failures.expect(
                state.client.fail(state.writing, WRITTEN), Failure.CONNECTION_LOST, Phase.WRITE, PARTLY_WRITTEN);
        Failures.expect(state.client.fail(state.queued, WRITTEN), Failure.CANCELLED, Phase.QUEUE, NOTHING_WRITTEN);
        assertThat(state.client.deliver(post(state.server, "/"), ANSWERED).connection())
                .hasValue(2);
    }

    @Test
    void renewLetsStreamsInEveryStateEndAndTheNextSendOpensAnew() throws Exception {
        EveryState state = new EveryState();

        state.client.sender().renew();
        Delivery behindIt = state.client.send(post(state.server, "/cancelled"));
        behindIt.cancel();
        state.client.fail(behindIt, WRITTEN); // the loop has seen both
        FrameConnection first = state.server.connection(1);
        first.data(first.requests().get(0).streamId(), new byte[0], true);
        open(first);
        state.client.reach(state.writing, WRITTEN);
        for (RequestSeen request : first.requests().subList(1, 3)) {
            answer(first, request);
        }

        assertThat(state.client.report(state.written).kind()).isEqualTo(DeliveryReport.Kind.ANSWERED);
        assertThat(state.client.report(state.writing).kind()).isEqualTo(DeliveryReport.Kind.ANSWERED);
        assertThat(state.client.reach(state.queued, WRITTEN).connection()).hasValue(2);
    }

    @Test
    void aCallbackMayCancelAllTheOthers() {
        FrameServer server = serve(connection -> {
            holdsEachStreamBack(connection);
            answer(connection, connection.takeComplete());
        });
        Client client = client();
        preopen(client, server);
        List<Delivery> others = new CopyOnWriteArrayList<>();
        CompletableFuture<Receipt> settled = new CompletableFuture<>();
        for (int i = 0; i < 3; i++) {
            others.add(client.send(large(server, "/" + i)));
        }
        client.until("their heads", () -> server.connection(1).requests().size() == 3);

        client.sender().send(SendRequest.get(uri(server, "/")), ANSWERED, (receipt, failure) -> {
            others.forEach(Delivery::cancel);
            settled.complete(receipt);
        });

        client.until("the callback", settled::isDone);
        others.forEach(
                delivery -> assertThat(client.fail(delivery, WRITTEN).failure()).isEqualTo(Failure.CANCELLED));
    }

    @Test
    void aListenerMayCancelWhatIsJustBeingLeased() {
        FrameServer server = serve(FrameScript.answering(200));
        AtomicReference<@Nullable Delivery> next = new AtomicReference<>();
        Client client = client(options -> options.listener(new SenderListener() {
            @Override
            public void onConnectionReused(String endpoint, long connection) {
                Delivery delivery = next.getAndSet(null);
                if (delivery != null) {
                    delivery.cancel();
                }
            }
        }));
        client.deliver(post(server, "/1"), ANSWERED);
        client.awaitIdle();
        CompletableFuture<Delivery> sentWithin = new CompletableFuture<>();

        client.sender().send(post(server, "/2"), ANSWERED, (receipt, failure) -> {
            Delivery victim = client.send(large(server, "/3")); // enters the loop when this has returned
            next.set(victim);
            sentWithin.complete(victim);
        });
        Delivery victim = client.outcome(sentWithin);

        Failures.expect(client.fail(victim, WRITTEN), Failure.CANCELLED, Phase.WRITE, NOTHING_WRITTEN);
        assertThat(client.deliver(post(server, "/4"), ANSWERED).connection()).hasValue(1);
        assertThat(server.connection(1).requests())
                .extracting(RequestSeen::path)
                .containsExactly("/1", "/2", "/4");
    }

    @Test
    @Proves("send-from-event-loop")
    void aChainOfSendsFromCallbacksStaysOnOneConnection() {
        FrameServer server = serve(connection -> {
            connection.greet(Frame.MAX_CONCURRENT_STREAMS, 1);
            connection.answerAll(request -> answer(connection, request));
        });
        Client client = client(options -> options.connectionsPerEndpoint(1));
        AtomicInteger left = new AtomicInteger(100);
        CompletableFuture<String> done = new CompletableFuture<>();

        client.sender().send(post(server, "/"), ANSWERED, new SendCallback() {
            @Override
            public void onSettled(Receipt receipt, @Nullable SendException failure) {
                if (failure != null) {
                    done.completeExceptionally(failure);
                } else if (left.decrementAndGet() > 0) {
                    client.sender().send(post(server, "/"), ANSWERED, this);
                } else {
                    done.complete("done");
                }
            }
        });

        client.outcome(done);
        assertThat(server.connections()).isOne();
    }

    @Test
    @Proves("event-loop-blocked-by-callback")
    void aCallbackThatHoldsItsLoopMayNotWaitAndHoldsUpNoOtherLoop() throws Exception {
        assumeTrue(!setup.setup().isCallerDriven(), "a caller-driven sender has one loop");
        Client client = client(options -> options.eventLoops(2));
        FrameServer held = serve(FrameScript.answering(200));
        String loop = loopOf(client, held);
        FrameServer other = serve(FrameScript.answering(200));
        for (int i = 0; i < 50 && loopOf(client, other).equals(loop); i++) {
            other = serve(FrameScript.answering(200));
        }
        CompletableFuture<String> refused = new CompletableFuture<>();
        CountDownLatch release = new CountDownLatch(1);
        Delivery waitedFor = client.send(post(held, "/waited-for"), ANSWERED);
        client.sender().send(post(held, "/"), ANSWERED, (receipt, failure) -> {
            try {
                refused.complete(waitedFor.await(ANSWERED, Client.PATIENCE).toString());
            } catch (IllegalStateException e) {
                refused.complete(String.valueOf(e.getMessage()));
            } catch (IOException | InterruptedException e) {
                refused.completeExceptionally(e);
            }
            awaitUninterrupted(release);
        });
        try {
            assertThat(client.outcome(refused)).contains("await");
            assertThat(client.deliver(post(other, "/"), ANSWERED).status()).hasValue(200);
        } finally {
            release.countDown();
        }
    }

    private String loopOf(Client client, FrameServer server) {
        CompletableFuture<String> loop = new CompletableFuture<>();
        client.sender()
                .send(
                        post(server, "/"),
                        ANSWERED,
                        (receipt, failure) ->
                                loop.complete(Thread.currentThread().getName()));
        return client.outcome(loop);
    }

    @Test
    void aPeerThatResetsTheConnectionWhileACallbackRunsLosesTheOthersOnlyThen() {
        CountDownLatch inCallback = new CountDownLatch(1);
        CountDownLatch wasReset = new CountDownLatch(1);
        FrameServer server = serve(connection -> {
            connection.greet();
            connection.ping(1);
            connection.awaitComplete(3);
            answer(connection, connection.requests().get(0));
            inCallback.await();
            connection.reset();
            wasReset.countDown();
        });
        Client client = client();
        preopen(client, server);
        CompletableFuture<Receipt> first = new CompletableFuture<>();
        client.sender().send(post(server, "/1"), ANSWERED, (receipt, failure) -> {
            inCallback.countDown();
            awaitUninterrupted(wasReset);
            first.complete(receipt);
        });
        List<Delivery> others =
                List.of(client.send(post(server, "/2"), ANSWERED), client.send(post(server, "/3"), ANSWERED));

        for (Delivery delivery : others) {
            Failures.expect(client.fail(delivery, ANSWERED), Failure.CONNECTION_LOST, Phase.ANSWER, FULLY_WRITTEN);
        }
        assertThat(client.outcome(first).status()).hasValue(200);
    }

    /** A connection that stands, all that its script has sent at first being known to the client. */
    private void preopen(Client client, FrameServer server) {
        client.outcome(client.sender().preconnect(URI.create(uri(server, "/"))));
        client.until(
                "its SETTINGS known",
                () -> server.connection(1).frames(Frame.SETTINGS).stream().anyMatch(Frame::isAck));
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Windows without end, so that only the kernel holds the client back. */
    private static void holdsTheKernelBack(FrameConnection connection) throws Exception {
        connection.autoRefill(false);
        connection.greet(Frame.INITIAL_WINDOW_SIZE, WIDE);
        connection.windowUpdate(0, WIDE);
        connection.ping(1);
        connection.answerAll(request -> answer(connection, request));
    }

    /** A window without end for all streams together, and a small one for each. */
    private static void holdsEachStreamBack(FrameConnection connection) throws IOException {
        connection.autoRefill(false);
        connection.greet();
        connection.windowUpdate(0, WIDE);
        connection.ping(1);
    }

    private static void open(FrameConnection connection) throws IOException {
        connection.settings(Frame.INITIAL_WINDOW_SIZE, WIDE);
        connection.windowUpdate(0, WIDE);
    }

    private static void answer(FrameConnection connection, RequestSeen request) throws IOException {
        connection.headers(request.streamId(), true, ":status", "200");
    }

    private static void until(Await.Condition condition) {
        Await.until(condition, Client.PATIENCE);
    }

    /** Bytes of DATA that came on the first connection. */
    private static long received(FrameServer server) {
        return server.connections() == 0
                ? 0
                : server.connection(1).frames(Frame.DATA).stream()
                        .mapToLong(Frame::length)
                        .sum();
    }

    private SendRequest large(FrameServer server, String target) {
        return SendRequest.post(uri(server, target)).body(Body.of(bytes(MEGABYTE)));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Streams that are begun whenever one is over, also from within what a large body is told of its windows. */
    @Test
    void smallOnesThatAreBegunWhileLargeOnesAreWrittenArrive() {
        FrameServer server = serve(connection -> {
            connection.greet(Frame.INITIAL_WINDOW_SIZE, 1 << 20);
            connection.windowUpdate(0, 8 << 20);
            connection.answerAll(request -> answer(connection, request));
        });
        Client client = client(options -> options.connectionsPerEndpoint(1).streamsPerConnection(4));
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            boolean isLarge = i % 20 == 0;
            deliveries.add(client.send(isLarge ? large(server, "/" + i) : post(server, "/" + i), ANSWERED));
        }

        for (Delivery delivery : deliveries) {
            assertThat(client.reach(delivery, ANSWERED).attempts()).isOne();
        }
    }
}
