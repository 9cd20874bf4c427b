package io.flushpoint.benchmarks.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.FrameScript;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.Identity;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.ServerTls;
import io.flushpoint.testkit.TestPki;
import io.netty.handler.ssl.OpenSsl;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The command against https servers, with each TLS provider that there is here. */
@ParameterizedClass(name = "--tls {0}")
@MethodSource("providers")
class ProbeOverTlsTest {
    private static final TestPki PKI = TestPki.create();

    @Parameter
    String provider;

    @TempDir
    Path folder;

    static Stream<String> providers() {
        return OpenSsl.isAvailable() ? Stream.of("boringssl", "jdk") : Stream.of("jdk");
    }

    @Test
    void theCaOfTheServerIsTrustedWhenGiven() {
        try (ScriptedServer server = start(PKI.serverTls())) {
            Probe probe = probe(server, "--level", "answered", "--ca", ca());

            Map<String, Object> line = probe.json().get(0);
            assertThat(probe.exitCode()).isZero();
            assertThat(line).containsEntry("outcome", "REACHED").containsEntry("status", 200L);
            assertThat((Long) ((Map<?, ?>) line.get("us")).get("tls")).isPositive();
        }
    }

    @Test
    void aServerThatIsNotTrustedIsAFailedSend() {
        try (ScriptedServer server = start(PKI.serverTls())) {
            Probe probe = probe(server);

            assertThat(probe.exitCode()).isEqualTo(1);
            assertThat(probe.json().get(0))
                    .containsEntry("failure", "TLS_FAILED")
                    .containsEntry("phase", "TLS")
                    .containsEntry("wire", "NOTHING_WRITTEN");
        }
    }

    @Test
    void http2IsSpokenWhereItIsAskedForAndChosen() {
        try (FrameServer server = FrameServer.start(FrameScript.answering(200), PKI.serverTls())) {
            String url = server.uri("localhost", "/").toString();
            for (String version : List.of("2", "auto")) {
                Probe probe = Probe.run(
                        url, "--http", version, "--level", "answered", "--tls", provider, "--ca", ca(), "--json");

                assertThat(probe.json().get(0))
                        .containsEntry("protocol", "h2")
                        .containsEntry("stream", 3L)
                        .containsEntry("status", 200L);
            }
            Probe human = Probe.run(url, "--http", "2", "--level", "answered", "--tls", provider, "--ca", ca());
            assertThat(human.out()).contains("h2, stream 3");
        }
    }

    @Test
    void http2AloneFailsWhereTheServerDoesNotChooseIt() {
        try (ScriptedServer server = start(PKI.serverTls())) {
            Probe probe = probe(server, "--http", "2", "--ca", ca());

            assertThat(probe.exitCode()).isEqualTo(1);
            assertThat(probe.json().get(0))
                    .containsEntry("failure", "TLS_FAILED")
                    .containsEntry("wire", "NOTHING_WRITTEN");
        }
    }

    @Test
    void aServerThatAsksWhoCallsIsToldSo() {
        Identity client = PKI.client();
        String certificate = client.writeCertificatePem(folder).toString();
        String key = client.writeKeyPem(folder).toString();
        try (ScriptedServer server = start(PKI.serverTls().needClientCertificate())) {
            Probe probe = probe(server, "--level", "answered", "--ca", ca(), "--cert", certificate, "--key", key);

            assertThat(probe.exitCode()).as(probe.out()).isZero();
            assertThat(probe.json().get(0)).containsEntry("status", 200L);
        }
    }

    private String ca() {
        return PKI.authority().writeCertificatePem(folder).toString();
    }

    private static ScriptedServer start(ServerTls tls) {
        return ScriptedServer.start(
                Script.answering(200), ServerOptions.defaults().tls(tls));
    }

    private Probe probe(ScriptedServer server, String... words) {
        String url = server.uri("localhost", "/").toString();
        return Probe.run(Probe.words(words, "--json", "--tls", provider, url));
    }
}
