package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.WireState;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Effect;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.HeldCertificate;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Handshakes that the peer or the network breaks: nothing is written, and the sender says so in time. */
@ParameterizedClass
@MethodSource("io.flushpoint.functional.TlsCombination#pairwise")
class TlsHandshakeFailureTest {
    private static final TestPki PKI = TestPki.create();
    private static final Duration LIMIT = Duration.ofMillis(300);

    @TempDir
    private static Path directory;

    @Parameter
    private TlsCombination combination;

    @BeforeEach
    void exists() {
        combination.assumeAvailable();
    }

    @Test
    void aPeerThatClosesBeforeTheHelloIsATlsFailure() {
        Script script = Script.answering(200).at(At.ON_ACCEPT, Effects.closeFin());
        assertThat(refusal(script).failure()).isEqualTo(Failure.TLS_FAILED);
    }

    @Test
    @Proves("handshake-eof")
    void aPeerThatClosesInTheMiddleOfTheHelloIsATlsFailure() {
        // All of the hello but its last bytes is read, so that what it closes with is a FIN or a RST by the rules of
        // TCP.
        Script script = Script.answering(200).at(At.ON_ACCEPT, Effects.discard(100), Effects.closeWithoutNotify());
        assertThat(refusal(script).failure()).isEqualTo(Failure.TLS_FAILED);
    }

    @Test
    @Proves("handshake-eof")
    void aPeerThatHalfClosesInsteadOfAnsweringTheHelloIsATlsFailure() {
        Script script = Script.answering(200).at(At.ON_ACCEPT, Effects.halfClose(), Effects.stall());
        assertThat(refusal(script).failure()).isEqualTo(Failure.TLS_FAILED);
    }

    @Test
    @Proves("handshake-rst")
    void aPeerThatResetsIsATlsFailure() {
        Script script = Script.answering(200).at(At.ON_ACCEPT, Effects.discard(1), Effects.closeRst());
        assertThat(refusal(script).failure()).isEqualTo(Failure.TLS_FAILED);
    }

    @Test
    @Proves("plain-http-on-tls-port")
    void aPeerThatSpeaksPlainHttpIsATlsFailure() {
        Script script = Script.answering(200)
                .at(
                        At.ON_ACCEPT,
                        Effects.raw("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
                        Effects.stall());
        SendException refused = refusal(script);

        assertThat(refused.failure()).isEqualTo(Failure.TLS_FAILED);
        assertThat(refused.status()).isEmpty();
    }

    @Test
    void aFatalAlertIsATlsFailure() {
        Script script = Script.answering(200)
                .at(At.ON_ACCEPT, Effects.raw(new byte[] {21, 3, 3, 0, 2, 2, 40}), Effects.stall());
        assertThat(refusal(script).failure()).isEqualTo(Failure.TLS_FAILED);
    }

    @Test
    void aPeerThatClosesWhileOurContextIsStillBeingMadeIsATlsFailureAtOnce() throws Exception {
        failsWithoutAContext(Effects.closeFin());
        failsWithoutAContext(Effects.closeRst());
    }

    @Test
    void aPeerThatSpeaksBeforeOurHelloIsATlsFailureAtOnce() throws Exception {
        failsWithoutAContext(Effects.raw("220 mail.example ESMTP\r\n"));
    }

    /** While the making of the TLS context is held up, addresses are connected to. */
    private void failsWithoutAContext(Effect effect) throws Exception {
        HeldCertificate held = new HeldCertificate(PKI.authority().certificate());
        SenderOptions options = combination.options(TlsOptions.defaults().trust(held.trusted()));
        Script script =
                Script.answering(200).at(At.ON_ACCEPT, Effects.pause(Duration.ofMillis(50)), effect, Effects.stall());
        try (ScriptedServer server = server(script);
                TlsSender sender = combination.start(options)) {
            SendException refused = sender.refusal(SendRequest.get(server.uri("127.0.0.1", "/")));

            assertThat(held.isHeld()).isTrue();
            assertThat(refused.failure()).isEqualTo(Failure.TLS_FAILED);
            assertThat(refused.phase()).isEqualTo(Phase.TLS);
            assertThat(refused.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
            held.letGo();
        }
    }

    @Test
    @Proves("handshake-stall")
    void aPeerThatSaysNothingIsATlsTimeout() {
        Script script = Script.answering(200).at(At.ON_ACCEPT, Effects.stall());
        SendException late = refusal(script, impatient());

        assertThat(late.failure()).isEqualTo(Failure.TLS_TIMEOUT);
        assertThat(late).hasMessageContaining("300 ms");
        assertThat(late.receipt().timings().tls().orElseThrow()).isBetween(LIMIT, LIMIT.multipliedBy(10));
    }

    @Test
    void aDripOfBytesDoesNotProlongTheHandshake() {
        Script script = Script.answering(200)
                .at(
                        At.ON_ACCEPT,
                        Effects.discard(100),
                        Effects.drip("\u0016\u0003\u0003@\u0000" + "x".repeat(200), Duration.ofMillis(20)));
        assertThat(refusal(script, impatient()).failure()).isEqualTo(Failure.TLS_TIMEOUT);
    }

    @Test
    void theSendsOwnDeadlineEndsAHandshakeInItsPhase() {
        Script script = Script.answering(200).at(At.ON_ACCEPT, Effects.stall());
        try (ScriptedServer server = server(script);
                TlsSender sender = combination.start(options())) {
            SendException late = sender.refusal(to(server).timeout(LIMIT));

            assertThat(late.failure()).isEqualTo(Failure.DEADLINE_EXCEEDED);
            assertThat(late.phase()).isEqualTo(Phase.TLS);
            assertThat(late.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
        }
    }

    @Test
    void preconnectFailsWithTheSameReason() {
        Script script = Script.answering(200).at(At.ON_ACCEPT, Effects.stall());
        try (ScriptedServer server = server(script);
                TlsSender sender = combination.start(impatient())) {
            CompletionException failed = catchThrowableOfType(
                    CompletionException.class,
                    () -> sender.await(sender.sender().preconnect(server.uri(TestPki.HOST, "/"))));

            SendException reason = (SendException) failed.getCause();
            assertThat(reason.failure()).isEqualTo(Failure.TLS_TIMEOUT);
            assertThat(reason.phase()).isEqualTo(Phase.TLS);
            assertThat(reason.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
        }
    }

    @Test
    void aSendCancelledInTheHandshakeNeverArrives() throws Exception {
        Script script = Script.answering(200).at(At.ON_ACCEPT.onConnection(1), Effects.stall());
        try (ScriptedServer server = server(script);
                TlsSender sender = combination.start(options())) {
            Delivery cancelled = sender.send(to(server));
            sender.until("a connection", () -> server.connections().size() == 1);

            cancelled.cancel();
            SendException gone = sender.failure(cancelled, DeliveryLevel.WRITTEN); // before the server may go on
            server.connection(1).resume();

            assertThat(gone.failure()).isEqualTo(Failure.CANCELLED);
            assertThat(gone.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
            Receipt next = sender.answer(SendRequest.get(server.uri(TestPki.HOST, "/next")));
            assertThat(next.status()).hasValue(200);
            assertThat(server.requests())
                    .singleElement()
                    .satisfies(only -> assertThat(only.target()).isEqualTo("/next"));
        }
    }

    @Test
    void afterAFailedHandshakeTheNextSendSucceedsOnAFreshConnection() throws Exception {
        Script script = Script.answering(200).at(At.ON_ACCEPT.onConnection(1), Effects.discard(1), Effects.closeRst());
        try (ScriptedServer server = server(script);
                TlsSender sender = combination.start(options())) {
            assertThat(sender.refusal(to(server)).failure()).isEqualTo(Failure.TLS_FAILED);

            assertThat(sender.answer(to(server)).status()).hasValue(200);
            assertThat(server.connections()).hasSize(2);
        }
    }

    private SendException refusal(Script script) {
        return refusal(script, options());
    }

    /** The failure of a send, with what is the same for all of them. */
    private SendException refusal(Script script, SenderOptions options) {
        try (ScriptedServer server = server(script);
                TlsSender sender = combination.start(options)) {
            SendException refused = sender.refusal(to(server));

            assertThat(refused.phase()).isEqualTo(Phase.TLS);
            assertThat(refused.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
            assertThat(refused.receipt().attempts()).isZero();
            assertThat(refused.receipt().bytes()).isZero();
            assertThat(server.connections()).hasSize(1);
            assertThat(server.connection(1).tls()).isEmpty();
            assertThat(server.requests()).isEmpty();
            assertThat(sender.retries()).isEmpty();
            sender.until("no connection", () -> sender.sender().metrics().connectionsOpening() == 0);
            return refused;
        }
    }

    private SenderOptions options() {
        return combination.options(
                TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory)));
    }

    private SenderOptions impatient() {
        return options().handshakeDeadline(LIMIT);
    }

    private static SendRequest to(ScriptedServer server) {
        return SendRequest.post(server.uri(TestPki.HOST, "/counters")).text("hello");
    }

    private static ScriptedServer server(Script script) {
        return ScriptedServer.start(script, ServerOptions.defaults().tls(PKI.serverTls()));
    }
}
