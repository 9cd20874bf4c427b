package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static io.flushpoint.WireState.NOTHING_WRITTEN;
import static io.flushpoint.WireState.PARTLY_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that fail: the server never gets a whole request that was reported as less. */
class BodyFailureTest extends OverSetups {
    private static final Duration A_MOMENT = Duration.ofMillis(40);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptThatACallbackLeavesBehindFailsNoFileAfterIt(boolean piecewise) throws Exception {
        assumeFalse(setup.isCallerDriven(), "the thread of a caller-driven loop is the caller's to interrupt");
        Path file = Files.write(directory.resolve("body"), new byte[4 << 20]);
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        client.sender()
                .send(
                        SendRequest.get(server.uri("/")),
                        ANSWERED,
                        (receipt, failure) -> Thread.currentThread().interrupt());
        client.until("the answer", () -> client.metrics().answered() == 1);

        for (int i = 0; i < 3; i++) {
            SendRequest upload = SendRequest.post(server.uri("/")).body(Body.file(file), "application/octet-stream");
            assertThat(client.deliver(piecewise ? upload.gzip() : upload, ANSWERED)
                            .status())
                    .hasValue(200);
        }
    }

    @Test
    void aMissingFileWritesNothingAndTheConnectionSurvives() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        client.deliver(SendRequest.get(server.uri("/")), ANSWERED);

        SendException failure = fails(client, server, Body.file(directory.resolve("missing")));

        Failures.expect(failure, Failure.BODY_FAILED, Phase.WRITE, NOTHING_WRITTEN);
        assertThat(client.deliver(SendRequest.get(server.uri("/")), ANSWERED).connection())
                .hasValue(1);
        assertThat(server.requests()).hasSize(2);
        assertThat(client.events().lines("retired")).isEmpty();
    }

    @Test
    void aMissingFileThatWasToBeCompressedWritesNothing() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();

        SendException failure = client.fail(
                client.send(SendRequest.post(server.uri("/"))
                        .body(Body.file(directory.resolve("missing")))
                        .gzip()),
                WRITTEN);

        Failures.expect(failure, Failure.BODY_FAILED, Phase.WRITE, NOTHING_WRITTEN);
    }

    @Test
    void aRangeBeyondTheFileWritesNothing() throws IOException {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        Path file = Files.write(directory.resolve("short"), new byte[100]);

        Failures.expect(
                fails(client, server, Body.file(file, 50, 51)), Failure.BODY_FAILED, Phase.WRITE, NOTHING_WRITTEN);
        Failures.expect(
                fails(client, server, Body.file(file, 101, 0)), Failure.BODY_FAILED, Phase.WRITE, NOTHING_WRITTEN);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aDirectoryIsNoBodyAndWritesNothing() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();

        Failures.expect(fails(client, server, Body.file(directory)), Failure.BODY_FAILED, Phase.WRITE, NOTHING_WRITTEN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFileThatGetsShorterWhileItIsSentFails(boolean gzip) throws IOException {
        ScriptedServer server =
                serve(Script.neverReading(), ServerOptions.defaults().receiveBuffer(16_384));
        Client client = client(options -> options.writeStall(Duration.ofSeconds(3)));
        Path file = directory.resolve("large");
        writeIncompressible(file, 24 << 20);
        SendRequest request = SendRequest.post(server.uri("/")).body(Body.file(file));
        Delivery delivery = client.send(gzip ? request.gzip() : request);
        client.until("the file to be open", () -> client.metrics().writing() == 1 && isOpen(file));
        client.elapse(A_MOMENT);

        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(1_000);
        }
        server.connection(1).resume();

        Failures.expect(client.fail(delivery, WRITTEN), Failure.BODY_FAILED, Phase.WRITE, PARTLY_WRITTEN);
        client.awaitEvent("retired 1 REQUEST_UNFINISHED");
    }

    /** Whether a descriptor of this process leads to the file; elsewhere than on Linux nobody says, and it counts as open. */
    private static boolean isOpen(Path file) throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return true;
        }
        Path real = file.toRealPath();
        try (Stream<Path> all = Files.list(descriptors)) {
            return all.anyMatch(descriptor -> leadsTo(descriptor, real));
        }
    }

    private static boolean leadsTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file);
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    @Proves("body-publisher-fails-mid-body")
    void aPublisherThatFailsFailsTheSendAndNoLastChunkFollows() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();

        SendException failure = fails(
                client,
                server,
                Body.stream(Publishers.failing(new byte[1_000], new IllegalStateException("out of paper"))));

        Failures.expect(failure, Failure.BODY_FAILED, Phase.WRITE, PARTLY_WRITTEN);
        assertThat(failure)
                .hasMessageNotContaining("out of paper") // which may hold anything
                .hasRootCauseMessage("out of paper");
        client.awaitEvent("retired 1 REQUEST_UNFINISHED");
        server.connection(1).awaitEnd(Client.PATIENCE);
        assertNoWholeRequest(server);
    }

    @Test
    void aPublisherThatCannotBeSubscribedToFailsTheSend() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();

        SendException failure = fails(client, server, Body.stream(subscriber -> {
            throw new IllegalStateException("not today");
        }));

        assertThat(failure.failure()).isEqualTo(Failure.BODY_FAILED);
        assertThat(failure).hasRootCauseMessage("not today");
        assertNoWholeRequest(server);
    }

    @Test
    @Proves("cl-mismatch")
    void aPublisherThatEndsTooEarlyFailsTheSend() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();

        SendException failure = fails(client, server, Body.stream(Publishers.of(new byte[999], 500), 1_000));

        Failures.expect(failure, Failure.BODY_FAILED, Phase.WRITE, PARTLY_WRITTEN);
        assertNoWholeRequest(server);
    }

    @Test
    void aPublisherThatGivesNothingOfWhatItDeclaredFailsTheSend() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();

        assertThat(fails(client, server, Body.stream(Publishers.of(List.of()), 10))
                        .failure())
                .isEqualTo(Failure.BODY_FAILED);
        assertNoWholeRequest(server);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 1_000})
    @Proves("cl-mismatch")
    void aPublisherThatGivesTooMuchFailsTheSendAndTheServerGetsNoWholeRequest(int declared) {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        List<ByteBuffer> tooMuch = List.of(ByteBuffer.allocate(declared), ByteBuffer.allocate(1));

        SendException failure = fails(client, server, Body.stream(Publishers.of(tooMuch), declared));

        assertThat(failure.failure()).isEqualTo(Failure.BODY_FAILED);
        assertThat(failure.wireState()).isIn(NOTHING_WRITTEN, PARTLY_WRITTEN);
        assertNoWholeRequest(server);
    }

    @Test
    void aPublisherThatFailsAfterItsLastByteFailsTheSendAndTheServerGetsNoWholeRequest() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();

        SendException failure = fails(
                client,
                server,
                Body.stream(Publishers.failing(new byte[1_000], new IllegalStateException("too late")), 1_000));

        assertThat(failure.failure()).isEqualTo(Failure.BODY_FAILED);
        assertThat(failure.wireState()).isIn(NOTHING_WRITTEN, PARTLY_WRITTEN);
        assertNoWholeRequest(server);
    }

    @Test
    void aPublisherThatNeverEndsTimesOutAndTheServerGetsNoWholeRequest() {
        ScriptedServer server = serve(Script.silent());
        Client client = client(options -> options.writeStall(Duration.ofMillis(100)));

        SendException failure = fails(client, server, Body.stream(Publishers.endless(new byte[1_000]), 1_000));

        assertThat(failure.failure()).isEqualTo(Failure.WRITE_TIMEOUT);
        assertThat(failure.wireState()).isIn(NOTHING_WRITTEN, PARTLY_WRITTEN);
        assertNoWholeRequest(server);
    }

    @Test
    void aPublisherThatGivesNullFailsTheSend() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client(options -> options.writeStall(Duration.ofSeconds(1)));

        SendException failure = fails(client, server, Body.stream(Publishers.of(Arrays.asList((ByteBuffer) null))));

        assertThat(failure.failure()).isEqualTo(Failure.BODY_FAILED);
    }

    @Test
    void aPublisherThatBlocksHoldsUpNoOtherSend() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        CountDownLatch release = new CountDownLatch(1);
        Flow.Publisher<ByteBuffer> blocking = subscriber -> {
            Flow.Publisher<ByteBuffer> content = Publishers.of(new byte[100], 10);
            content.subscribe(new Forwarding(subscriber, release));
        };
        Delivery blocked = client.send(SendRequest.post(server.uri("/blocked")).body(Body.stream(blocking)), ANSWERED);

        client.deliver(SendRequest.get(server.uri("/other")), ANSWERED);

        assertThat(blocked.reached(WRITTEN).toCompletableFuture()).isNotDone();
        release.countDown();
        assertThat(client.reach(blocked, ANSWERED).status()).hasValue(200);
    }

    @Test
    @Proves("large-body-slow-reader")
    void aPublisherIsNeverFarAheadOfAServerThatDoesNotRead() {
        ScriptedServer server =
                serve(Script.neverReading(), ServerOptions.defaults().receiveBuffer(16_384));
        Client client = client(options -> options.writeStall(Duration.ofMillis(300)));
        AtomicInteger given = new AtomicInteger();
        byte[] piece = new byte[64 << 10];
        Flow.Publisher<ByteBuffer> endless = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                for (long i = 0; i < count; i++) {
                    given.incrementAndGet();
                    subscriber.onNext(ByteBuffer.wrap(piece));
                }
            }

            @Override
            public void cancel() {
                given.addAndGet(1_000_000);
            }
        });

        SendException failure = fails(client, server, Body.stream(endless));

        Failures.expect(failure, Failure.WRITE_TIMEOUT, Phase.WRITE, PARTLY_WRITTEN);
        client.until("the publisher's cancellation", () -> given.get() >= 1_000_000);
        long bytes = (given.get() - 1_000_000L) * piece.length;
        assertThat(bytes).as("given").isLessThan(8 << 20);
    }

    private static SendException fails(Client client, ScriptedServer server, Body body) {
        return client.fail(client.send(SendRequest.post(server.uri("/")).body(body)), WRITTEN);
    }

    /** A failure says PARTLY_WRITTEN or less, so the server must not have been able to act on it. */
    private static void assertNoWholeRequest(ScriptedServer server) {
        io.flushpoint.testkit.Await.elapse(A_MOMENT);
        assertThat(server.requests()).noneMatch(RecordedRequest::isComplete);
    }

    private static void writeIncompressible(Path file, int length) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] megabyte = new byte[1 << 20];
            new java.util.Random(1).nextBytes(megabyte);
            for (int written = 0; written < length; written += megabyte.length) {
                access.write(megabyte);
            }
        }
    }

    /** Passes signals on, but blocks the thread that asks for the first element. */
    private record Forwarding(Flow.Subscriber<? super ByteBuffer> next, CountDownLatch release)
            implements Flow.Subscriber<ByteBuffer> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            next.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    subscription.request(count);
                }

                @Override
                public void cancel() {
                    subscription.cancel();
                }
            });
        }

        @Override
        public void onNext(ByteBuffer item) {
            next.onNext(item);
        }

        @Override
        public void onError(Throwable error) {
            next.onError(error);
        }

        @Override
        public void onComplete() {
            next.onComplete();
        }
    }
}
