package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.WireState;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.ConnectionEnd;
import io.flushpoint.testkit.Effect;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.ServerTls;
import io.flushpoint.testkit.TestPki;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that end in the middle under TLS: what is told of them is what the server has of them. */
@ParameterizedClass
@MethodSource("io.flushpoint.functional.TlsCombination#pairwise")
class TlsWriteFailureTest {
    private static final TestPki PKI = TestPki.create();

    /** Far more than the kernels of both sides take from a writer that nobody reads. */
    private static final int BODY_BYTES = 24 << 20;

    private static final byte[] LARGE = new byte[BODY_BYTES];
    private static final int READ_BYTES = 300_000;
    private static final int MEMORY_BYTES = 8 << 20;

    /** A fatal handshake_failure, as by a middlebox that knows no keys (RFC 8446 §6). */
    private static final String ALERT_IN_CLEAR = "\u0015\u0003\u0003\u0000\u0002\u0002(";

    @TempDir
    private static Path directory;

    @Parameter
    private TlsCombination combination;

    @BeforeEach
    void exists() {
        combination.assumeAvailable();
    }

    @Test
    @Proves("never-reads-large-body")
    void aPeerThatNeverReadsIsAWriteTimeoutAndCostsBoundedMemory() {
        Script script = Script.silent().at(At.AFTER_HANDSHAKE, Effects.stall());
        Endless body = new Endless();
        try (ScriptedServer server = ScriptedServer.start(
                        script, ServerOptions.defaults().receiveBuffer(4096).tls(PKI.serverTls()));
                TlsSender sender = combination.start(options().writeStall(Duration.ofMillis(400)))) {
            long before = directMemory();
            Delivery delivery = sender.send(SendRequest.post(server.uri(TestPki.HOST, "/"))
                    .body(Body.stream(body), "application/octet-stream"));
            SendException stalled = sender.failure(delivery, DeliveryLevel.WRITTEN);

            assertThat(stalled.failure()).isEqualTo(Failure.WRITE_TIMEOUT);
            assertThat(stalled.phase()).isEqualTo(Phase.WRITE);
            assertThat(stalled.wireState()).isEqualTo(WireState.PARTLY_WRITTEN);
            assertThat(directMemory() - before).isLessThan(MEMORY_BYTES);
            assertThat(body.given()).isPositive().isLessThan(BODY_BYTES);
            sender.until("retirement", () -> !sender.retired().isEmpty()); // told after the outcome
            assertThat(sender.retired()).containsExactly(RetireReason.REQUEST_UNFINISHED);
            long given = body.given();
            sender.elapse(Duration.ofMillis(50));
            assertThat(body.given()).as("nobody asks for more").isLessThanOrEqualTo(given + Endless.PIECE);
        }
    }

    @Test
    @Proves("rst-at-byte-n")
    void aResetInTheMiddleOfABodyIsALossOfAPart() {
        isLostInTheMiddle(Effects.closeRst());
    }

    @Test
    @Proves("fin-at-byte-n")
    void aCloseInTheMiddleOfABodyIsALossOfAPart() {
        isLostInTheMiddle(Effects.closeFin());
    }

    @Test
    void aCloseNotifyInTheMiddleOfABodyIsALossOfAPart() {
        isLostInTheMiddle(exchange -> {
            exchange.connection().closeNotify();
            exchange.connection().closeWithoutNotify();
        });
    }

    private void isLostInTheMiddle(Effect end) {
        Script script = Script.answering(200).at(At.afterBodyBytes(READ_BYTES), end);
        try (ScriptedServer server = server(script);
                TlsSender sender = combination.start(options())) {
            SendException lost = sender.failure(sender.send(large(server)), DeliveryLevel.WRITTEN);

            assertThat(lost.failure()).isEqualTo(Failure.CONNECTION_LOST);
            assertThat(lost.phase()).isEqualTo(Phase.WRITE);
            assertThat(lost.wireState()).isEqualTo(WireState.PARTLY_WRITTEN);
            assertThat(lost.receipt().attempts()).isEqualTo(1);
            assertThat(sender.retries()).isEmpty();
            assertThat(server.requests()).singleElement().matches(request -> !request.isComplete());
        }
    }

    @Test
    void aReplayableRequestIsTriedOnceMoreOnAFreshConnection() throws Exception {
        Script script = Script.answering(200).at(At.afterBodyBytes(READ_BYTES).onConnection(1), Effects.closeRst());
        try (ScriptedServer server = server(script);
                TlsSender sender = combination.start(options())) {
            Receipt receipt = sender.answer(large(server).replayable());

            assertThat(receipt.attempts()).isEqualTo(2);
            assertThat(sender.retries()).containsExactly(Failure.CONNECTION_LOST);
            assertThat(server.requests()).hasSize(2);
            assertThat(server.requests())
                    .filteredOn(RecordedRequest::isComplete)
                    .singleElement()
                    .satisfies(whole -> assertThat(whole.bodyLength()).isEqualTo(BODY_BYTES));
        }
    }

    @Test
    @Proves("cancel-mid-write")
    void nothingFollowsACancelInTheMiddleButWhatTheKernelHad() {
        staysIncomplete(Failure.CANCELLED, (sender, delivery) -> delivery.cancel(), Duration.ofSeconds(10));
    }

    @Test
    void nothingFollowsADeadlineInTheMiddleButWhatTheKernelHad() {
        staysIncomplete(Failure.DEADLINE_EXCEEDED, (sender, delivery) -> {}, Duration.ofMillis(700));
    }

    @Test
    void nothingFollowsTheEndOfTheSenderButWhatTheKernelHad() {
        staysIncomplete(Failure.SENDER_CLOSED, (sender, delivery) -> sender.close(), Duration.ofSeconds(10));
    }

    /** What ends a send while its server holds still. */
    private interface Ending {
        void end(TlsSender sender, Delivery delivery);
    }

    private void staysIncomplete(Failure failure, Ending ending, Duration timeout) {
        Script script = Script.answering(200).at(At.afterBodyBytes(READ_BYTES).onConnection(1), Effects.stall());
        try (ScriptedServer server = server(script);
                TlsSender sender = combination.start(options())) {
            Delivery delivery = sender.send(large(server).timeout(timeout));
            sender.until(
                    "a part of the body",
                    () -> server.bytesReceived() > READ_BYTES
                            && server.requests().get(0).bodyLength() == READ_BYTES);

            ending.end(sender, delivery);
            SendException ended = sender.failure(delivery, DeliveryLevel.WRITTEN);
            assertThat(ended.failure()).isEqualTo(failure);
            assertThat(ended.wireState()).isEqualTo(WireState.PARTLY_WRITTEN);

            server.connection(1).resume();
            assertThat(server.connection(1).awaitEnd(TlsSender.SOON))
                    .isIn(ConnectionEnd.CLIENT_FIN, ConnectionEnd.CLIENT_RST, ConnectionEnd.FAILED);
            assertThat(server.requests()).singleElement().satisfies(only -> {
                assertThat(only.isComplete()).isFalse();
                assertThat(only.wireLength())
                        .isLessThanOrEqualTo(ended.receipt().bytes());
            });
            assertThat(server.connections()).hasSize(1);
        }
    }

    static Stream<Arguments> whatComesBack() {
        return Stream.of(
                Arguments.of("a part of a status line", Failure.CONNECTION_LOST, Effects.raw("HTTP/1.1 20")),
                Arguments.of("an interim response", Failure.CONNECTION_LOST, Effects.interim(100)),
                Arguments.of("no HTTP", Failure.PROTOCOL_ERROR, Effects.raw("no HTTP\r\n")),
                Arguments.of("no TLS", Failure.PROTOCOL_ERROR, inClear("HTTP/1.1 400 Bad Request\r\n\r\n")),
                Arguments.of("an alert in clear", Failure.PROTOCOL_ERROR, inClear(ALERT_IN_CLEAR)));
    }

    private static Effect inClear(String bytes) {
        return exchange -> exchange.connection().sendInClear(bytes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatComesBack")
    void aReplayableRequestIsNotTriedAgainOnceAByteCameBackForIt(String what, Failure failure, Effect effect)
            throws Exception {
        for (Effect end : List.of(Effects.closeWithoutNotify(), Effects.closeRst())) {
            Script script = Script.answering(200).at(At.AFTER_HEAD.onConnection(1), Effects.stall(), effect, end);
            try (ScriptedServer server = server(script);
                    TlsSender sender = combination.start(options())) {
                Delivery delivery = sender.send(large(server).replayable());
                sender.until("the head", () -> !server.requests().isEmpty());
                HeldLoop.duringStandstill(sender.sender(), () -> {
                    server.connection(1).resume();
                    server.connection(1).awaitEnd(TlsSender.SOON);
                });
                SendException lost = sender.failure(delivery, DeliveryLevel.WRITTEN);

                assertThat(lost.failure()).isEqualTo(failure);
                assertThat(lost.phase()).isEqualTo(Phase.WRITE);
                assertThat(lost.wireState()).isEqualTo(WireState.PARTLY_WRITTEN);
                assertThat(lost.receipt().attempts()).isEqualTo(1);
                assertThat(sender.retries()).isEmpty();
                assertThat(server.connections()).hasSize(1);
            }
        }
    }

    /** The refusal of a client's certificate in TLS 1.3 comes as an alert behind a handshake that the client has ended. */
    @Test
    void anAlertInTheMiddleIsAByteThatCameBack() {
        ServerTls demanding = PKI.serverTls().only("TLSv1.3").needClientCertificate();
        try (ScriptedServer server = ScriptedServer.start(
                        Script.answering(200), ServerOptions.defaults().tls(demanding));
                TlsSender sender = combination.start(options())) {
            SendException lost = sender.failure(sender.send(large(server).replayable()), DeliveryLevel.WRITTEN);

            assertThat(lost.failure()).isEqualTo(Failure.PROTOCOL_ERROR);
            assertThat(lost.receipt().attempts()).isLessThanOrEqualTo(1);
            assertThat(sender.retries()).isEmpty();
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    @Proves("413-then-reads-rest")
    void anAnswerInTheMiddleEndsTheWritingAndTellsItsStatus() {
        Script script = Script.answering(200).at(At.AFTER_HEAD, Effects.respond(413), Effects.stall());
        try (ScriptedServer server = server(script);
                TlsSender sender = combination.start(options())) {
            SendException early = sender.failure(sender.send(large(server)), DeliveryLevel.WRITTEN);

            assertThat(early.failure()).isEqualTo(Failure.ANSWERED_EARLY);
            assertThat(early.status()).hasValue(413);
            assertThat(early.wireState()).isEqualTo(WireState.PARTLY_WRITTEN);
            sender.until("retirement", () -> !sender.retired().isEmpty()); // told after the outcome
            assertThat(sender.retired()).containsExactly(RetireReason.REQUEST_UNFINISHED);
        }
    }

    @Test
    void anAnswerThatLiesInTheSocketIsToldWhenTheWriteFails() {
        Script script =
                Script.answering(200).at(At.AFTER_HEAD, Effects.stall(), Effects.respond(413), Effects.closeFin());
        try (ScriptedServer server = server(script);
                TlsSender sender = combination.start(options())) {
            Delivery delivery = sender.send(large(server).replayable());
            sender.until("the head", () -> !server.requests().isEmpty());
            server.connection(1).resume(); // a caller-driven loop stands still until the server has gone
            server.connection(1).awaitEnd(TlsSender.SOON);
            SendException early = sender.failure(delivery, DeliveryLevel.WRITTEN);

            assertThat(early.failure()).isEqualTo(Failure.ANSWERED_EARLY);
            assertThat(early.status()).hasValue(413);
            assertThat(early.wireState()).isEqualTo(WireState.PARTLY_WRITTEN);
            assertThat(server.connections()).hasSize(1);
        }
    }

    @Test
    @Proves("body-publisher-fails-mid-body")
    void aBodyThatFailsInTheMiddleNeverLooksComplete() {
        try (ScriptedServer server = server(Script.answering(200));
                TlsSender sender = combination.start(options())) {
            SendRequest request = SendRequest.post(server.uri(TestPki.HOST, "/"))
                    .body(Body.stream(new Endless(1 << 20)), "application/octet-stream");
            SendException failed = sender.failure(sender.send(request), DeliveryLevel.WRITTEN);

            assertThat(failed.failure()).isEqualTo(Failure.BODY_FAILED);
            assertThat(failed.wireState()).isEqualTo(WireState.PARTLY_WRITTEN);
            server.connection(1).awaitEnd(TlsSender.SOON);
            assertThat(server.requests()).noneMatch(RecordedRequest::isComplete);
        }
    }

    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    private static SendRequest large(ScriptedServer server) {
        return SendRequest.post(server.uri(TestPki.HOST, "/upload"))
                .body(Body.of(ByteBuffer.wrap(LARGE)), "application/octet-stream");
    }

    private static ScriptedServer server(Script script) {
        return ScriptedServer.start(script, ServerOptions.defaults().tls(PKI.serverTls()));
    }

    private SenderOptions options() {
        return combination.options(
                TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory)));
    }

    /** Gives as much as it is asked for, and counts it; may fail after so many bytes. */
    private static final class Endless implements Flow.Publisher<ByteBuffer> {
        static final int PIECE = 64 << 10;

        private final AtomicLong given = new AtomicLong();
        private final long failsAfter;

        Endless() {
            this(Long.MAX_VALUE);
        }

        Endless(long failsAfter) {
            this.failsAfter = failsAfter;
        }

        long given() {
            return given.get();
        }

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {
                    for (long i = 0; i < count; i++) {
                        if (given.addAndGet(PIECE) > failsAfter) {
                            subscriber.onError(new IllegalStateException("as arranged"));
                            return;
                        }
                        subscriber.onNext(ByteBuffer.allocate(PIECE));
                    }
                }

                @Override
                public void cancel() {
                    // nothing is given unasked
                }
            });
        }
    }
}
