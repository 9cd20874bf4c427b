package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.TlsOptions;
import io.flushpoint.WireState;
import io.flushpoint.testkit.ConnectionEnd;
import io.flushpoint.testkit.Identity;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerConnection;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.ServerTls;
import io.flushpoint.testkit.TestPki;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a sender believes to be the server it was asked to reach. */
@ParameterizedClass
@MethodSource("io.flushpoint.functional.TlsCombination#all")
class TlsTrustTest {
    private static final TestPki PKI = TestPki.create();
    private static final Duration SOON = TlsSender.SOON;

    @TempDir
    private static Path directory;

    @Parameter
    private TlsCombination combination;

    @BeforeEach
    void exists() {
        combination.assumeAvailable();
    }

    // ---- who is trusted ----

    @Test
    void trustsAnAuthorityFromAPemFile() throws Exception {
        try (ScriptedServer server = server(PKI.server());
                TlsSender sender = combination.start(trusting(PKI))) {
            assertThat(sender.answer(to(server, TestPki.HOST)).status()).hasValue(200);
            assertThat(server.awaitRequest(SOON).bodyText()).isEqualTo("hello");
        }
    }

    @Test
    void trustsAnAuthorityFromAKeyStore() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", PKI.authority().certificate());
        try (ScriptedServer server = server(PKI.server());
                TlsSender sender = combination.start(TlsOptions.defaults().trust(store))) {
            assertThat(sender.answer(to(server, TestPki.HOST)).status()).hasValue(200);
        }
    }

    @Test
    void thePlatformsAuthoritiesDoNotVouchForAPrivateOne() {
        refuses(PKI.server(), TestPki.HOST, TlsOptions.defaults());
    }

    @Test
    void anAuthorityThatWasNotGivenIsNotTrusted() {
        refuses(PKI.server(), TestPki.HOST, trusting(TestPki.create()));
    }

    static Stream<Identity> badCertificates() {
        return Stream.of(PKI.selfSigned(), PKI.expired(), PKI.notYetValid());
    }

    @ParameterizedTest
    @MethodSource("badCertificates")
    @Proves({"self-signed", "expired", "not-yet-valid"})
    void aCertificateThatIsSelfSignedOrExpiredOrNotYetValidIsRefused(Identity bad) {
        refuses(bad, TestPki.HOST, trusting(PKI));
    }

    // ---- for which name ----

    /** The canary: it fails when host names are not verified any more. */
    @ParameterizedTest
    @ValueSource(strings = {TestPki.HOST, "localhost", "sub.wrong.example", "wrong.example.evil.test", "127.0.0.1"})
    @Proves({"wrong-host", "accept-all trust manager passed"})
    void aTrustedCertificateForAnotherHostIsRefused(String host) {
        refuses(PKI.wrongHost(), host, trusting(PKI));
    }

    @Test
    void theSameCertificateIsGoodForItsOwnHost() throws Exception {
        try (ScriptedServer server = server(PKI.wrongHost());
                TlsSender sender = combination.start(trusting(PKI))) {
            assertThat(sender.answer(to(server, "wrong.example")).status()).hasValue(200);
        }
    }

    @Test
    @Proves("ip-literal-without-ip-san")
    void anAddressThatOnlyANameOfTheCertificateSpellsIsRefused() {
        refuses(PKI.server(TestPki.HOST, "localhost"), "127.0.0.1", trusting(PKI));
    }

    @Test
    @Proves("ip-literal-without-ip-san")
    void anotherAddressThanTheCertificatesIsRefused() {
        refuses(PKI.server("127.0.0.2"), "127.0.0.1", trusting(PKI));
    }

    @Test
    void anAddressNamedByTheCertificateIsGood() throws Exception {
        try (ScriptedServer server = server(PKI.server("127.0.0.1"));
                TlsSender sender = combination.start(trusting(PKI))) {
            assertThat(sender.answer(to(server, "127.0.0.1")).status()).hasValue(200);
            assertThat(server.awaitRequest(SOON).header("Host")).hasValue("127.0.0.1:" + server.port());
        }
    }

    @Test
    void anIpv6AddressNamedByTheCertificateIsGood() throws Exception {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
        assumeTrue(NetworkInterface.getByInetAddress(loopback) != null, "no IPv6 here");
        ServerOptions options =
                ServerOptions.defaults().bind(loopback, 0).tls(PKI.serverTls(PKI.server("0:0:0:0:0:0:0:1")));
        try (ScriptedServer server = ScriptedServer.start(Script.answering(200), options);
                TlsSender sender = combination.start(trusting(PKI))) {
            assertThat(sender.answer(to(server, "::1")).status()).hasValue(200);
            assertThat(server.awaitRequest(SOON).header("Host")).hasValue("[::1]:" + server.port());
            assertThat(server.connection(1).tls().orElseThrow().serverName()).isEmpty();
        }
    }

    @Test
    void aTrailingDotIsNotPartOfTheNameInTheCertificateOrInSni() throws Exception {
        try (ScriptedServer server = server(PKI.server());
                TlsSender sender = combination.start(trusting(PKI))) {
            assertThat(sender.answer(to(server, TestPki.HOST + ".")).status()).hasValue(200);
            assertThat(server.connection(1).tls().orElseThrow().serverName()).hasValue(TestPki.HOST);
        }
        refuses(PKI.wrongHost(), TestPki.HOST + ".", trusting(PKI));
    }

    @Test
    @Proves("sni-required")
    void sniNamesTheHostAndNeverAnAddress() throws Exception {
        try (ScriptedServer server = server(PKI.server());
                TlsSender sender = combination.start(trusting(PKI))) {
            sender.answer(to(server, TestPki.HOST));
            sender.answer(to(server, "127.0.0.1"));
            assertThat(server.connection(1).tls().orElseThrow().serverName()).hasValue(TestPki.HOST);
            assertThat(server.connection(2).tls().orElseThrow().serverName()).isEmpty();
        }
    }

    @Test
    void aConnectionOfOneNameCarriesNothingForAnotherNameOfTheSameServer() throws Exception {
        try (ScriptedServer server = server(PKI.server(TestPki.HOST));
                TlsSender sender = combination.start(trusting(PKI))) {
            sender.answer(to(server, TestPki.HOST));

            assertThat(sender.refusal(to(server, "other.flushpoint.test")).failure())
                    .isEqualTo(Failure.TLS_FAILED);
            assertThat(server.requests()).hasSize(1);
        }
    }

    private void refuses(Identity identity, String host, TlsOptions trust) {
        try (ScriptedServer server = server(identity);
                TlsSender sender = combination.start(trust)) {
            SendException refused = sender.refusal(to(server, host));

            assertThat(refused.failure()).isEqualTo(Failure.TLS_FAILED);
            assertThat(refused.phase()).isEqualTo(Phase.TLS);
            assertThat(refused.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
            assertThat(refused.receipt().attempts()).isZero();
            assertThat(refused.receipt().timings().tls().orElseThrow()).isPositive();
            ServerConnection connection = server.connection(1);
            sender.until("the end of the handshake", () -> connection.end() != ConnectionEnd.OPEN);
            assertThat(connection.end()).isEqualTo(ConnectionEnd.HANDSHAKE_FAILED);
            assertThat(server.requests()).isEmpty();
            assertThat(server.connections()).hasSize(1);
        }
    }

    private static ScriptedServer server(Identity identity) {
        ServerTls tls = PKI.serverTls(identity);
        return ScriptedServer.start(
                Script.answering(200), ServerOptions.defaults().tls(tls));
    }

    private static SendRequest to(ScriptedServer server, String host) {
        return SendRequest.post(server.uri(host, "/counters")).text("hello");
    }

    private static TlsOptions trusting(TestPki pki) {
        return TlsOptions.defaults().trustPem(pki.authority().writeCertificatePem(directory));
    }
}
