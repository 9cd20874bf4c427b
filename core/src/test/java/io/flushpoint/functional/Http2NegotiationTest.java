package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.HttpProtocol;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.TlsOptions;
import io.flushpoint.WireState;
import io.flushpoint.testkit.FrameScript;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Which version of HTTP is spoken over TLS, by what either side offers (RFC 7301, RFC 9113 §3.2). */
@ParameterizedClass
@MethodSource("io.flushpoint.functional.TlsCombination#all")
class Http2NegotiationTest {
    private static final TestPki PKI = TestPki.create();

    @TempDir
    private static Path directory;

    @Parameter
    private TlsCombination combination;

    @Test
    void autoSpeaksHttp2WhereTheServerChoosesIt() throws Exception {
        combination.assumeAvailable();
        try (FrameServer server = FrameServer.start(FrameScript.answering(200), PKI.serverTls());
                TlsSender sender = sender(HttpProtocol.AUTO)) {
            Receipt receipt = sender.answer(request(server));

            assertThat(receipt.protocol()).hasValue(HttpProtocol.HTTP_2);
            assertThat(server.connection(1).applicationProtocol()).isEqualTo("h2");
        }
    }

    @Test
    void autoSpeaksHttp11ToAServerThatDoesNotKnowAlpn() throws Exception {
        combination.assumeAvailable();
        try (ScriptedServer server = http11();
                TlsSender sender = sender(HttpProtocol.AUTO)) {
            Receipt receipt = sender.answer(SendRequest.get(server.uri("localhost", "/")));

            assertThat(receipt.protocol()).hasValue(HttpProtocol.HTTP_1_1);
            assertThat(receipt.stream()).isEmpty();
        }
    }

    @Test
    void http2AloneFailsBeforeAByteIsWrittenWhereTheServerDoesNotChooseIt() {
        combination.assumeAvailable();
        try (ScriptedServer server = http11();
                TlsSender sender = sender(HttpProtocol.HTTP_2)) {
            SendException failure = sender.refusal(SendRequest.get(server.uri("localhost", "/")));

            Failures.expect(failure, Failure.TLS_FAILED, Phase.TLS, WireState.NOTHING_WRITTEN);
            assertThat(failure).hasMessageContaining("HTTP/2 (ALPN");
        }
    }

    @Test
    void http2AloneFailsWhereTheServerOffersHttp11Only() {
        combination.assumeAvailable();
        ServerOptions secure = ServerOptions.defaults().tls(PKI.serverTls());
        try (FrameServer server = FrameServer.start(FrameScript.answering(200), secure, "http/1.1");
                TlsSender sender = sender(HttpProtocol.HTTP_2)) {
            SendException failure = sender.refusal(request(server));

            Failures.expect(failure, Failure.TLS_FAILED, Phase.TLS, WireState.NOTHING_WRITTEN);
        }
    }

    @Test
    void byDefaultNothingIsOfferedAndHttp11IsSpoken() {
        combination.assumeAvailable();
        try (FrameServer server = FrameServer.start(FrameScript.answering(200), PKI.serverTls());
                TlsSender sender = combination.start(trust())) {
            DeliveryReport report = sender.report(sender.send(request(server), WRITTEN));

            assertThat(report.kind()).isEqualTo(DeliveryReport.Kind.LOST);
            assertThat(server.connection(1).applicationProtocol()).isEmpty();
        }
    }

    @Test
    void aConnectionThatWasOpenedAheadIsOneOfHttp2() throws Exception {
        combination.assumeAvailable();
        try (FrameServer server = FrameServer.start(FrameScript.answering(200), PKI.serverTls());
                TlsSender sender = sender(HttpProtocol.AUTO)) {
            Receipt ahead = sender.await(sender.sender().preconnect(server.uri("localhost", "/")));
            Receipt receipt = sender.answer(request(server));

            assertThat(ahead.protocol()).hasValue(HttpProtocol.HTTP_2);
            assertThat(receipt.connection()).isEqualTo(ahead.connection());
            assertThat(receipt.level()).hasValue(ANSWERED);
        }
    }

    private static SendRequest request(FrameServer server) {
        return SendRequest.post(server.uri("localhost", "/").toString()).text("x");
    }

    private static ScriptedServer http11() {
        return ScriptedServer.start(
                Script.answering(200), ServerOptions.defaults().tls(PKI.serverTls()));
    }

    private TlsSender sender(HttpProtocol protocol) {
        return combination.start(combination.options(trust()).protocol(protocol));
    }

    private static TlsOptions trust() {
        return TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory));
    }
}
