package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.TlsOptions;
import io.flushpoint.WireState;
import io.flushpoint.testkit.ConnectionEnd;
import io.flushpoint.testkit.Identity;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerConnection;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
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

/** As whom a sender presents itself, and what it says when that is not good enough. */
@ParameterizedClass
@MethodSource("io.flushpoint.functional.TlsCombination#pairwise")
class TlsClientCertificateTest {
    private static final TestPki PKI = TestPki.create();
    private static final Identity CLIENT = PKI.client();
    private static final Map<Algorithm, X509Bundle> CLIENTS = Stream.of(
                    Algorithm.rsa2048, Algorithm.ecp256, Algorithm.ecp384, Algorithm.ed25519)
            .collect(Collectors.toUnmodifiableMap(key -> key, TlsClientCertificateTest::makeClient));

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
    void aClientFromPemFilesIsKnown(String version) throws Exception {
        isKnown(
                version,
                trusting().clientPem(CLIENT.writeCertificatePem(directory), CLIENT.writeKeyPem(directory)),
                CLIENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aClientFromAKeyStoreIsKnown(String version) throws Exception {
        isKnown(version, trusting().client(CLIENT.keyStore(), Identity.PASSWORD.toCharArray()), CLIENT);
    }

    private void isKnown(String version, TlsOptions options, Identity client) throws Exception {
        try (ScriptedServer server = server(version);
                TlsSender sender = combination.start(options)) {
            assertThat(sender.answer(to(server)).status()).hasValue(200);
            assertThat(server.connection(1).tls().orElseThrow().clientChain()).containsExactly(client.certificate());
        }
    }

    static Stream<Arguments> kindsOfKeys() {
        return Stream.of(Algorithm.rsa2048, Algorithm.ecp256, Algorithm.ecp384)
                .flatMap(key -> Stream.of("TLSv1.3", "TLSv1.2").map(version -> Arguments.of(key, version)));
    }

    @ParameterizedTest
    @MethodSource("kindsOfKeys")
    void rsaAndEcKeysAreGoodForAHandshake(Algorithm key, String version) throws Exception {
        X509Bundle client = CLIENTS.get(key);
        Path pem = pem(client);
        try (ScriptedServer server = server(version);
                TlsSender sender = combination.start(trusting().clientPem(pem, pem))) {
            assertThat(sender.answer(to(server)).status()).hasValue(200);
            assertThat(server.connection(1).tls().orElseThrow().clientChain()).containsExactly(client.getCertificate());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void anEd25519KeyTakesTheJdkProviderUnlessBoringSslIsAskedFor(String version) throws Exception {
        X509Bundle client = CLIENTS.get(Algorithm.ed25519);
        TlsOptions options = trusting().clientPem(pem(client), pem(client));
        if (combination.provider() == TlsOptions.Provider.BORINGSSL) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> combination.start(options))
                    .withMessageContaining("Ed25519");
        }
        TlsCombination automatic =
                new TlsCombination(TlsOptions.Provider.AUTO, combination.callerDriven(), combination.transport());
        try (ScriptedServer server = server(version);
                TlsSender sender = automatic.start(options)) {
            assertThat(sender.answer(to(server)).status()).hasValue(200);
            assertThat(server.connection(1).tls().orElseThrow().clientChain()).containsExactly(client.getCertificate());
        }
    }

    private static X509Bundle makeClient(Algorithm key) {
        try {
            Instant now = Instant.now();
            X509Bundle authority = X509Bundle.fromRootCertificateAuthority(
                    PKI.authority().certificate(),
                    new KeyPair(
                            PKI.authority().certificate().getPublicKey(),
                            PKI.authority().key()));
            return new CertificateBuilder()
                    .algorithm(key)
                    .subject("CN=client with " + key)
                    .notBefore(now.minus(Duration.ofHours(1)))
                    .notAfter(now.plus(Duration.ofHours(1)))
                    .addExtendedKeyUsageClientAuth()
                    .buildIssuedBy(authority);
        } catch (Exception e) {
            throw new IllegalStateException("could not make a certificate", e);
        }
    }

    private static Path pem(X509Bundle client) throws IOException {
        return Files.writeString(
                Files.createTempFile(directory, "client", ".pem"),
                client.getCertificatePathPEM() + client.getPrivateKeyPEM());
    }

    @Test
    void aClientThatDoesNotGiveItsCertificateIsRefusedInTheHandshakeOfTls12() {
        try (ScriptedServer server = server("TLSv1.2");
                TlsSender sender = combination.start(trusting())) {
            SendException refused = sender.refusal(to(server));

            assertThat(refused.failure()).isEqualTo(Failure.TLS_FAILED);
            assertThat(refused.phase()).isEqualTo(Phase.TLS);
            assertThat(refused.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
            refusedUnheard(sender, server);
        }
    }

    @Test
    void aClientOfAnotherAuthorityIsRefusedInTheHandshakeOfTls12() {
        Identity stranger = TestPki.create().client();
        try (ScriptedServer server = server("TLSv1.2");
                TlsSender sender =
                        combination.start(trusting().client(stranger.keyStore(), Identity.PASSWORD.toCharArray()))) {
            SendException refused = sender.refusal(to(server));

            assertThat(refused.failure()).isEqualTo(Failure.TLS_FAILED);
            assertThat(refused.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
            refusedUnheard(sender, server);
        }
    }

    /**
     * In TLS 1.3 a client has finished its handshake before the server has looked at its certificate (RFC 8446 §4.4.2.4):
     * the refusal comes as an alert, after bytes may have been written.
     */
    @ParameterizedTest
    @ValueSource(ints = {5, 1 << 20})
    void aRefusalAfterTheHandshakeOfTls13IsToldAsALossAndNeverAsAnAnswer(int bodyBytes) {
        try (ScriptedServer server = server("TLSv1.3");
                TlsSender sender = combination.start(trusting())) {
            Delivery delivery = sender.send(
                    to(server).body(new byte[bodyBytes], "application/octet-stream"), DeliveryLevel.WRITTEN);

            SendException lost = sender.failure(delivery, DeliveryLevel.ANSWERED);
            assertThat(lost.failure()).isIn(Failure.PROTOCOL_ERROR, Failure.CONNECTION_LOST);
            assertThat(lost.status()).isEmpty();
            if (sender.failure(delivery, DeliveryLevel.WRITTEN) == null) {
                assertThat(lost.wireState()).isEqualTo(WireState.FULLY_WRITTEN);
                DeliveryReport report = sender.report(delivery);
                assertThat(report.kind()).isEqualTo(DeliveryReport.Kind.LOST);
                assertThat(report.failure()).hasValue(lost.failure());
            } else {
                assertThat(lost.wireState()).isIn(WireState.NOTHING_WRITTEN, WireState.PARTLY_WRITTEN);
            }
            refusedUnheard(sender, server);
        }
    }

    @Test
    void aPreconnectSucceedsInTls13ThoughTheServerRefusesTheClient() {
        try (ScriptedServer server = server("TLSv1.3");
                TlsSender sender = combination.start(trusting())) {
            Receipt receipt = sender.await(sender.sender().preconnect(server.uri(TestPki.HOST, "/")));

            assertThat(receipt.timings().tls().orElseThrow()).isPositive();
            sender.until("the refusal", () -> server.connection(1).end() == ConnectionEnd.HANDSHAKE_FAILED);
        }
    }

    @Test
    void aPreconnectFailsInTls12WhereTheServerRefusesTheClient() {
        try (ScriptedServer server = server("TLSv1.2");
                TlsSender sender = combination.start(trusting())) {
            CompletionStage<Receipt> preconnected = sender.sender().preconnect(server.uri(TestPki.HOST, "/"));

            assertThatThrownBy(() -> sender.await(preconnected))
                    .hasCauseInstanceOf(SendException.class)
                    .hasMessageContaining("TLS_FAILED");
        }
    }

    /** Refused as often as it was tried, and not a byte of a request was read. */
    private static void refusedUnheard(TlsSender sender, ScriptedServer server) {
        for (ServerConnection connection : server.connections()) {
            sender.until("the end of the handshake", () -> connection.end() != ConnectionEnd.OPEN);
            assertThat(connection.end()).isEqualTo(ConnectionEnd.HANDSHAKE_FAILED);
        }
        assertThat(server.connections())
                .hasSizeBetween(1, 4); // two attempts, each on the second connection at the latest
        assertThat(server.requests()).isEmpty();
    }

    private static ScriptedServer server(String version) {
        return ScriptedServer.start(
                Script.answering(200),
                ServerOptions.defaults().tls(PKI.serverTls().only(version).needClientCertificate()));
    }

    private static SendRequest to(ScriptedServer server) {
        return SendRequest.post(server.uri(TestPki.HOST, "/counters")).text("hello");
    }

    private static TlsOptions trusting() {
        return TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory));
    }
}
