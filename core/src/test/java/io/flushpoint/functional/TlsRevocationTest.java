package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.WireState;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A verification that hangs, as when a responder of revocation does, holds up its own handshake and nobody else. */
@ParameterizedClass
@MethodSource("io.flushpoint.functional.TlsCombination#all")
class TlsRevocationTest {
    private static final TestPki PKI = TestPki.create();

    @Parameter
    private TlsCombination combination;

    private final ScriptedServer held = secure();
    private final ScriptedServer other = secure();
    private final HangingVerification verification = new HangingVerification(held.port());

    private static ScriptedServer secure() {
        return ScriptedServer.start(
                Script.answering(200), ServerOptions.defaults().tls(PKI.serverTls()));
    }

    private static SendRequest to(ScriptedServer server) {
        return SendRequest.get(server.uri(TestPki.HOST, "/"));
    }

    @BeforeEach
    void exists() {
        combination.assumeAvailable();
    }

    @AfterEach
    void end() {
        verification.close();
        held.close();
        other.close();
    }

    private SenderOptions options() throws Exception {
        return combination.options(verification.with(combination.provider()));
    }

    private void untilHanging(TlsSender sender, int verifications) {
        sender.until(verifications + " verifications", () -> verification.hanging() == verifications);
    }

    @Test
    void itHoldsUpNoOtherEndpoint() throws Exception {
        try (TlsSender sender = combination.start(options())) {
            Delivery hangs = sender.send(to(held), DeliveryLevel.ANSWERED);
            untilHanging(sender, 1);

            assertThat(sender.answer(to(other)).status()).hasValue(200);

            assertThat(verification.hanging()).isEqualTo(1);
            verification.close();
            assertThat(hangs.await(DeliveryLevel.ANSWERED, TlsSender.SOON).status())
                    .hasValue(200);
        }
    }

    @Test
    void itsHandshakeFailsAtTheDeadlineAndTheLoopGoesOn() throws Exception {
        try (TlsSender sender = combination.start(options().handshakeDeadline(Duration.ofSeconds(1)))) {
            assertThat(sender.answer(to(other)).status()).as("warm").hasValue(200);
            SendException refused = sender.refusal(to(held));

            assertThat(refused.failure()).isEqualTo(Failure.TLS_TIMEOUT);
            assertThat(refused.phase()).isEqualTo(Phase.TLS);
            assertThat(refused.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
            assertThat(refused).hasMessageContaining("the verification of the certificate has not come back");
            sender.until("the socket is closed", () -> sender.sender().metrics().connectionsClosing() == 0);
            assertThat(sender.answer(to(other)).status()).hasValue(200);
            assertThat(verification.hanging()).isEqualTo(1);
        }
    }

    @Test
    void thoseOfOneEndpointLeaveThreadsForTheOthersAndTheRestIsDropped() throws Exception {
        SenderOptions oneThread =
                options().handshakeThreads(2).handshakeThreadsPerEndpoint(1).handshakeDeadline(Duration.ofSeconds(1));
        try (TlsSender sender = combination.start(oneThread)) {
            List<Delivery> hang = Stream.generate(() -> sender.send(to(held), DeliveryLevel.ANSWERED))
                    .limit(3)
                    .toList();
            untilHanging(sender, 1);

            assertThat(sender.answer(to(other)).status()).hasValue(200);
            List<String> reasons = hang.stream()
                    .map(delivery ->
                            sender.failure(delivery, DeliveryLevel.ANSWERED).getMessage())
                    .toList();
            verification.close();
            sender.until("the thread is free", () -> verification.hanging() == 0);

            assertThat(reasons).anyMatch(reason -> reason.contains("has not come back"));
            assertThat(reasons).anyMatch(reason -> reason.contains("HANDSHAKE_THREADS_PER_ENDPOINT"));
            assertThat(sender.answer(to(held)).status()).hasValue(200);
            assertThat(verification.begun()).as("without the dropped ones").isEqualTo(2);
        }
    }

    @Test
    void aPeerThatGoesAwayMeanwhileFailsItAtTheDeadlineAtTheLatest() throws Exception {
        try (TlsSender sender = combination.start(options().handshakeDeadline(Duration.ofSeconds(1)))) {
            Delivery hangs = sender.send(to(held), DeliveryLevel.ANSWERED);
            untilHanging(sender, 1);
            held.close();

            SendException refused = sender.failure(hangs, DeliveryLevel.ANSWERED);

            assertThat(refused.failure()).isIn(Failure.TLS_FAILED, Failure.TLS_TIMEOUT);
            assertThat(refused.getMessage()).containsAnyOf("while the certificate was verified", "has not come back");
            assertThat(sender.answer(to(other)).status()).hasValue(200);
            assertThat(verification.hanging()).isEqualTo(1);
        }
    }

    @Test
    void closingTheSenderSettlesItsSendAndEndsItsThread() throws Exception {
        TlsSender sender = combination.start(options());
        Delivery hangs = sender.send(to(held), DeliveryLevel.ANSWERED);
        untilHanging(sender, 1);

        sender.close();

        SendException refused = sender.failure(hangs, DeliveryLevel.ANSWERED);
        assertThat(refused.failure()).isEqualTo(Failure.SENDER_CLOSED);
        assertThat(verification.hanging()).isZero();
    }

    @Test
    void aCertificateThatIsRefusedIsToldByItsReason() throws Exception {
        try (HangingVerification strict = new HangingVerification(held.port());
                TlsSender sender = combination.start(combination.options(strict.with(combination.provider())))) {
            Delivery refusedLater = sender.send(to(held), DeliveryLevel.ANSWERED);
            sender.until("the verification", () -> strict.hanging() == 1);
            strict.refuse();

            SendException refused = sender.failure(refusedLater, DeliveryLevel.ANSWERED);

            assertThat(refused.failure()).isEqualTo(Failure.TLS_FAILED);
            assertThat(refused).hasMessageContaining("refused by this test");
        }
    }
}
