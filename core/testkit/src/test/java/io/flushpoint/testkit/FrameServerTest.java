package io.flushpoint.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameServerTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int CANCEL = 8;
    private static final String[] GET = {":method", "GET", ":scheme", "http", ":path", "/a", "te", "trailers"};
    private static final String[] POST = {":method", "POST", ":scheme", "http", ":path", "/b"};

    private final TestPki pki = TestPki.create();

    @Test
    void answersWhoKnowsInAdvance() throws Exception {
        try (FrameServer server = FrameServer.start(FrameScript.answering(204));
                Peer peer = Peer.greet(server)) {
            peer.headers(1, true, GET);
            peer.ping(7);

            Frame settings = peer.receive();
            assertThat(settings.is(Frame.SETTINGS)).isTrue();
            assertThat(settings.isAck()).isFalse();
            List<Frame> more = List.of(peer.receive(), peer.receive(), peer.receive());
            assertThat(more).filteredOn(frame -> frame.is(Frame.SETTINGS)).allMatch(Frame::isAck);
            assertThat(more).filteredOn(frame -> frame.is(Frame.PING)).allMatch(Frame::isAck);
            Frame response = more.stream()
                    .filter(frame -> frame.is(Frame.HEADERS))
                    .findFirst()
                    .orElseThrow();
            assertThat(response.streamId()).isEqualTo(1);
            assertThat(response.endsStream()).isTrue();
            assertThat(peer.decode(response)).containsExactly(new HeaderLine(":status", "204"));

            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.uri("/a")).hasToString("http://127.0.0.1:" + server.port() + "/a");
            FrameConnection connection = server.all().get(0);
            assertThat(connection.applicationProtocol()).isEmpty();
            assertThat(connection.frames())
                    .extracting(Frame::type)
                    .containsExactly(Frame.SETTINGS, Frame.HEADERS, Frame.PING);
            assertThat(connection.awaitFrame(frame -> frame.is(Frame.SETTINGS)).settings())
                    .isEqualTo(Map.of(Frame.ENABLE_PUSH, 0L));
            RequestSeen request = connection.awaitComplete(1);
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.path()).isEqualTo("/a");
            assertThat(request.header("TE")).contains("trailers");
            assertThat(request.resetCode()).isEmpty();
        }
    }

    @Test
    void putsARequestTogether() throws Exception {
        try (FrameServer server = FrameServer.start(FrameConnection::greet);
                Peer peer = Peer.greet(server)) {
            byte[] block = peer.encode(3, "x-first", "1", ":method", "PUT", ":path", "/c", "x", "1", "x", "2");
            ByteBuffer first = ByteBuffer.allocate(1 + 5 + 4 + 3);
            first.put((byte) 3).put(new byte[5]).put(block, 0, 4);
            peer.send(Frame.HEADERS, Frame.PADDED | Frame.WITH_PRIORITY, 3, first.array());
            peer.send(Frame.CONTINUATION, Frame.END_HEADERS, 3, Arrays.copyOfRange(block, 4, block.length));

            FrameConnection connection = server.connection(1);
            RequestSeen request = connection.awaitRequest(1);
            assertThat(request.streamId()).isEqualTo(3);
            assertThat(request.headers().get(0)).isEqualTo(new HeaderLine("x-first", "1"));
            assertThat(request.path()).isEqualTo("/c");
            assertThat(request.headers("x")).containsExactly("1", "2");
            assertThat(request.isComplete()).isFalse();

            peer.send(Frame.DATA, 0, 3, "hello ".getBytes(UTF_8));
            peer.send(Frame.DATA, Frame.PADDED, 3, new byte[] {2, 'y', 'o', 'u', 0, 0});
            peer.headers(3, true, "checksum", "9");
            assertThat(connection.awaitComplete(1)).isSameAs(request);
            assertThat(request.bodyText()).isEqualTo("hello you");
            assertThat(request.trailers()).containsExactly(new HeaderLine("checksum", "9"));

            peer.headers(5, false, POST);
            peer.send(Frame.RST_STREAM, 0, 5, number(CANCEL));
            assertThat(connection
                            .awaitFrame(frame -> frame.is(Frame.RST_STREAM))
                            .errorCode())
                    .isEqualTo(CANCEL);
            assertThat(connection.requests()).hasSize(2);
            assertThat(connection.requests().get(1).resetCode()).hasValue(CANCEL);
        }
    }

    @Test
    void keepsTheHeaderTablesOfTheConnection() throws Exception {
        try (FrameServer server = FrameServer.start(FrameScript.answering(299));
                Peer peer = Peer.greet(server)) {
            for (int stream = 1; stream <= 5; stream += 2) {
                peer.headers(stream, true, ":method", "GET", ":path", "/" + stream, "x-long", "the same each time");
                Frame response = peer.receive(Frame.HEADERS);
                assertThat(peer.decode(response)).containsExactly(new HeaderLine(":status", "299"));
            }
            FrameConnection connection = server.connection(1);
            assertThat(connection.requests()).extracting(RequestSeen::path).containsExactly("/1", "/3", "/5");
            assertThat(connection.requests())
                    .allSatisfy(request -> assertThat(request.header("x-long")).contains("the same each time"));
            List<Frame> headers = connection.frames(Frame.HEADERS);
            assertThat(headers.get(1).length()).isLessThan(headers.get(0).length());
        }
    }

    @Test
    void usesNoHeaderTableThatTheClientDoesNotAllow() throws Exception {
        try (FrameServer server = FrameServer.start(FrameScript.answering(299));
                Peer peer = Peer.connect(server)) {
            peer.preface();
            peer.send(Frame.SETTINGS, 0, 0, new byte[] {0, Frame.HEADER_TABLE_SIZE, 0, 0, 0, 0});
            peer.headers(1, true, GET);
            peer.headers(3, true, GET);
            Frame first = peer.receive(Frame.HEADERS);
            assertThat(first.payload()[0]).as("a new table size of 0").isEqualTo((byte) 0x20);
            assertThat(peer.receive(Frame.HEADERS).length()).isEqualTo(first.length() - 1);
        }
    }

    @Test
    void answersNothingByItselfBeforeTheScriptsFirstFrame() throws Exception {
        FrameScript script = connection -> {
            connection.awaitFrame(frame -> frame.is(Frame.PING));
            connection.autoPingAck(false).greet(Frame.MAX_CONCURRENT_STREAMS, 1, Frame.INITIAL_WINDOW_SIZE, 10);
            connection.settings();
        };
        try (FrameServer server = FrameServer.start(script);
                Peer peer = Peer.greet(server)) {
            peer.ping(7);
            assertThat(peer.receive().settings())
                    .isEqualTo(Map.of(Frame.MAX_CONCURRENT_STREAMS, 1L, Frame.INITIAL_WINDOW_SIZE, 10L));
            assertThat(peer.receive().isAck()).isTrue();
            assertThat(peer.receive()).matches(frame -> frame.is(Frame.SETTINGS) && !frame.isAck());
            peer.expectSilence();

            FrameConnection connection = server.connection(1).autoSettingsAck(false);
            peer.send(Frame.SETTINGS, 0, 0, new byte[0]);
            peer.send(Frame.SETTINGS, Frame.ACK, 0, new byte[0]);
            connection.awaitFrame(Frame::isAck);
            peer.expectSilence();
            connection.settingsAck();
            assertThat(peer.receive().isAck()).isTrue();
        }
    }

    @Test
    void givesTheWindowsBackUnlessToldNotTo() throws Exception {
        try (FrameServer server = FrameServer.start(FrameConnection::greet);
                Peer peer = Peer.greet(server)) {
            peer.headers(1, false, POST);
            peer.send(Frame.DATA, Frame.PADDED, 1, new byte[] {2, 'a', 0, 0});
            Frame ofConnection = peer.receive(Frame.WINDOW_UPDATE);
            Frame ofStream = peer.receive();
            assertThat(List.of(ofConnection.streamId(), ofStream.streamId())).containsExactly(0, 1);
            assertThat(List.of(ofConnection.increment(), ofStream.increment())).containsExactly(4, 4);

            FrameConnection connection = server.connection(1).autoRefill(false);
            peer.send(Frame.DATA, 0, 1, new byte[5]);
            connection.awaitFrame(2, frame -> frame.is(Frame.DATA));
            peer.expectSilence();
            connection.autoRefill(true);
            peer.send(Frame.DATA, Frame.END_STREAM, 1, new byte[6]);
            assertThat(peer.receive().increment()).isEqualTo(6);
            peer.expectSilence();
        }
    }

    @Test
    void sendsEveryFrameThereIs() throws Exception {
        FrameScript script = connection -> {
            connection.greet();
            connection.awaitRequest(1);
            connection.headers(1, false, ":status", "103");
            connection.continuationHeaders(1, false, 2, "X-Upper", "first", ":status", "200");
            connection.data(1, "ab".getBytes(UTF_8), false);
            connection.paddedData(1, "cd".getBytes(UTF_8), 3, true);
            connection.pushPromise(1, 2, ":method", "GET");
            connection.rst(2, CANCEL);
            connection.windowUpdate(1, 99);
            connection.ping(0x0102030405060708L);
            connection.frame(0xbe, 0xef, 5, new byte[] {1});
            connection.goAway(1, 0xffff_ffffL);
            connection.raw(new byte[] {0, 0, 0, Frame.PRIORITY});
            connection.raw(new byte[] {0, 0, 0, 0, 9});
        };
        try (FrameServer server = FrameServer.start(script);
                Peer peer = Peer.greet(server)) {
            peer.headers(1, true, GET);
            assertThat(peer.decode(peer.receive(Frame.HEADERS))).containsExactly(new HeaderLine(":status", "103"));
            List<Frame> block = List.of(peer.receive(), peer.receive(), peer.receive());
            assertThat(block)
                    .extracting(Frame::type)
                    .containsExactly(Frame.HEADERS, Frame.CONTINUATION, Frame.CONTINUATION);
            assertThat(block).extracting(frame -> frame.has(Frame.END_HEADERS)).containsExactly(false, false, true);
            assertThat(peer.decode(block.toArray(new Frame[0])))
                    .containsExactly(new HeaderLine("X-Upper", "first"), new HeaderLine(":status", "200"));
            assertThat(peer.receive().payload()).containsExactly('a', 'b');
            Frame padded = peer.receive();
            assertThat(padded.payload()).containsExactly(3, 'c', 'd', 0, 0, 0);
            assertThat(padded.endsStream()).isTrue();
            assertThat(peer.receive()).matches(frame -> frame.is(Frame.PUSH_PROMISE) && frame.payload()[3] == 2);
            assertThat(peer.receive()).matches(frame -> frame.streamId() == 2 && frame.errorCode() == CANCEL);
            assertThat(peer.receive().increment()).isEqualTo(99);
            assertThat(peer.receive().payload()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
            assertThat(peer.receive()).hasToString("type 190 on 5, flags 0xef, 1 B");
            assertThat(peer.receive()).matches(frame -> frame.lastStream() == 1 && frame.errorCode() == 0xffff_ffffL);
            assertThat(peer.receive()).matches(frame -> frame.is(Frame.PRIORITY) && frame.streamId() == 9);
        }
    }

    @Test
    void closesWithAFinOrARst() throws Exception {
        FrameScript script = connection -> {
            connection.greet();
            connection.awaitRequest(1);
            if (connection.number() == 1) {
                connection.goAway(0, 0);
                connection.close();
            } else {
                connection.reset();
            }
        };
        try (FrameServer server = FrameServer.start(script)) {
            try (Peer peer = Peer.greet(server)) {
                peer.headers(1, true, GET);
                peer.receive(Frame.GOAWAY);
                assertThat(peer.in.read()).isNegative();
                peer.headers(3, true, GET);
                server.connection(1).awaitRequest(2);
            }
            assertThat(server.connection(1).awaitEnd()).isEqualTo(ConnectionEnd.SERVER_FIN);
            try (Peer peer = Peer.greet(server)) {
                peer.headers(1, true, GET);
                assertThatExceptionOfType(SocketException.class)
                        .isThrownBy(() -> peer.receive(Frame.GOAWAY))
                        .withMessageContaining("reset");
            }
            assertThat(server.connection(2).end()).isEqualTo(ConnectionEnd.SERVER_RST);
            server.refuseNewConnections();
            assertThatExceptionOfType(SocketException.class).isThrownBy(() -> Peer.connect(server));
        }
    }

    @Test
    void stopsReadingAndResumes() throws Exception {
        try (FrameServer server = FrameServer.start(FrameConnection::greet);
                Peer peer = Peer.greet(server)) {
            FrameConnection connection = server.connection(1);
            connection.awaitFrame(frame -> frame.is(Frame.SETTINGS));
            connection.stopReading();
            peer.ping(1);
            peer.ping(2);
            peer.receive(Frame.SETTINGS);
            peer.receive(Frame.SETTINGS);
            peer.expectSilence();
            connection.resumeReading();
            connection.awaitFrame(2, frame -> frame.is(Frame.PING));
            peer.receive(Frame.PING);
        }
    }

    @Test
    void keepsOnlySoMuchOfTheData() throws Exception {
        try (FrameServer server = FrameServer.start(
                        connection -> connection.autoRefill(false).greet());
                Peer peer = Peer.greet(server)) {
            peer.headers(1, false, POST);
            peer.send(Frame.DATA, 0, 1, new byte[FrameConnection.KEPT_BYTES]);
            peer.send(Frame.DATA, Frame.END_STREAM, 1, new byte[1]);
            RequestSeen request = server.connection(1).awaitComplete(1);
            assertThat(request.bodyLength()).isEqualTo(FrameConnection.KEPT_BYTES + 1L);
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(request::body);
            Frame last = server.connection(1).awaitFrame(Frame::endsStream);
            assertThat(last.length()).isEqualTo(1);
            assertThat(last.payload()).isEmpty();
        }
    }

    @Test
    void tellsWhatItSawInsteadAndDoesNotWaitForTheImpossible() throws Exception {
        try (FrameServer server = FrameServer.start(FrameScript.answering(200))) {
            FrameConnection connection;
            try (Peer peer = Peer.greet(server)) {
                connection = server.connection(1);
                peer.receive(Frame.SETTINGS);
            }
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> connection.awaitRequest(1))
                    .withMessageContaining("request 1")
                    .withMessageContaining("connection 1 CLIENT_")
                    .withMessageContaining("SETTINGS on 0, flags 0x0, 6 B");
        }
    }

    @Test
    void aScriptThatFailsFailsTheTest() throws Exception {
        FrameServer server = FrameServer.start(connection -> {
            throw new IllegalStateException("on purpose");
        });
        Peer peer = Peer.greet(server);
        assertThat(server.connection(1).awaitEnd()).isEqualTo(ConnectionEnd.FAILED);
        peer.close();
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(server::close)
                .withRootCauseInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void servesTheClientOfTheJdkOverTls(String version) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(pki.clientContext())
                .version(HttpClient.Version.HTTP_2)
                .build();
        try (FrameServer server =
                FrameServer.start(FrameScript.answering(200), pki.serverTls().only(version))) {
            byte[] body = new byte[200_000];
            Arrays.fill(body, (byte) 'b');
            for (int number = 1; number <= 2; number++) {
                HttpRequest request = HttpRequest.newBuilder(server.uri("/" + number))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .timeout(Duration.ofSeconds(15))
                        .build();
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
                RequestSeen seen = server.connection(1).awaitComplete(number);
                assertThat(seen.method()).isEqualTo("POST");
                assertThat(seen.path()).isEqualTo("/" + number);
                assertThat(seen.body()).isEqualTo(body);
            }
            assertThat(server.connections()).isEqualTo(1);
            FrameConnection connection = server.connection(1);
            assertThat(connection.applicationProtocol()).isEqualTo("h2");
            assertThat(connection.tls().orElseThrow().protocol()).isEqualTo(version);
            connection.close();
            assertThat(connection.awaitEnd()).isEqualTo(ConnectionEnd.SERVER_FIN);
        }
    }

    @Test
    void offersWhatItIsToldToOffer() throws Exception {
        ServerOptions tls = ServerOptions.defaults().tls(pki.serverTls());
        try (FrameServer server = FrameServer.start(FrameScript.answering(200), tls, "http/1.1")) {
            assertThatExceptionOfType(SSLException.class).isThrownBy(() -> negotiate(server, "h2"));
            assertThat(server.connection(1).awaitEnd()).isEqualTo(ConnectionEnd.HANDSHAKE_FAILED);
            try (RawClient client = negotiate(server, "h2", "http/1.1")) {
                assertThat(((SSLSocket) client.socket()).getApplicationProtocol())
                        .isEqualTo("http/1.1");
                client.send("GET / HTTP/1.1\r\n");
                assertThat(server.connection(2).awaitEnd()).isEqualTo(ConnectionEnd.FAILED);
                assertThat(server.connection(2).failure().orElseThrow()).hasMessageContaining("preface");
                assertThat(server.connection(2).applicationProtocol()).isEqualTo("http/1.1");
            }
        }
        try (FrameServer server = FrameServer.start(FrameScript.answering(200), tls)) {
            try (RawClient client = negotiate(server, "h2")) {
                assertThat(((SSLSocket) client.socket()).getApplicationProtocol())
                        .isEmpty();
            }
            assertThat(server.connection(1).awaitEnd()).isEqualTo(ConnectionEnd.CLIENT_FIN);
            assertThat(server.connection(1).bytesReceived()).isZero();
        }
    }

    private RawClient negotiate(FrameServer server, String... protocols) throws IOException {
        return RawClient.connect(server.address(), pki.clientContext(), "localhost", protocols);
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    /** A client that speaks frames. */
    private static final class Peer implements AutoCloseable {
        private static final Duration SILENCE = Duration.ofMillis(100);

        private final RawClient client;
        private final DataInputStream in;
        private final HeaderBlocks.Encoder encoder = new HeaderBlocks.Encoder();
        private final HeaderBlocks.Decoder decoder = new HeaderBlocks.Decoder();

        private Peer(RawClient client) throws IOException {
            this.client = client;
            this.in = new DataInputStream(client.socket().getInputStream());
        }

        static Peer connect(FrameServer server) throws IOException {
            return new Peer(RawClient.connect(server.address()));
        }

        /** Connects, and sends the preface with its SETTINGS. */
        static Peer greet(FrameServer server) throws IOException {
            Peer peer = connect(server);
            peer.preface();
            peer.send(Frame.SETTINGS, 0, 0, new byte[] {0, Frame.ENABLE_PUSH, 0, 0, 0, 0});
            return peer;
        }

        void preface() throws IOException {
            client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        }

        void send(int type, int flags, int stream, byte[] payload) throws IOException {
            client.send(new Frame(type, flags, stream, payload).encoded());
        }

        void headers(int stream, boolean endStream, String... fields) throws IOException {
            int flags = Frame.END_HEADERS | (endStream ? Frame.END_STREAM : 0);
            send(Frame.HEADERS, flags, stream, encode(stream, fields));
        }

        void ping(int payload) throws IOException {
            send(Frame.PING, 0, 0, ByteBuffer.allocate(8).putLong(payload).array());
        }

        byte[] encode(int stream, String... fields) {
            return encoder.encode(stream, fields);
        }

        List<HeaderLine> decode(Frame... block) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (Frame frame : block) {
                all.writeBytes(frame.payload());
            }
            return new ArrayList<>(decoder.decode(block[0].streamId(), all.toByteArray()));
        }

        /** The next frame of this type; those before it are dropped. */
        Frame receive(int type) throws IOException {
            while (true) {
                Frame frame = receive();
                if (frame.is(type)) {
                    return frame;
                }
            }
        }

        Frame receive() throws IOException {
            client.socket().setSoTimeout((int) SOON.toMillis());
            byte[] head = in.readNBytes(Frame.HEAD_BYTES);
            assertThat(head).as("%s", new String(head, ISO_8859_1)).hasSize(Frame.HEAD_BYTES);
            ByteBuffer fields = ByteBuffer.wrap(head);
            int length = fields.getInt() >>> Byte.SIZE;
            fields.position(3);
            int type = fields.get() & 0xff;
            return new Frame(type, fields.get() & 0xff, fields.getInt(), in.readNBytes(length));
        }

        void expectSilence() throws IOException {
            client.socket().setSoTimeout((int) SILENCE.toMillis());
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(in::read);
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }
}
