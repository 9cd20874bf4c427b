package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static io.flushpoint.WireState.FULLY_WRITTEN;
import static io.flushpoint.WireState.NOTHING_WRITTEN;
import static io.flushpoint.WireState.PARTLY_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.Body;
import io.flushpoint.CallerDrivenSender;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.CapturedLog;
import io.flushpoint.testkit.ConnectionEnd;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Closing, threads, callbacks, and who may call what from where. */
class LifecycleTest extends OverSetups {
    private static final Duration LONG = Duration.ofSeconds(4);

    // ---- closing ----

    @Test
    @Proves("close-sender-with-inflight")
    void closeWithGraceWaitsForAnswers() {
        ScriptedServer server = serve(Script.thinking(Duration.ofMillis(100), 200));
        Client client = client();
        Delivery delivery = client.send(SendRequest.get(server.uri("/")), ANSWERED);

        client.sender().close(LONG);

        assertThat(delivery.reached(ANSWERED).toCompletableFuture())
                .isCompletedWithValueMatching(receipt -> receipt.status().orElse(0) == 200);
    }

    @Test
    void closeDoesNotWaitLongerThanSendsNeed() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        client.deliver(SendRequest.get(server.uri("/")), ANSWERED);
        long start = System.nanoTime();

        client.sender().close(Duration.ofHours(1));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
    }

    @Test
    @Proves("close-sender-with-inflight")
    void closeWithoutGraceFailsWhatIsNotAnswered() {
        ScriptedServer server = serve(Script.silent());
        Client client = client();
        Delivery delivery = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        client.reach(delivery, WRITTEN);

        client.sender().close(Duration.ZERO);

        SendException failure = failureOf(delivery);
        Failures.expect(failure, Failure.SENDER_CLOSED, Phase.ANSWER, FULLY_WRITTEN);
        assertThat(delivery.report().toCompletableFuture())
                .isCompletedWithValueMatching(report -> report.kind() == DeliveryReport.Kind.UNKNOWN
                        && report.failure().equals(Optional.of(Failure.SENDER_CLOSED)));
        client.awaitEvent("retired 1 SENDER_CLOSED");
    }

    @Test
    @Proves("close-sender-with-inflight")
    void closeWithoutGraceFailsWhatIsQueuedAndWhatIsBeingWritten() {
        ScriptedServer server = serve(Script.neverReading());
        Client client = clientOfOneConnection();
        Delivery writing = client.send(SendRequest.post(server.uri("/")).body(Body.of(new byte[16 << 20])));
        Delivery queued = client.send(SendRequest.get(server.uri("/")));
        client.until("the write to be stuck", () -> client.metrics().writing() == 1);
        client.elapse(Duration.ofMillis(20));

        client.sender().close(Duration.ZERO);

        Failures.expect(failureOf(writing), Failure.SENDER_CLOSED, Phase.WRITE, PARTLY_WRITTEN);
        Failures.expect(failureOf(queued), Failure.SENDER_CLOSED, Phase.QUEUE, NOTHING_WRITTEN);
        assertThat(client.metrics().bytesInFlight()).isZero();
    }

    @Test
    void closeWithoutGraceEndsALookup() {
        CountDownLatch release = new CountDownLatch(1);
        Client client = client(options -> options.resolver(host -> {
            awaitUninterrupted(release);
            return List.of(InetAddress.getLoopbackAddress());
        }));
        Delivery delivery = client.send(SendRequest.get("http://slow.test:9/"));
        client.until("the lookup", () -> client.metrics().connectionsOpening() == 1);

        client.sender().close(Duration.ZERO);

        assertThat(failureOf(delivery).failure()).isEqualTo(Failure.SENDER_CLOSED);
        assertThat(failureOf(delivery).wireState()).isEqualTo(NOTHING_WRITTEN);
        release.countDown();
    }

    @Test
    void closeClosesIdleConnectionsInOrder() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        client.deliver(SendRequest.get(server.uri("/")), ANSWERED);

        client.sender().close();

        assertThat(server.connection(1).awaitEnd(Client.PATIENCE)).isEqualTo(ConnectionEnd.CLIENT_FIN);
    }

    @Test
    @Proves("send-after-close")
    void aSendAfterCloseFailsWithNothingWritten() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        client.sender().close();

        Delivery delivery = client.send(SendRequest.get(server.uri("/")));

        Failures.expect(failureOf(delivery), Failure.SENDER_CLOSED, Phase.QUEUE, NOTHING_WRITTEN);
        assertThat(server.connections()).isEmpty();
    }

    @Test
    void aPreconnectAfterCloseFailsAndDoesNotThrow() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        client.sender().close();

        CompletableFuture<Receipt> stage =
                client.sender().preconnect(server.uri("/")).toCompletableFuture();

        assertThat(stage)
                .failsWithin(Duration.ofSeconds(1))
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        SendException.class,
                        failure -> assertThat(failure.failure()).isEqualTo(Failure.SENDER_CLOSED));
    }

    @Test
    void otherCallsAfterCloseDoNothing() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        Delivery delivery = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        client.reach(delivery, ANSWERED);

        client.sender().close();

        assertThatCode(() -> {
                    client.sender().close();
                    client.sender().close(Duration.ofSeconds(1));
                    client.sender().resumed(Duration.ZERO);
                    client.sender().renew();
                    delivery.cancel();
                    delivery.await(ANSWERED, Duration.ZERO);
                })
                .doesNotThrowAnyException();
        assertThat(client.metrics().reached()).isEqualTo(1);
    }

    @Test
    void runAfterCloseDoesNothing() {
        assumeTrue(setup.isCallerDriven(), "only a caller-driven sender is run");
        Client client = client();
        client.sender().close();

        assertThat(((CallerDrivenSender) client.sender()).run(Duration.ZERO)).isFalse();
    }

    @Test
    void aLevelAskedForAfterCloseIsSettled() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        Delivery delivery = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        client.reach(delivery, ANSWERED);
        client.sender().close();

        assertThat(delivery.reached(io.flushpoint.DeliveryLevel.ACKNOWLEDGED).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(1));
    }

    @Test
    @Proves("close-sender-with-inflight")
    void sendsFromManyThreadsWhileItClosesAreEachSettledOnce() throws InterruptedException {
        assumeFalse(setup.isCallerDriven(), "a caller-driven sender belongs to one thread");
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        List<Delivery> deliveries = new java.util.concurrent.CopyOnWriteArrayList<>();
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(i -> new Thread(() -> {
                    for (int n = 0; n < 100; n++) {
                        deliveries.add(client.send(SendRequest.get(server.uri("/")), ANSWERED));
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        client.until("some sends", () -> deliveries.size() > 20);

        client.sender().close(Duration.ofMillis(10));

        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(deliveries).hasSize(400);
        assertThat(deliveries)
                .allSatisfy(delivery -> assertThat(delivery.reached(ANSWERED).toCompletableFuture())
                        .isDone());
    }

    // ---- disconnecting ----

    @Test
    void disconnectClosesWhatIsIdleAndTheNextSendOpensAnew() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        client.deliver(SendRequest.get(server.uri("/")), ANSWERED);
        client.until("an idle connection", () -> client.metrics().connectionsIdle() == 1);

        client.outcome(client.sender().disconnect().thenApply(nothing -> "done"));

        client.awaitEvent("retired 1 DISCONNECTED");
        assertThat(server.connection(1).awaitEnd(Client.PATIENCE)).isEqualTo(ConnectionEnd.CLIENT_FIN);
        assertThat(client.metrics().connectionsIdle()).isZero();
        assertThat(client.deliver(SendRequest.get(server.uri("/")), ANSWERED).connection())
                .hasValue(2);
    }

    @Test
    void disconnectLosesAnswersAndCancelsWhatWaits() {
        ScriptedServer server = serve(Script.silent());
        Client client = clientOfOneConnection();
        Delivery written = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        client.reach(written, WRITTEN);
        server.awaitRequest(Client.PATIENCE);
        Delivery waiting = client.send(SendRequest.get(server.uri("/")));

        client.outcome(client.sender().disconnect().thenApply(nothing -> "done"));

        Failures.expect(client.fail(written, ANSWERED), Failure.CONNECTION_LOST, Phase.ANSWER, FULLY_WRITTEN);
        SendException cancelled = client.fail(waiting, WRITTEN);
        assertThat(cancelled.failure()).isEqualTo(Failure.CANCELLED);
        assertThat(cancelled.wireState()).isEqualTo(NOTHING_WRITTEN);
        assertThat(server.requests()).hasSize(1);
        client.deliver(SendRequest.get(server.uri("/")), WRITTEN);
    }

    @Test
    void disconnectWithoutConnectionsIsDoneAtOnce() {
        Client client = client();

        client.outcome(client.sender().disconnect().thenApply(nothing -> "done"));

        assertThat(client.events().lines()).isEmpty();
    }

    // ---- threads ----

    @Test
    void noThreadOfOursOutlivesClose() {
        ScriptedServer server = serve(Script.answering(200));
        Client client =
                client(options -> options.eventLoops(3).resolver(host -> List.of(InetAddress.getLoopbackAddress())));
        client.deliver(SendRequest.get(server.uri("localhost", "/")), ANSWERED);
        client.deliver(
                SendRequest.post(server.uri("localhost", "/")).body(Body.stream(Publishers.of(new byte[10], 3))),
                ANSWERED);
        assertThat(threadsOfOurs()).isNotEmpty().allMatch(Thread::isDaemon);

        client.sender().close();

        io.flushpoint.testkit.Await.until(
                "no thread of ours", () -> threadsOfOurs().isEmpty(), Client.PATIENCE);
    }

    private static List<Thread> threadsOfOurs() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("flushpoint"))
                .toList();
    }

    @Test
    void severalSendersCoexist() {
        ScriptedServer server = serve(Script.answering(200));
        List<Client> clients = IntStream.range(0, 4).mapToObj(i -> client()).toList();

        for (Client client : clients) {
            assertThat(client.deliver(SendRequest.get(server.uri("/")), ANSWERED)
                            .connection())
                    .hasValue(1);
        }
        clients.get(0).sender().close();

        assertThat(clients.get(1)
                        .deliver(SendRequest.get(server.uri("/")), ANSWERED)
                        .reused())
                .isTrue();
        assertThat(server.connections()).hasSize(4);
    }

    @Test
    void severalEventLoopsShareTheWork() {
        assumeFalse(setup.isCallerDriven(), "a caller-driven sender has one loop");
        Client client = client(options -> options.eventLoops(3));

        for (int i = 0; i < 6; i++) {
            ScriptedServer server = serve(Script.answering(200));
            client.deliver(SendRequest.get(server.uri("/")), ANSWERED);
            assertThat(client.deliver(SendRequest.get(server.uri("/")), ANSWERED)
                            .reused())
                    .isTrue();
        }
    }

    @Test
    void preconnectDoesNotWaitForTheLoopOfAnotherEndpoint() {
        assumeFalse(setup.isCallerDriven(), "a caller-driven sender has one loop");
        Client client = client(options -> options.eventLoops(2));
        CountDownLatch release = new CountDownLatch(1);
        ScriptedServer onFirst = serverOnLoop(client, "flushpoint-loop-1");
        ScriptedServer onSecond = serverOnLoop(client, "flushpoint-loop-2");
        client.send(SendRequest.get(onFirst.uri("/")), ANSWERED)
                .reached(ANSWERED)
                .thenAccept(receipt -> awaitUninterrupted(release));

        CompletableFuture<Receipt> opened =
                client.sender().preconnect(onSecond.uri("/")).toCompletableFuture();

        try {
            assertThat(opened).succeedsWithin(Duration.ofSeconds(2));
        } finally {
            release.countDown();
        }
    }

    @Test
    @Proves("event-loop-blocked-by-callback")
    void aSendDoesNotWaitForTheLoopOfAnotherEndpoint() {
        assumeFalse(setup.isCallerDriven(), "a caller-driven sender has one loop");
        Client client = client(options -> options.eventLoops(2));
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        ScriptedServer onFirst = serverOnLoop(client, "flushpoint-loop-1");
        ScriptedServer onSecond = serverOnLoop(client, "flushpoint-loop-2");
        client.send(SendRequest.get(onFirst.uri("/")), ANSWERED)
                .reached(ANSWERED)
                .thenAccept(receipt -> {
                    held.countDown();
                    awaitUninterrupted(release);
                });
        awaitUninterrupted(held);

        try {
            assertThat(client.deliver(SendRequest.get(onSecond.uri("/")), ANSWERED)
                            .status())
                    .hasValue(200);
        } finally {
            release.countDown();
        }
    }

    private ScriptedServer serverOnLoop(Client client, String loop) {
        for (int i = 0; i < 50; i++) {
            ScriptedServer server = serve(Script.thinking(Duration.ofMillis(20), 200));
            AtomicReference<String> name = new AtomicReference<>();
            client.outcome(client.send(SendRequest.get(server.uri("/")), ANSWERED)
                    .reached(ANSWERED)
                    .thenAccept(receipt -> name.set(Thread.currentThread().getName())));
            if (loop.equals(name.get())) {
                return server;
            }
        }
        throw new AssertionError("no endpoint of 50 is on " + loop);
    }

    // ---- callbacks ----

    @Test
    @Proves("send-from-event-loop")
    void aSendFromWithinACallbackGoesOut() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        AtomicReference<Delivery> second = new AtomicReference<>();

        Delivery first = client.send(SendRequest.get(server.uri("/1")), ANSWERED);
        client.outcome(first.reached(ANSWERED)
                .thenAccept(receipt -> second.set(client.send(SendRequest.get(server.uri("/2")), ANSWERED))));

        client.until("the second send", () -> second.get() != null);
        assertThat(client.reach(second.get(), ANSWERED).status()).hasValue(200);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aChainOfSendsFromCallbacksDoesNotOverflowTheStack() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client(options -> options.queuedSends(1));
        int length = 3_000;
        CountDownLatch left = new CountDownLatch(length);
        io.flushpoint.SendCallback again = new io.flushpoint.SendCallback() {
            @Override
            public void onSettled(Receipt receipt, @Nullable SendException failure) {
                left.countDown();
                if (left.getCount() > 0) {
                    client.sender().send(SendRequest.get(server.uri("/")), ANSWERED, this);
                }
            }
        };

        client.sender().send(SendRequest.get(server.uri("/")), ANSWERED, again);

        client.until("the end of the chain", () -> left.getCount() == 0);
        assertThat(client.metrics().reached()).isEqualTo(length);
    }

    @Test
    void aCallbackThatThrowsIsLoggedAndDoesNoHarm() {
        assertHarmless(new IllegalStateException("careless"));
    }

    @Test
    void aCallbackThatThrowsAnErrorIsLoggedAndDoesNoHarm() {
        assertHarmless(new AssertionError("very careless"));
    }

    private void assertHarmless(Throwable thrown) {
        ScriptedServer server = serve(Script.answering(200));
        try (CapturedLog log = CapturedLog.start(Level.WARNING)) {
            Client client = client(options -> options.listener(new Throwing(thrown)));
            assertHarmless(client, server, thrown);
            client.close();
            assertThat(log.lines())
                    .filteredOn(line -> line.contains(String.valueOf(thrown.getMessage())))
                    .as("opened, four times settled and told, reused three times, retired, and the callback's own")
                    .hasSizeGreaterThanOrEqualTo(1 + 8 + 3 + 1 + 6);
        }
    }

    private static void assertHarmless(Client client, ScriptedServer server, Throwable thrown) {
        for (int i = 0; i < 3; i++) {
            AtomicReference<DeliveryReport> report = new AtomicReference<>();
            client.sender().send(SendRequest.get(server.uri("/")), WRITTEN, new io.flushpoint.SendCallback() {
                @Override
                public void onSettled(Receipt receipt, @Nullable SendException failure) {
                    sneak(thrown);
                }

                @Override
                public void onReport(DeliveryReport told) {
                    report.set(told);
                    sneak(thrown);
                }
            });
            client.until("the news", () -> report.get() != null);
            assertThat(report.get().kind()).isEqualTo(DeliveryReport.Kind.ANSWERED);
        }
        client.until("an idle connection", () -> client.metrics().connectionsIdle() == 1);
        Receipt receipt = client.deliver(SendRequest.get(server.uri("/")), ANSWERED);
        assertThat(receipt.connection()).hasValue(1);
        assertThat(server.requests()).hasSize(4);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    @Proves("event-loop-blocked-by-callback")
    void awaitInACallbackThrows() {
        ScriptedServer server = serve(Script.thinking(Duration.ofMillis(20), 200));
        Client client = client();
        Delivery other = client.send(SendRequest.get(server.uri("/")).timeout(LONG), ANSWERED);

        assertThrowsInCallback(client, server, () -> other.await(ANSWERED, LONG), "await");
    }

    @Test
    void closeInACallbackThrows() {
        ScriptedServer server = serve(Script.thinking(Duration.ofMillis(20), 200));
        Client client = client();

        assertThrowsInCallback(
                client,
                server,
                () -> {
                    client.sender().close();
                    return null;
                },
                "close");
        client.deliver(SendRequest.get(server.uri("/")), ANSWERED);
    }

    @Test
    void runInACallbackThrows() {
        assumeTrue(setup.isCallerDriven(), "only a caller-driven sender is run");
        ScriptedServer server = serve(Script.thinking(Duration.ofMillis(20), 200));
        Client client = client();

        assertThrowsInCallback(client, server, () -> ((CallerDrivenSender) client.sender()).run(Duration.ZERO), "run");
    }

    private static void assertThrowsInCallback(Client client, ScriptedServer server, Callable<?> call, String named) {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Delivery delivery = client.send(SendRequest.get(server.uri("/")), WRITTEN);
        client.outcome(delivery.report().thenAccept(report -> thrown.set(thrownBy(call))));
        assertThat(thrown.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining(named);
    }

    @Test
    void awaitInACallbackThatCancelCausedThrows() {
        ScriptedServer server = serve(Script.silent());
        Client client = client();
        Delivery other = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        Delivery cancelled = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        client.reach(cancelled, WRITTEN);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        cancelled
                .report()
                .thenAccept(report -> thrown.set(thrownBy(() -> other.await(ANSWERED, Duration.ofMillis(50)))));

        cancelled.cancel();

        client.until("the callback", () -> thrown.get() != null);
        assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void awaitInACallbackThatCloseCausedThrows() {
        ScriptedServer server = serve(Script.silent());
        Client client = clientOfOneConnection();
        Delivery first = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        client.reach(first, WRITTEN);
        Delivery queued = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        queued.reached(WRITTEN).exceptionally(failure -> {
            thrown.set(thrownBy(() -> first.await(ANSWERED, Duration.ofMillis(50))));
            return first.receipt();
        });

        client.sender().close(Duration.ZERO);

        assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void awaitOnOneLoopForASendOfAnotherThrows() {
        assumeFalse(setup.isCallerDriven(), "a caller-driven sender has one loop");
        Client client = client(options -> options.eventLoops(2));
        ScriptedServer onFirst = serverOnLoop(client, "flushpoint-loop-1");
        ScriptedServer onSecond = serverOnLoop(client, "flushpoint-loop-2");
        Delivery other = client.send(SendRequest.get(onSecond.uri("/")), ANSWERED);

        assertThrowsInCallback(client, onFirst, () -> other.await(ANSWERED, Duration.ofMillis(5)), "await");
    }

    private static @Nullable Throwable thrownBy(Callable<?> call) {
        try {
            call.call();
            return new AssertionError("nothing was thrown");
        } catch (Exception e) {
            return e;
        }
    }

    // ---- whose thread ----

    @Test
    void aCallerDrivenSenderRefusesAnyOtherThreadAndNamesBoth() {
        assumeTrue(setup.isCallerDriven(), "a dedicated sender takes calls from any thread");
        ScriptedServer server = serve(Script.silent());
        Client client = client();
        CallerDrivenSender sender = (CallerDrivenSender) client.sender();
        Delivery delivery = client.send(SendRequest.get(server.uri("/")));
        client.reach(delivery, WRITTEN);
        server.awaitRequest(Client.PATIENCE);
        SendRequest request = SendRequest.get(server.uri("/"));

        List<Callable<?>> calls = new ArrayList<>(List.of(
                () -> sender.send(request),
                () -> sender.run(Duration.ZERO),
                () -> sender.preconnect(URI.create("http://127.0.0.1:9/")),
                () -> delivery.reached(ANSWERED),
                () -> delivery.await(ANSWERED, Duration.ZERO)));
        List<Runnable> commands = List.of(
                () -> sender.send(request, WRITTEN, (receipt, failure) -> {}),
                () -> sender.resumed(Duration.ZERO),
                sender::renew,
                sender::close,
                () -> sender.close(Duration.ZERO),
                delivery::cancel);
        commands.forEach(command -> calls.add(() -> {
            command.run();
            return null;
        }));
        for (Callable<?> call : calls) {
            assertThat(thrownOnAnotherThread(call))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'" + Thread.currentThread().getName() + "'")
                    .hasMessageContaining("'some-worker'");
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void metricsMayBeReadFromAnyThread() {
        Client client = client();

        assertThat(thrownOnAnotherThread(() -> client.metrics().queued()))
                .isInstanceOf(AssertionError.class)
                .hasMessage("nothing was thrown");
    }

    private static @Nullable Throwable thrownOnAnotherThread(Callable<?> call) {
        FutureTask<@Nullable Throwable> task = new FutureTask<>(() -> thrownBy(call));
        Thread thread = new Thread(task, "some-worker");
        thread.start();
        try {
            return task.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static SendException failureOf(Delivery delivery) {
        try {
            throw new AssertionError("reached: " + delivery.await(ANSWERED, Duration.ZERO));
        } catch (SendException e) {
            return e;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("not settled", e);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A listener that throws in every method. */
    private record Throwing(Throwable thrown) implements io.flushpoint.SenderListener {
        @Override
        public void onSettled(SendRequest request, Receipt receipt, @Nullable SendException failure) {
            sneak(thrown);
        }

        @Override
        public void onReport(SendRequest request, DeliveryReport report) {
            sneak(thrown);
        }

        @Override
        public void onRetried(SendRequest request, Failure cause) {
            sneak(thrown);
        }

        @Override
        public void onConnectionOpened(String endpoint, long connection) {
            sneak(thrown);
        }

        @Override
        public void onConnectionReused(String endpoint, long connection) {
            sneak(thrown);
        }

        @Override
        public void onConnectionRetired(String endpoint, long connection, RetireReason reason) {
            sneak(thrown);
        }
    }
}
