package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Failure;
import io.flushpoint.SendRequest;
import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerConnection;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import io.flushpoint.testkit.TlsFacts;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes that take up an earlier session, as the server sees it: one round trip and no certificates. */
@ParameterizedClass
@MethodSource("io.flushpoint.functional.TlsCombination#all")
class TlsResumptionTest {
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
    void aSecondConnectionResumesTheSessionOfTheFirst(String version) throws Exception {
        try (ScriptedServer server = server(version);
                TlsSender sender = sender()) {
            for (int connection = 1; connection <= 4; connection++) {
                sender.answer(SendRequest.post(server.uri(TestPki.HOST, "/")).text("hello"));
            }

            assertThat(server.connections())
                    .extracting(ServerConnection::tls)
                    .extracting(facts -> facts.orElseThrow().resumed())
                    .containsExactly(false, true, true, true);
            assertThat(server.connections())
                    .extracting(ServerConnection::tls)
                    .extracting(facts -> facts.orElseThrow().protocol())
                    .containsOnly(version);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aSessionIsNotResumedUnderAnotherName(String version) throws Exception {
        try (ScriptedServer server = server(version);
                TlsSender sender = sender()) {
            sender.answer(SendRequest.get(server.uri(TestPki.HOST, "/")));

            assertThat(sender.refusal(SendRequest.get(server.uri("other.flushpoint.test", "/")))
                            .failure())
                    .isEqualTo(Failure.TLS_FAILED);
            sender.answer(SendRequest.get(server.uri("localhost", "/")));
            assertThat(server.connection(3).tls()).map(TlsFacts::resumed).hasValue(false);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void sendersDoNotShareSessions(String version) throws Exception {
        try (ScriptedServer server = server(version);
                TlsSender first = sender();
                TlsSender second = sender()) {
            first.answer(SendRequest.get(server.uri(TestPki.HOST, "/")));
            second.answer(SendRequest.get(server.uri(TestPki.HOST, "/")));

            assertThat(server.connection(2).tls()).map(TlsFacts::resumed).hasValue(false);
        }
    }

    private static ScriptedServer server(String version) {
        return ScriptedServer.start(
                Script.answering(Response.of(200).close()),
                ServerOptions.defaults().tls(PKI.serverTls().only(version)));
    }

    private TlsSender sender() {
        return combination.start(TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory)));
    }
}
