package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.SendRequest;
import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.ServerTls;
import io.flushpoint.testkit.TestPki;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sender offers in its ClientHello (RFC 8446 §4.1.2), read off the socket, and what it agrees on. */
@ParameterizedClass
@MethodSource("io.flushpoint.functional.TlsCombination#all")
class TlsOfferTest {
    private static final TestPki PKI = TestPki.create();

    /** TLS 1.3, then ECDHE with AES-GCM or ChaCha20-Poly1305 (RFC 5289, RFC 7905). */
    private static final List<Integer> AEAD_WITH_FORWARD_SECRECY =
            List.of(0x1301, 0x1302, 0x1303, 0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xcca9);

    private static final int RENEGOTIATION_INFO_SCSV = 0x00ff; // no suite, but a signal in their list (RFC 5746)
    private static final int TLS_1_2 = 0x0303;
    private static final int TLS_1_3 = 0x0304;

    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;
    private static final int EARLY_DATA = 42;
    private static final int SUPPORTED_VERSIONS = 43;

    @TempDir
    private static Path directory;

    @Parameter
    private TlsCombination combination;

    @BeforeEach
    void exists() {
        combination.assumeAvailable();
    }

    @Test
    void nothingButAeadWithForwardSecrecyIsOffered() throws Exception {
        ClientHello hello = hello(TestPki.HOST);

        assertThat(hello.suites()).contains(0x1301, 0xc02b, 0xc02f);
        assertThat(hello.suites())
                .filteredOn(suite -> suite != RENEGOTIATION_INFO_SCSV)
                .isSubsetOf(AEAD_WITH_FORWARD_SECRECY);
    }

    @Test
    void nothingButTls13AndTls12IsOffered() throws Exception {
        ClientHello hello = hello(TestPki.HOST);

        assertThat(hello.legacyVersion()).isEqualTo(TLS_1_2);
        ByteBuffer versions = hello.extensions().get(SUPPORTED_VERSIONS);
        assertThat(versions.get()).isEqualTo((byte) 4);
        assertThat(List.of((int) versions.getShort(), (int) versions.getShort()))
                .containsExactly(TLS_1_3, TLS_1_2);
        assertThat(versions.hasRemaining()).isFalse();
    }

    @Test
    void noOtherProtocolThanHttp11IsOffered() throws Exception {
        ByteBuffer protocols = hello(TestPki.HOST).extensions().get(ALPN);

        assertThat(protocols == null ? "http/1.1" : text(protocols, 3)).isEqualTo("http/1.1");
    }

    @Test
    void noEarlyDataIsOffered() throws Exception {
        assertThat(hello(TestPki.HOST).extensions()).doesNotContainKey(EARLY_DATA); // it can be replayed
    }

    @Test
    void theServerIsNamedUnlessItIsAnAddress() throws Exception {
        ByteBuffer names = hello(TestPki.HOST).extensions().get(SERVER_NAME);

        assertThat(text(names, 5)).isEqualTo(TestPki.HOST);
        assertThat(hello("127.0.0.1").extensions()).doesNotContainKey(SERVER_NAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void eachOfTheTwoVersionsIsAgreedOn(String version) throws Exception {
        try (ScriptedServer server = server(PKI.serverTls().only(version));
                TlsSender sender = sender()) {
            sender.answer(SendRequest.post(server.uri(TestPki.HOST, "/")).text("hello"));

            assertThat(server.connection(1).tls().orElseThrow().protocol()).isEqualTo(version);
        }
    }

    @Test
    void tls13IsPreferred() throws Exception {
        try (ScriptedServer server = server(PKI.serverTls());
                TlsSender sender = sender()) {
            sender.answer(SendRequest.get(server.uri(TestPki.HOST, "/")));

            assertThat(server.connection(1).tls().orElseThrow().protocol()).isEqualTo("TLSv1.3");
        }
    }

    private TlsSender sender() {
        return combination.start(TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory)));
    }

    private static ScriptedServer server(ServerTls tls) {
        return ScriptedServer.start(
                Script.answering(200), ServerOptions.defaults().tls(tls));
    }

    // ---- the ClientHello ----

    private static String text(ByteBuffer extension, int from) {
        return StandardCharsets.US_ASCII.decode(extension.position(from)).toString();
    }

    /**
     * What was offered.
     *
     * @param extensions by number, each positioned at the start of its content
     */
    private record ClientHello(int legacyVersion, List<Integer> suites, Map<Integer, ByteBuffer> extensions) {
        /** Parses the content of a handshake record. */
        static ClientHello parse(ByteBuffer in) {
            assertThat(in.get()).as("handshake type").isEqualTo((byte) 1);
            skip(in, 3);
            int version = in.getShort();
            skip(in, 32);
            skip(in, in.get());
            List<Integer> suites = new ArrayList<>();
            for (int left = in.getShort(); left > 0; left -= 2) {
                suites.add(in.getShort() & 0xffff);
            }
            skip(in, in.get());
            in.getShort();
            Map<Integer, ByteBuffer> extensions = new TreeMap<>();
            while (in.hasRemaining()) {
                int number = in.getShort();
                byte[] content = new byte[in.getShort() & 0xffff];
                in.get(content);
                extensions.put(number, ByteBuffer.wrap(content));
            }
            return new ClientHello(version, suites, extensions);
        }

        private static void skip(ByteBuffer in, int bytes) {
            in.position(in.position() + bytes);
        }
    }

    /** Lets a sender say hello to the host, and hangs up. */
    private ClientHello hello(String host) throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open();
                TlsSender sender = sender()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = listener.socket().getLocalPort();
            listener.configureBlocking(false);
            Delivery refused = sender.send(SendRequest.get("https://" + host + ":" + port + "/"));
            AtomicReference<SocketChannel> accepted = new AtomicReference<>();
            sender.until("a connection", () -> {
                accepted.set(listener.accept());
                return accepted.get() != null;
            });
            byte[] hello;
            try (Socket socket = accepted.get().socket()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                sender.until("a record", () -> in.available() >= 5);
                assertThat(in.readByte()).as("record type").isEqualTo((byte) 22);
                in.readShort();
                hello = new byte[in.readUnsignedShort()];
                in.readFully(hello);
            }
            assertThat(sender.failure(refused, DeliveryLevel.WRITTEN).failure()).isEqualTo(Failure.TLS_FAILED);
            return ClientHello.parse(ByteBuffer.wrap(hello));
        }
    }
}
