package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.TlsOptions;
import io.flushpoint.Transport;
import io.flushpoint.WireState;
import io.flushpoint.testkit.Identity;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Levels, connecting ahead and a context of the caller's own: what a sender promises holds under TLS as well. */
@ParameterizedClass
@MethodSource("io.flushpoint.functional.TlsCombination#all")
class TlsLevelsTest {
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
    @ValueSource(ints = {5, 5_000_000})
    void sentAndAcknowledgedAreReachedWithoutAnAnswerOrRefusedOverNio(int bodyBytes) throws Exception {
        if (combination.transport() == Transport.NIO) {
            isRefusedWithNothingWritten();
            return;
        }
        try (ScriptedServer server = server(Script.silent());
                TlsSender sender = sender()) {
            Delivery delivery = sender.send(
                    SendRequest.post(server.uri(TestPki.HOST, "/")).body(new byte[bodyBytes], "text/plain"),
                    DeliveryLevel.ACKNOWLEDGED);
            Receipt receipt = delivery.await(DeliveryLevel.ACKNOWLEDGED, TlsSender.SOON);

            assertThat(receipt.level()).hasValue(DeliveryLevel.ACKNOWLEDGED);
            Receipt.Timings timings = receipt.timings();
            assertThat(timings.written().orElseThrow())
                    .isPositive()
                    .isLessThanOrEqualTo(timings.sent().orElseThrow());
            assertThat(timings.sent().orElseThrow())
                    .isLessThanOrEqualTo(timings.acknowledged().orElseThrow());
            assertThat(timings.answered()).isEmpty();
            assertThat(server.awaitRequest(TlsSender.SOON).bodyLength()).isEqualTo(bodyBytes);
        }
    }

    private void isRefusedWithNothingWritten() {
        try (ScriptedServer server = server(Script.answering(200));
                TlsSender sender = sender()) {
            SendRequest request = SendRequest.get(server.uri(TestPki.HOST, "/"));
            SendException refused =
                    sender.failure(sender.send(request, DeliveryLevel.ACKNOWLEDGED), DeliveryLevel.ACKNOWLEDGED);

            assertThat(refused.failure()).isEqualTo(Failure.LEVEL_UNAVAILABLE);
            assertThat(refused.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
            assertThat(server.connections()).isEmpty();
        }
    }

    @Test
    void writtenDoesNotWaitForTheAnswerThatComesAsNews() throws Exception {
        try (ScriptedServer server = server(Script.thinking(Duration.ofMillis(100), 204));
                TlsSender sender = sender()) {
            sender.await(sender.sender().preconnect(server.uri(TestPki.HOST, "/")));
            Delivery delivery = sender.send(SendRequest.get(server.uri(TestPki.HOST, "/")));
            Receipt written = delivery.await(DeliveryLevel.WRITTEN, TlsSender.SOON);

            assertThat(written.status()).isEmpty();
            DeliveryReport report = sender.report(delivery);
            assertThat(report.status()).hasValue(204);
            assertThat(report.receipt().timings().answered().orElseThrow())
                    .isGreaterThan(written.timings().written().orElseThrow().plusMillis(50));
        }
    }

    @Test
    void preconnectCompletesTheHandshakeForTheSendThatFollows() throws Exception {
        try (ScriptedServer server = server(Script.answering(200));
                TlsSender sender = sender()) {
            Receipt opened = sender.await(sender.sender().preconnect(server.uri(TestPki.HOST, "/")));
            assertThat(opened.timings().tls().orElseThrow()).isPositive();
            assertThat(opened.timings().connect().orElseThrow()).isPositive();
            assertThat(opened.level()).isEmpty();

            Receipt sent = sender.answer(SendRequest.get(server.uri(TestPki.HOST, "/")));
            assertThat(sent.reused()).isTrue();
            assertThat(sent.connection()).isEqualTo(opened.connection());
            assertThat(sent.timings().tls()).isEmpty();
            assertThat(server.connections()).hasSize(1);
        }
    }

    // ---- a context of the caller's own ----

    @Test
    void aContextWithoutOurVerificationIsUsedAsItIs() throws Exception {
        SslContext callers = callersContext().protocols("TLSv1.2").build();
        try (ScriptedServer server = server(PKI.server(), Script.answering(200));
                TlsSender sender = combination.start(TlsOptions.defaults().withoutOurVerification(callers))) {
            sender.answer(SendRequest.get(server.uri(TestPki.HOST, "/")));

            assertThat(server.connection(1).tls().orElseThrow().protocol()).isEqualTo("TLSv1.2");
        }
    }

    @Test
    @Proves("accept-all trust manager passed")
    void aContextThatVerifiesNoNameReachesAWrongHost() throws Exception {
        SslContext callers =
                callersContext().endpointIdentificationAlgorithm(null).build();
        try (ScriptedServer server = server(PKI.wrongHost(), Script.answering(200));
                TlsSender sender = combination.start(TlsOptions.defaults().withoutOurVerification(callers))) {
            assertThat(sender.answer(SendRequest.get(server.uri(TestPki.HOST, "/")))
                            .status())
                    .hasValue(200);
        }
    }

    @Test
    void aContextWithNettysDefaultsRefusesAWrongHostAndOutlivesTheSender() throws Exception {
        SslContext callers = callersContext().build();
        TlsOptions options = TlsOptions.defaults().withoutOurVerification(callers);
        try (ScriptedServer server = server(PKI.wrongHost(), Script.answering(200))) {
            for (int sender = 1; sender <= 2; sender++) {
                try (TlsSender one = combination.start(options)) {
                    assertThat(one.refusal(SendRequest.get(server.uri(TestPki.HOST, "/")))
                                    .failure())
                            .isEqualTo(Failure.TLS_FAILED);
                }
            }
        }
    }

    private SslContextBuilder callersContext() {
        SslProvider provider =
                combination.provider() == TlsOptions.Provider.JDK ? SslProvider.JDK : SslProvider.OPENSSL;
        return SslContextBuilder.forClient()
                .sslProvider(provider)
                .trustManager(PKI.authority().certificate());
    }

    private static ScriptedServer server(Script script) {
        return server(PKI.server(), script);
    }

    private static ScriptedServer server(Identity identity, Script script) {
        return ScriptedServer.start(script, ServerOptions.defaults().tls(PKI.serverTls(identity)));
    }

    private TlsSender sender() {
        return combination.start(TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory)));
    }
}
