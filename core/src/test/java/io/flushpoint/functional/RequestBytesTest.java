package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.Body;
import io.flushpoint.Receipt;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What arrives at the server, byte by byte, for each method and kind of body. */
class RequestBytesTest extends OverSetups {
    private static final int LARGE = 5_000_000;

    @TempDir
    Path directory;

    private ScriptedServer server;

    private Client client;

    @BeforeEach
    void start() {
        server = serve(Script.answering(200));
        client = client();
    }

    @Test
    void getHasNoFraming() {
        RecordedRequest arrived = arrives(SendRequest.get(server.uri("/a?b=c%20d")));

        assertThat(arrived.head()).startsWith("GET /a?b=c%20d HTTP/1.1\r\n");
        assertThat(framing(arrived)).isEmpty();
        assertThat(arrived.wireLength()).isEqualTo(arrived.head().length());
    }

    @Test
    void headHasNoFramingAndItsAnswerNoBody() {
        RecordedRequest arrived = arrives(SendRequest.head(server.uri("/")));

        assertThat(arrived.method()).isEqualTo("HEAD");
        assertThat(framing(arrived)).isEmpty();
    }

    @Test
    void deleteWithoutABodyHasNoFraming() {
        assertThat(framing(arrives(SendRequest.delete(server.uri("/"))))).isEmpty();
    }

    @Test
    @Proves("happy-0-byte-body")
    void methodsThatHaveContentSayThatThereIsNone() {
        for (String method : List.of("POST", "PUT", "PATCH")) {
            RecordedRequest arrived = arrives(SendRequest.of(method, server.uri("/")));

            assertThat(arrived.method()).isEqualTo(method);
            assertThat(framing(arrived)).containsExactly("content-length: 0");
        }
    }

    @Test
    void anyTokenIsAMethod() {
        assertThat(arrives(SendRequest.of("M-SEARCH", server.uri("/"))).head()).startsWith("M-SEARCH / HTTP/1.1\r\n");
    }

    @Test
    @Proves("fragment/userinfo/space/backslash/empty path in URL")
    void anEmptyPathIsASlash() {
        assertThat(arrives(SendRequest.get(server.uri(""))).target()).isEqualTo("/");
    }

    @Test
    void getMayHaveABody() {
        RecordedRequest arrived = arrives(SendRequest.get(server.uri("/")).body(Body.text("query")));

        assertThat(framing(arrived)).containsExactly("content-length: 5");
        assertThat(arrived.bodyText()).isEqualTo("query");
    }

    @Test
    void headersComeInOrderWithTheirLetterCaseAndRepetitions() {
        RecordedRequest arrived = arrives(SendRequest.post(server.uri("/"))
                .header("X-B", "1")
                .header("x-a", "two words")
                .header("X-B", "")
                .body(new byte[] {1}, "application/x-one"));

        assertThat(arrived.headers().stream().map(line -> line.name() + "=" + line.value()))
                .containsSubsequence("X-B=1", "x-a=two words", "X-B=", "Content-Type=application/x-one");
        assertThat(arrived.headers("X-B")).containsExactly("1", "");
    }

    @Test
    void aHeaderValueIsSentByteForByteInLatin1() {
        RecordedRequest arrived = arrives(SendRequest.get(server.uri("/")).header("X-Name", "Zo\u00eb \u00ff"));

        assertThat(arrived.head()).contains("X-Name: Zo\u00eb \u00ff\r\n");
    }

    @Test
    @Proves("user-sets cl/te/host/connection/upgrade/trailer")
    void hostIsTheAuthorityAsWrittenOnce() {
        RecordedRequest arrived = arrives(SendRequest.get(server.uri("LOCALHOST", "/")));

        assertThat(arrived.headers("Host")).containsExactly("localhost:" + server.port());
    }

    @Test
    void theDefaultPortIsLeftOutOfHost() throws IOException {
        InetAddress ownAddress = InetAddress.getByAddress(new byte[] {127, 0, 0, 80});
        assumeTrue(mayListenOn(ownAddress, 80), "port 80 cannot be listened on");
        ScriptedServer eighty =
                serve(Script.answering(200), ServerOptions.defaults().bind(ownAddress, 80));

        client.deliver(SendRequest.get("http://127.0.0.80:80/"), ANSWERED);

        assertThat(eighty.awaitRequest(Client.PATIENCE).headers("Host")).containsExactly("127.0.0.80");
    }

    @Test
    void anIpv6LiteralStandsInBrackets() throws IOException {
        assumeTrue(hasIpv6(), "no IPv6 on this machine");
        ScriptedServer six = serve(
                Script.answering(200),
                ServerOptions.defaults()
                        .bind(
                                InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}),
                                0));

        client.deliver(SendRequest.get("http://[::1]:" + six.port() + "/"), ANSWERED);

        assertThat(six.awaitRequest(Client.PATIENCE).headers("Host")).containsExactly("[::1]:" + six.port());
    }

    @Test
    @Proves("happy-small")
    void bytesArriveAsTheyAre() {
        byte[] bytes = random(1_000);

        RecordedRequest arrived = arrives(SendRequest.post(server.uri("/")).body(Body.of(bytes)));

        assertThat(framing(arrived)).containsExactly("content-length: 1000");
        assertThat(arrived.body()).isEqualTo(bytes);
        assertThat(arrived.wireLength()).isEqualTo(arrived.head().length() + 1_000);
    }

    @Test
    void aRequestMadeOnceIsSentManyTimesOverAllTheSame() {
        SendRequest template = SendRequest.post(server.uri("/")).body(Body.of(ByteBuffer.wrap(random(100))));

        RecordedRequest first = arrives(template);
        RecordedRequest second = arrives(template);

        assertThat(second.wire()).isEqualTo(first.wire());
    }

    @Test
    void aBufferIsSentFromItsPositionToItsLimit() {
        byte[] bytes = random(1_000);
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(1_000).put(bytes).flip().position(10).limit(900);

        RecordedRequest arrived = arrives(SendRequest.put(server.uri("/")).body(Body.of(buffer)));

        assertThat(arrived.body()).isEqualTo(Arrays.copyOfRange(bytes, 10, 900));
        assertThat(buffer.position()).isEqualTo(10);
    }

    @Test
    void textIsUtf8() {
        RecordedRequest arrived = arrives(SendRequest.post(server.uri("/")).text("na\u00efve \ud83d\ude00"));

        assertThat(arrived.bodyText()).isEqualTo("na\u00efve \ud83d\ude00");
        assertThat(arrived.header("Content-Type")).hasValue("text/plain; charset=utf-8");
    }

    @Test
    void aLargeBodyInMemoryArrivesWhole() {
        byte[] bytes = random(LARGE);

        arrivesWith(bytes, SendRequest.post(server.uri("/")).body(Body.of(bytes)));
    }

    @Test
    @Proves("happy-1-byte-at-a-time-server")
    void aServerThatReadsByteByByteGetsEveryByte() {
        byte[] bytes = random(300);
        server = serve(Script.answering(200).readingSlowly(1, Duration.ofNanos(1)));

        arrivesWith(bytes, SendRequest.post(server.uri("/")).body(Body.of(bytes)));
    }

    /** Its window is smaller than what is left to write, all the time. */
    @Test
    @Proves("short-writes")
    void aServerOfASmallWindowGetsEveryByte() {
        byte[] bytes = random(LARGE);
        server = serve(
                Script.answering(200).readingSlowly(64 << 10, Duration.ofNanos(1)),
                ServerOptions.defaults().receiveBuffer(4_096));

        arrivesWith(bytes, SendRequest.post(server.uri("/")).body(Body.of(bytes)));
    }

    @Test
    void bodiesAroundThePieceSizeArriveWhole() {
        for (int length : List.of((64 << 10) - 1, 64 << 10, (64 << 10) + 1, 128 << 10, (128 << 10) + 1)) {
            byte[] bytes = random(length);

            arrivesWith(bytes, SendRequest.post(server.uri("/")).body(Body.of(bytes)));
        }
    }

    @Test
    void aFileArrivesWhole() throws IOException {
        byte[] bytes = random(LARGE);
        Path file = Files.write(directory.resolve("large"), bytes);

        RecordedRequest arrived =
                arrivesWith(bytes, SendRequest.post(server.uri("/")).body(Body.file(file)));

        assertThat(framing(arrived)).containsExactly("content-length: " + LARGE);
    }

    @Test
    void aRangeOfAFileArrivesAlone() throws IOException {
        byte[] bytes = random(200_000);
        Path file = Files.write(directory.resolve("range"), bytes);

        arrivesWith(
                Arrays.copyOfRange(bytes, 1_001, 151_001),
                SendRequest.post(server.uri("/")).body(Body.file(file, 1_001, 150_000)));
    }

    @Test
    void anEmptyFileIsAnEmptyBody() throws IOException {
        Path file = Files.write(directory.resolve("empty"), new byte[0]);

        RecordedRequest arrived = arrives(SendRequest.post(server.uri("/")).body(Body.file(file)));

        assertThat(framing(arrived)).containsExactly("content-length: 0");
    }

    @Test
    @Proves("user-sets cl/te/host/connection/upgrade/trailer")
    void aStreamOfKnownLengthIsNotChunked() {
        byte[] bytes = random(300_000);

        RecordedRequest arrived = arrivesWith(
                bytes, SendRequest.post(server.uri("/")).body(Body.stream(Publishers.of(bytes, 7_000), bytes.length)));

        assertThat(framing(arrived)).containsExactly("content-length: 300000");
    }

    @Test
    @Proves("user-sets cl/te/host/connection/upgrade/trailer")
    void aStreamOfUnknownLengthIsChunked() {
        byte[] bytes = random(300_000);

        RecordedRequest arrived =
                arrivesWith(bytes, SendRequest.post(server.uri("/")).body(Body.stream(Publishers.of(bytes, 7_000))));

        assertThat(framing(arrived)).containsExactly("transfer-encoding: chunked");
        assertThat(arrived.trailers()).isEmpty();
    }

    @Test
    void anEmptyStreamOfUnknownLengthIsOneLastChunk() {
        RecordedRequest arrived =
                arrives(SendRequest.post(server.uri("/")).body(Body.stream(Publishers.of(new byte[0], 1))));

        assertThat(framing(arrived)).containsExactly("transfer-encoding: chunked");
        assertThat(new String(arrived.wire(), UTF_8)).endsWith("\r\n\r\n0\r\n\r\n");
    }

    @Test
    void anEmptyStreamOfKnownLengthIsAnEmptyBody() {
        RecordedRequest arrived =
                arrives(SendRequest.post(server.uri("/")).body(Body.stream(Publishers.of(new byte[0], 1), 0)));

        assertThat(framing(arrived)).containsExactly("content-length: 0");
    }

    @Test
    void emptyBuffersOfAStreamDoNotEndIt() {
        byte[] bytes = random(10);

        arrivesWith(
                bytes,
                SendRequest.post(server.uri("/"))
                        .body(Body.stream(Publishers.of(List.of(
                                ByteBuffer.allocate(0),
                                ByteBuffer.wrap(bytes, 0, 4),
                                ByteBuffer.allocate(0),
                                ByteBuffer.wrap(bytes, 4, 6),
                                ByteBuffer.allocate(0))))));
    }

    @Test
    void aLargeStreamArrivesWhole() {
        byte[] bytes = random(LARGE);

        arrivesWith(bytes, SendRequest.post(server.uri("/")).body(Body.stream(Publishers.of(bytes, 16_384))));
    }

    @Test
    void theJdksPublishersAreCarriedOver() {
        byte[] bytes = random(100_000);
        HttpRequest jdk = HttpRequest.newBuilder(server.uri("/jdk?x=1"))
                .header("X-From", "jdk")
                .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))
                .build();

        RecordedRequest arrived = arrivesWith(bytes, SendRequest.from(jdk));

        assertThat(arrived.head()).startsWith("PUT /jdk?x=1 HTTP/1.1\r\n");
        assertThat(arrived.headers("X-From")).containsExactly("jdk");
        assertThat(framing(arrived)).containsExactly("transfer-encoding: chunked");
    }

    @Test
    void gzipOfBytesHasItsLengthAndUnpacksToThem() throws IOException {
        byte[] bytes = "abc".repeat(10_000).getBytes(UTF_8);

        RecordedRequest arrived =
                arrives(SendRequest.post(server.uri("/")).body(Body.of(bytes)).gzip());

        assertThat(arrived.headers("Content-Encoding")).containsExactly("gzip");
        assertThat(framing(arrived)).containsExactly("content-length: " + arrived.bodyLength());
        assertThat(arrived.bodyLength()).isLessThan(1_000);
        assertThat(unpacked(arrived)).isEqualTo(bytes);
    }

    @Test
    void gzipOfAFileIsChunkedAndUnpacksToIt() throws IOException {
        byte[] bytes = compressible(LARGE);
        Path file = Files.write(directory.resolve("plain"), bytes);

        RecordedRequest arrived =
                arrives(SendRequest.post(server.uri("/")).body(Body.file(file)).gzip());

        assertThat(framing(arrived)).containsExactly("transfer-encoding: chunked");
        assertThat(unpacked(arrived)).isEqualTo(bytes);
    }

    @Test
    void gzipOfAStreamIsChunkedAndUnpacksToIt() throws IOException {
        byte[] bytes = compressible(LARGE);

        RecordedRequest arrived = arrives(SendRequest.post(server.uri("/"))
                .body(Body.stream(Publishers.of(bytes, 50_000), bytes.length))
                .gzip());

        assertThat(framing(arrived)).containsExactly("transfer-encoding: chunked");
        assertThat(unpacked(arrived)).isEqualTo(bytes);
    }

    @Test
    void gzipOfAnEmptyStreamUnpacksToNothing() throws IOException {
        RecordedRequest arrived = arrives(SendRequest.post(server.uri("/"))
                .body(Body.stream(Publishers.of(new byte[0], 1)))
                .gzip());

        assertThat(unpacked(arrived)).isEmpty();
    }

    @Test
    void aMegabyteThatDoesNotCompressArrivesWhole() throws IOException, NoSuchAlgorithmException {
        byte[] bytes = random(60_000);

        RecordedRequest arrived = arrives(SendRequest.post(server.uri("/"))
                .body(Body.stream(Publishers.of(bytes, 1_000)))
                .gzip());

        assertThat(unpacked(arrived)).isEqualTo(bytes);
    }

    /** Sends, and returns what arrived; its length on the wire is what the receipt says, and its framing is one. */
    private RecordedRequest arrives(SendRequest request) {
        Receipt receipt = client.deliver(request, ANSWERED);
        RecordedRequest arrived = server.awaitRequest(Client.PATIENCE);
        assertThat(arrived.isComplete()).isTrue();
        assertThat(arrived.wireLength()).isEqualTo(receipt.bytes());
        assertThat(framing(arrived)).hasSizeLessThanOrEqualTo(1);
        assertThat(arrived.headers("Host")).hasSize(1);
        return arrived;
    }

    private RecordedRequest arrivesWith(byte[] body, SendRequest request) {
        RecordedRequest arrived = arrives(request);
        assertThat(arrived.bodyLength()).isEqualTo(body.length);
        assertThat(arrived.bodySha256()).isEqualTo(sha256(body));
        return arrived;
    }

    private static List<String> framing(RecordedRequest request) {
        return request.headers().stream()
                .map(line -> line.name().toLowerCase(Locale.ROOT) + ": " + line.value())
                .filter(line -> line.startsWith("content-length:") || line.startsWith("transfer-encoding:"))
                .toList();
    }

    private static byte[] unpacked(RecordedRequest request) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(request.body())).readAllBytes();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Compresses to less than the kit keeps. */
    private static byte[] compressible(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i / 50_000);
        }
        return bytes;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean mayListenOn(InetAddress address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean hasIpv6() throws IOException {
        return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress());
    }
}
