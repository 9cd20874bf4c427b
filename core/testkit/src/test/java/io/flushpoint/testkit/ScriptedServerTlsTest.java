package io.flushpoint.testkit;

import static io.flushpoint.testkit.Effects.closeFin;
import static io.flushpoint.testkit.Effects.closeNotify;
import static io.flushpoint.testkit.Effects.closeRst;
import static io.flushpoint.testkit.Effects.closeWithoutNotify;
import static io.flushpoint.testkit.Effects.discard;
import static io.flushpoint.testkit.Effects.raw;
import static io.flushpoint.testkit.Effects.stall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptedServerTlsTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    private static final int ALERT = 21;
    private static final int APPLICATION_DATA = 23;

    private final TestPki pki = TestPki.create();

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksOneVersionAndRecordsTheServerNameAndResumption(String version) throws Exception {
        SSLContext context = pki.clientContext();
        try (ScriptedServer server =
                start(Script.answering(200), pki.serverTls().only(version))) {
            for (int number = 1; number <= 2; number++) {
                try (RawClient client = RawClient.connect(server.address(), context, TestPki.HOST)) {
                    assertThat(client.send(GET).receiveUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
                }
            }
            TlsFacts first = server.connection(1).tls().orElseThrow();
            assertThat(first.protocol()).isEqualTo(version);
            assertThat(first.serverName()).contains(TestPki.HOST);
            assertThat(first.resumed()).isFalse();
            assertThat(first.clientChain()).isEmpty();
            assertThat(server.connection(2).tls().orElseThrow().resumed()).isTrue();
            assertThat(server.uri(TestPki.HOST, "/a"))
                    .hasToString("https://" + TestPki.HOST + ":" + server.port() + "/a");
        }
    }

    @Test
    void knowsWhoCallsOrRefuses() throws Exception {
        Identity caller = pki.client();
        try (ScriptedServer server =
                start(Script.answering(200), pki.serverTls().only("TLSv1.2").needClientCertificate())) {
            try (RawClient client = RawClient.connect(server.address(), pki.clientContext(caller), "localhost")) {
                client.send(GET).receiveUntil("\r\n\r\n");
            }
            assertThat(server.connection(1).tls().orElseThrow().clientChain()).containsExactly(caller.certificate());

            assertThatExceptionOfType(SSLException.class)
                    .isThrownBy(() -> RawClient.connect(server.address(), pki.clientContext(), "localhost"));
            assertThat(server.connection(2).awaitEnd(SOON)).isEqualTo(ConnectionEnd.HANDSHAKE_FAILED);
            assertThat(server.connection(2).failure()).isPresent();
        }
    }

    @Test
    void breaksTheHandshakeInEveryWay() throws Exception {
        Script script = Script.answering(200)
                .at(At.ON_ACCEPT.onConnection(1), discard(1), closeFin())
                .at(At.ON_ACCEPT.onConnection(2), closeRst())
                .at(At.ON_ACCEPT.onConnection(3), raw("HTTP/1.1 400 Bad Request\r\n\r\n"), closeFin())
                .at(At.ON_ACCEPT.onConnection(4), stall());
        try (ScriptedServer server = start(script, pki.serverTls())) {
            for (int number = 1; number <= 3; number++) {
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(() -> RawClient.connect(server.address(), pki.clientContext(), "localhost"));
            }
            assertThat(server.connection(1).awaitEnd(SOON)).isEqualTo(ConnectionEnd.SERVER_FIN);
            assertThat(server.connection(2).awaitEnd(SOON)).isEqualTo(ConnectionEnd.SERVER_RST);

            try (RawClient waiting = RawClient.connect(server.address())) {
                waiting.socket().setSoTimeout(100);
                assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(waiting::receiveAll);
                assertThat(server.connection(4).end()).isEqualTo(ConnectionEnd.OPEN);
            }
        }
    }

    @Test
    void tellsAnOrderlyCloseFromATruncation() throws Exception {
        Script script = Script.answering(200)
                .at(At.AFTER_RESPONSE.onConnection(1), closeFin())
                .at(At.AFTER_RESPONSE.onConnection(2), closeWithoutNotify())
                .at(At.AFTER_RESPONSE.onConnection(3), closeNotify(), stall());
        try (ScriptedServer server = start(script, pki.serverTls().only("TLSv1.2"))) {
            assertThat(lastRecordTypeBeforeFin(server)).isEqualTo(ALERT);
            assertThat(lastRecordTypeBeforeFin(server)).isEqualTo(APPLICATION_DATA);
            try (Socket plain = new Socket();
                    SSLSocket noFin = connect(plain, server)) {
                noFin.getOutputStream().write(GET.getBytes(StandardCharsets.ISO_8859_1));
                assertThat(noFin.getInputStream().readAllBytes()).isNotEmpty();
                plain.setSoTimeout(100);
                assertThatExceptionOfType(SocketTimeoutException.class)
                        .isThrownBy(() -> plain.getInputStream().read());
            }
        }
    }

    /** In TLS 1.2 the type of a record is not encrypted: an alert before the FIN is the close_notify. */
    private int lastRecordTypeBeforeFin(ScriptedServer server) throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        try (Socket tapped = new TappedSocket(wire);
                SSLSocket layer = connect(tapped, server)) {
            layer.getOutputStream().write(GET.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(new String(layer.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200 ");
        }
        ByteBuffer records = ByteBuffer.wrap(wire.toByteArray());
        int type = 0;
        while (records.hasRemaining()) {
            type = records.get();
            records.position(records.position() + 2);
            records.position(records.position() + 2 + records.getShort(records.position()));
        }
        return type;
    }

    private SSLSocket connect(Socket socket, ScriptedServer server) throws IOException {
        socket.connect(server.address());
        return (SSLSocket)
                pki.clientContext().getSocketFactory().createSocket(socket, "localhost", server.port(), true);
    }

    /** Keeps a copy of what arrives. */
    private static final class TappedSocket extends Socket {
        private final OutputStream copy;

        TappedSocket(OutputStream copy) {
            this.copy = copy;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int count = super.read(bytes, offset, length);
                    copy.write(bytes, offset, Math.max(0, count));
                    return count;
                }
            };
        }
    }

    private static ScriptedServer start(Script script, ServerTls tls) {
        return ScriptedServer.start(script, ServerOptions.defaults().tls(tls));
    }
}
