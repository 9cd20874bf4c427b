package io.flushpoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The start, takeover and end of the real servers; that they speak HTTP/2 is for a client of it to see. */
@RequiresServers
class Http2ServersTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    /** For one attempt: haproxy may lose a signal that comes right after its start. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final String EMPTY_SETTINGS = "\0\0\0\4\0\0\0\0\0";
    private static final String ACKNOWLEDGEMENT = "\0\0\0\4\1\0\0\0\0";
    private static final String GET = "GET /p HTTP/1.1\r\nHost: h\r\n\r\n";

    @TempDir
    private Path directory;

    @Test
    void nghttpdAndHaproxyAndNginxTakeThePrefaceInClearText() throws Exception {
        try (ScriptedServer backend = ScriptedServer.start(Script.answering(204));
                NghttpdServer nghttpd = NghttpdServer.start(directory, null);
                HaproxyServer haproxy = HaproxyOptions.before(backend).start(directory);
                NginxServer nginx = NginxOptions.defaults().speakingHttp2().start()) {
            for (int port :
                    new int[] {nghttpd.port(), haproxy.port(), nginx.address().getPort()}) {
                try (RawClient client = RawClient.connect(at(port))) {
                    assertThat(client.send(PREFACE + EMPTY_SETTINGS).receiveUntil(ACKNOWLEDGEMENT))
                            .endsWith(ACKNOWLEDGEMENT);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherHaproxyTakesOver(boolean byAnotherMaster) throws Exception {
        TestPki pki = TestPki.create();
        try (ScriptedServer backend = ScriptedServer.start(Script.answering(204));
                HaproxyServer haproxy =
                        HaproxyOptions.before(backend).tls(pki.server()).start(directory)) {
            List<Long> before = haproxy.workers();
            Await.until(
                    "another worker",
                    () -> {
                        if (byAnotherMaster) {
                            haproxy.handOver();
                        } else {
                            haproxy.reload();
                        }
                        return Await.holdsWithin(() -> Collections.disjoint(haproxy.workers(), before), PATIENCE);
                    },
                    SOON);

            assertThat(before).hasSize(1);
            try (RawClient client = RawClient.connect(at(haproxy.port()), pki.clientContext(), "localhost")) {
                assertThat(client.send(GET).receiveUntil("\r\n\r\n")).startsWith("HTTP/1.1 204 ");
            }
            assertThat(backend.awaitRequest(SOON).target()).isEqualTo("/p");
        }
    }

    @Test
    void sayWhyTheyDoNotStart() {
        try (ScriptedServer backend = ScriptedServer.start(Script.answering(204))) {
            HaproxyOptions odd = HaproxyOptions.before(backend)
                    .tls(TestPki.create().server())
                    .alpn("h2 no-such-word");
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> odd.start(directory))
                    .withMessageContaining("no-such-word");
        }
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
