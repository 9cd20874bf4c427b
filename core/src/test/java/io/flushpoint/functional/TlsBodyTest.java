package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Receipt;
import io.flushpoint.SendRequest;
import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies under TLS arrive byte for byte, wherever they come from and however they are cut into records. */
@ParameterizedClass
@MethodSource("io.flushpoint.functional.TlsCombination#pairwise")
class TlsBodyTest {
    private static final TestPki PKI = TestPki.create();
    private static final byte[] LARGE = bytes(5_000_000 + 7);
    private static final int PREFIX = 1_000;

    @TempDir
    private static Path directory;

    private static Path file;

    @Parameter
    private TlsCombination combination;

    @BeforeAll
    static void writeFile() throws Exception {
        byte[] longer = new byte[LARGE.length + 2 * PREFIX];
        System.arraycopy(LARGE, 0, longer, PREFIX, LARGE.length);
        file = Files.write(directory.resolve("large"), longer);
    }

    @BeforeEach
    void exists() {
        combination.assumeAvailable();
    }

    static Stream<Arguments> largeBodies() {
        return Stream.of(
                Arguments.of("in memory", Body.of(LARGE), false),
                Arguments.of("from a file", Body.file(file, PREFIX, LARGE.length), false),
                Arguments.of("from a stream of known length", Body.stream(stream(), LARGE.length), false),
                Arguments.of("from a stream of unknown length", Body.stream(stream()), true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("largeBodies")
    void aLargeBodyArrivesExactly(String from, Body body, boolean chunked) throws Exception {
        try (ScriptedServer server = server();
                TlsSender sender = sender()) {
            Receipt receipt = sender.answer(to(server).body(body, "application/octet-stream"));

            RecordedRequest request = server.awaitRequest(TlsSender.SOON);
            assertThat(request.bodyLength()).isEqualTo(LARGE.length);
            assertThat(request.bodySha256()).isEqualTo(sha256(LARGE));
            assertThat(request.header("Transfer-Encoding").isPresent()).isEqualTo(chunked);
            assertThat(request.wireLength()).isEqualTo(receipt.bytes());
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void twoLargeBodiesShareAConnectionWithoutMixing() throws Exception {
        try (ScriptedServer server = server();
                TlsSender sender = sender()) {
            sender.answer(to(server).body(Body.file(file, PREFIX, LARGE.length)));
            Receipt second = sender.answer(to(server).body(Body.of(LARGE)));

            assertThat(second.reused()).isTrue();
            assertThat(server.requests())
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(request.bodySha256()).isEqualTo(sha256(LARGE)));
        }
    }

    static Stream<Arguments> bodiesToCompress() {
        return Stream.of(
                Arguments.of("in memory", Body.of(compressible())),
                Arguments.of("from a stream", Body.stream(publisher(compressible()))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodiesToCompress")
    void gzipArrivesAsGzipOfTheBody(String from, Body body) throws Exception {
        byte[] plain = compressible();
        try (ScriptedServer server = server();
                TlsSender sender = sender()) {
            sender.answer(to(server).body(body).gzip());

            RecordedRequest request = server.awaitRequest(TlsSender.SOON);
            assertThat(request.header("Content-Encoding")).hasValue("gzip");
            assertThat(request.bodyLength()).isLessThan(RecordedRequest.KEPT_BYTES);
            byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(request.body())).readAllBytes();
            assertThat(sha256(unpacked)).isEqualTo(sha256(plain));
        }
    }

    /** Around the sizes of a TLS record (16,384) and of a piece (65,536). */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 131_072})
    @Proves({"happy-small", "happy-0-byte-body"})
    void noSizeAtTheEdgeOfARecordOrAPieceIsSpecial(int size) throws Exception {
        byte[] body = bytes(size);
        try (ScriptedServer server = server();
                TlsSender sender = sender()) {
            Receipt written = sender.send(to(server).body(Body.of(body)), DeliveryLevel.WRITTEN)
                    .await(DeliveryLevel.WRITTEN, TlsSender.SOON);

            sender.until("the request", () -> server.requests().stream().anyMatch(RecordedRequest::isComplete));
            RecordedRequest request = server.requests().get(0);
            assertThat(request.bodySha256()).isEqualTo(sha256(body));
            assertThat(request.wireLength()).isEqualTo(written.bytes());
        }
    }

    @Test
    void aLargeUploadToAFastReaderDoesNotHoldUpTheLoop() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        try (ScriptedServer large = ScriptedServer.start(
                        Script.sink(), ServerOptions.defaults().tls(PKI.serverTls()));
                ScriptedServer small = server();
                TlsSender sender = sender()) {
            sender.await(sender.sender().preconnect(large.uri(TestPki.HOST, "/")));
            sender.await(sender.sender().preconnect(small.uri(TestPki.HOST, "/")));
            Delivery upload = sender.send(to(large).body(Body.of(ByteBuffer.allocate(30 << 20))));
            upload.reached(DeliveryLevel.WRITTEN).thenRun(() -> order.add("large written"));
            Delivery other = sender.send(to(small).text("hello"), DeliveryLevel.ANSWERED);
            other.reached(DeliveryLevel.ANSWERED).thenRun(() -> order.add("small answered"));
            upload.await(DeliveryLevel.WRITTEN, TlsSender.SOON);
            other.await(DeliveryLevel.ANSWERED, TlsSender.SOON);
            sender.until("both are told", () -> order.size() == 2);

            assertThat(order).containsExactly("small answered", "large written");
        }
    }

    private static HttpRequest.BodyPublisher stream() {
        return publisher(LARGE);
    }

    private static HttpRequest.BodyPublisher publisher(byte[] bytes) {
        return HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
    }

    private static byte[] compressible() {
        byte[] bytes = new byte[5_000_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i / 5_000);
        }
        return bytes;
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static SendRequest to(ScriptedServer server) {
        return SendRequest.post(server.uri(TestPki.HOST, "/upload")).timeout(Duration.ofSeconds(20));
    }

    private static ScriptedServer server() {
        return ScriptedServer.start(
                Script.answering(200), ServerOptions.defaults().tls(PKI.serverTls()));
    }

    private TlsSender sender() {
        return combination.start(TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory)));
    }
}
