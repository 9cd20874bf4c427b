package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.TlsOptions;
import io.flushpoint.WireState;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.ConnectionEnd;
import io.flushpoint.testkit.Effect;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.ServerTls;
import io.flushpoint.testkit.TestPki;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ends of a TLS connection, in order and out of it: close_notify, FIN, both, neither. */
@ParameterizedClass
@MethodSource("io.flushpoint.functional.TlsCombination#all")
class TlsConnectionEndTest {
    private static final TestPki PKI = TestPki.create();

    @TempDir
    private static Path directory;

    @Parameter
    private TlsCombination combination;

    @BeforeEach
    void exists() {
        combination.assumeAvailable();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aCloseNotifyWithoutFinRetiresAnIdleConnection(String version) throws Exception {
        Script script = Script.answering(200).at(At.AFTER_RESPONSE.onConnection(1), Effects.closeNotify());
        try (ScriptedServer server = server(script, PKI.serverTls().only(version));
                TlsSender sender = sender()) {
            sender.answer(to(server));
            sender.until("retirement", () -> sender.retired().contains(RetireReason.PEER_CLOSED));

            assertThat(sender.answer(to(server)).reused()).isFalse();
            sender.until(
                    "our side is closed as well", () -> server.connection(1).end() != ConnectionEnd.OPEN);
            assertThat(server.requests()).hasSize(2);
        }
    }

    /** A caller-driven loop finds the answer and the close_notify behind it in one read. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void ourReplyToACloseNotifyIsNoPartOfTheRequestThatWaits(String version) throws Exception {
        Script script = Script.answering(200).at(At.AFTER_RESPONSE.onConnection(1), Effects.closeFin());
        try (ScriptedServer server = server(script, PKI.serverTls().only(version));
                TlsSender sender =
                        combination.start(combination.options(trusting()).connectionsPerEndpoint(1))) {
            Delivery first = sender.send(to(server), DeliveryLevel.ANSWERED);
            Delivery second = sender.send(to(server), DeliveryLevel.ANSWERED);
            sender.until("the first request", () -> !server.requests().isEmpty());
            server.connection(1).awaitEnd(TlsSender.SOON);

            assertThat(first.await(DeliveryLevel.ANSWERED, TlsSender.SOON).status())
                    .hasValue(200);
            SendException lost = sender.failure(second, DeliveryLevel.ANSWERED);
            if (lost == null) {
                assertThat(server.requests()).hasSize(2).allMatch(RecordedRequest::isComplete);
            } else {
                assertThat(lost.wireState()).as("whole or not at all").isEqualTo(WireState.FULLY_WRITTEN);
            }
        }
    }

    static Stream<Arguments> endsBehindAnAnswer() {
        return Stream.of(
                Arguments.of("close_notify and FIN", Effects.closeFin()),
                Arguments.of("close_notify", Effects.closeNotify()),
                Arguments.of("FIN", Effects.closeWithoutNotify()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endsBehindAnAnswer")
    void queuedSendsAreNotWrittenToAConnectionWhoseEndIsThere(String how, Effect end) throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            CountDownLatch ended = new CountDownLatch(1);
            Script script = Script.answering(200)
                    .at(
                            At.AFTER_REQUEST.onConnection(1).ofRequest(1),
                            Effects.stall(),
                            Effects.respond(200),
                            exchange -> {
                                end.apply(exchange);
                                ended.countDown();
                            });
            try (ScriptedServer server = server(script, PKI.serverTls().only(version));
                    TlsSender sender =
                            combination.start(combination.options(trusting()).connectionsPerEndpoint(1))) {
                List<Delivery> deliveries = Stream.generate(() -> sender.send(to(server), DeliveryLevel.ANSWERED))
                        .limit(5)
                        .toList();
                sender.until("the first request", () -> !server.requests().isEmpty());
                HeldLoop.duringStandstill(sender.sender(), () -> {
                    server.connection(1).resume();
                    Await.until("the server's end", () -> ended.getCount() == 0, TlsSender.SOON);
                });

                for (Delivery delivery : deliveries) {
                    Receipt receipt = delivery.await(DeliveryLevel.ANSWERED, TlsSender.SOON);
                    assertThat(receipt.status()).hasValue(200);
                    assertThat(receipt.attempts()).isEqualTo(1);
                    assertThat(sender.report(delivery).kind()).isEqualTo(DeliveryReport.Kind.ANSWERED);
                }
                assertThat(server.connection(1).requests()).hasSize(1);
                assertThat(server.requests()).hasSize(5).allMatch(RecordedRequest::isComplete);
            }
        }
    }

    @Test
    void aCloseNotifyInPlaceOfAnAnswerIsALossAtOnce() {
        Script script = Script.silent().at(At.AFTER_REQUEST, Effects.closeNotify(), Effects.stall());
        isLostUnanswered(script);
    }

    @Test
    @Proves("fin-without-close_notify")
    void aFinWithoutCloseNotifyInPlaceOfAnAnswerIsALoss() {
        isLostUnanswered(Script.silent().at(At.AFTER_REQUEST, Effects.closeWithoutNotify()));
    }

    @Test
    void aResetInPlaceOfAnAnswerIsALoss() {
        isLostUnanswered(Script.silent().at(At.AFTER_REQUEST, Effects.closeRst()));
    }

    private void isLostUnanswered(Script script) {
        try (ScriptedServer server = server(script, PKI.serverTls());
                TlsSender sender = sender()) {
            Delivery delivery = sender.send(to(server));

            DeliveryReport report = sender.report(delivery);
            assertThat(report.kind()).isEqualTo(DeliveryReport.Kind.LOST);
            assertThat(report.failure()).hasValue(Failure.CONNECTION_LOST);
            SendException lost = sender.failure(delivery, DeliveryLevel.ANSWERED);
            assertThat(lost.wireState()).isEqualTo(WireState.FULLY_WRITTEN);
            assertThat(server.requests()).singleElement().matches(RecordedRequest::isComplete);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Proves("fin-without-close_notify")
    void aBodyThatEndsWithTheConnectionIsAnsweredWithOrWithoutACloseNotify(boolean notify) throws Exception {
        Effect end = notify ? Effects.closeFin() : Effects.closeWithoutNotify();
        Script script = Script.answering(
                        Response.of(200).body("x".repeat(50_000)).untilClose())
                .at(At.AFTER_RESPONSE, end);
        try (ScriptedServer server = server(script, PKI.serverTls());
                TlsSender sender = sender()) {
            Delivery first = sender.send(to(server), DeliveryLevel.ANSWERED);

            assertThat(first.await(DeliveryLevel.ANSWERED, TlsSender.SOON).status())
                    .hasValue(200);
            assertThat(sender.report(first).kind()).isEqualTo(DeliveryReport.Kind.ANSWERED);
            assertThat(sender.answer(to(server)).reused()).isFalse();
        }
    }

    @Test
    @Proves("fin-without-close_notify")
    void aTruncatedBodyRetiresTheConnectionAndTakesNothingBack() throws Exception {
        Script script = Script.answering(Response.of(200).body("x".repeat(50_000)))
                .at(At.inResponseBody(20_000), Effects.closeWithoutNotify());
        try (ScriptedServer server = server(script, PKI.serverTls());
                TlsSender sender = sender()) {
            assertThat(sender.answer(to(server)).status()).hasValue(200);
            sender.until("retirement", () -> !sender.retired().isEmpty());

            assertThat(sender.retired()).containsExactly(RetireReason.PEER_CLOSED);
            assertThat(sender.answer(to(server)).reused()).isFalse();
        }
    }

    @Test
    void bytesThatAreNoTlsOnAnIdleConnectionRetireIt() throws Exception {
        // In clear, past the server's TLS: a record that fails its check.
        Script script = Script.answering(200);
        try (ScriptedServer server = server(script, PKI.serverTls());
                TlsSender sender = sender()) {
            sender.answer(to(server));
            server.connection(1).sendInClear("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n");
            sender.until("retirement", () -> !sender.retired().isEmpty());

            assertThat(sender.retired()).containsExactly(RetireReason.PROTOCOL_ERROR);
            assertThat(sender.answer(to(server)).reused()).isFalse();
            assertThat(server.requests()).hasSize(2);
        }
    }

    // ---- closed while idle ----

    static Stream<Arguments> endsWhileIdle() {
        return Stream.of(
                Arguments.of("close_notify and FIN", Effects.closeFin()),
                Arguments.of("FIN", Effects.closeWithoutNotify()),
                Arguments.of("RST", Effects.closeRst()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endsWhileIdle")
    @Proves({"server-fin-while-idle", "server-rst-while-idle"})
    void aRequestAfterItsConnectionWasClosedArrivesExactlyOnce(String how, Effect end) throws Exception {
        Script script = Script.answering(200).at(At.AFTER_RESPONSE.onConnection(1), end);
        try (ScriptedServer server = server(script, PKI.serverTls());
                TlsSender sender = sender()) {
            sender.answer(to(server));
            sender.until("retirement", () -> !sender.retired().isEmpty());
            Receipt second = sender.answer(to(server));

            assertThat(second.status()).hasValue(200);
            assertThat(second.reused()).isFalse();
            assertThat(server.requests()).hasSize(2).allMatch(RecordedRequest::isComplete);
        }
    }

    /** The peer's close is in our kernel, and nobody has looked: the loop of a caller-driven sender rests between calls. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("endsWhileIdle")
    void aCloseOfAWhileAgoThatNobodyHasLookedAtIsNotWrittenOnto(String how, Effect end) throws Exception {
        Script script = Script.answering(200).at(At.AFTER_RESPONSE.onConnection(1), end);
        try (ScriptedServer server = server(script, PKI.serverTls());
                TlsSender sender = sender()) {
            sender.answer(to(server));
            server.connection(1).awaitEnd(TlsSender.SOON);
            Await.elapse(Duration.ofMillis(20)); // without driving the loop
            Receipt second = sender.answer(to(server));

            assertThat(second.status()).hasValue(200);
            assertThat(server.requests()).hasSize(2).allMatch(RecordedRequest::isComplete);
        }
    }

    private static SendRequest to(ScriptedServer server) {
        return SendRequest.post(server.uri(TestPki.HOST, "/counters")).text("hello");
    }

    private static ScriptedServer server(Script script, ServerTls tls) {
        return ScriptedServer.start(script, ServerOptions.defaults().tls(tls));
    }

    private TlsSender sender() {
        return combination.start(trusting());
    }

    private static TlsOptions trusting() {
        return TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory));
    }
}
