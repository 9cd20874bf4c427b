package io.flushpoint.internal.encode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flushpoint.Body;
import io.flushpoint.SendRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way and Netty's encoder make the same bytes, and refuse the same heads. */
class OneBufferEncoderTest {
    private static final String TOKEN = "!#$%&'*+-.^_`|~09AZaz";
    private static final String TARGET = "-._~!$&'()*+,;=:@/?%41aZ9";

    static Stream<SendRequest> requests() {
        return Stream.of(
                SendRequest.get("http://localhost"),
                SendRequest.get("https://[::1]:8443/a//b/../c?q=%20&r[]=\u00e9"),
                SendRequest.head("http://example.com:8080/"),
                SendRequest.delete("http://example.com./x"),
                SendRequest.post("http://example.com/"),
                SendRequest.put("http://example.com/").body(Body.of(new byte[0])),
                SendRequest.of("M-SEARCH", "http://example.com/*"),
                SendRequest.of("OPTIONS", "http://example.com/?http://elsewhere?"),
                SendRequest.get("http://example.com/").body(Body.text("a GET with a body")),
                SendRequest.post("http://example.com/").json("{}").header("X-Empty", ""),
                SendRequest.post("http://example.com/")
                        .header("USER-AGENT", "mine")
                        .text("na\u00efve"),
                SendRequest.post("http://example.com/").header("X-Latin", "\u00e9\u00ff\u0080 \t x"),
                SendRequest.post("http://example.com/")
                        .text("abc".repeat(1_000))
                        .gzip(),
                SendRequest.post("http://example.com/")
                        .header("X-Long", "v".repeat(60_000))
                        .body(Body.of(new byte[65_536])));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void theBytesAreThoseOfNettysEncoder(SendRequest request) {
        assertThat(shortWay(request)).isEqualTo(nettysWay(request));
    }

    @Test
    void theBytesAreThoseOfNettysEncoderForRandomRequests() {
        Random random = new Random(20261124);
        for (int i = 0; i < 2_000; i++) {
            SendRequest request = randomRequest(random);

            assertThat(shortWay(request)).isEqualTo(nettysWay(request));
        }
    }

    @Test
    void theSenderNamesItselfUnlessTheCallerDoes() {
        SendRequest request = SendRequest.get("http://localhost/").header("X-First", "1");

        assertThat(shortWay(request)).containsOnlyOnce("user-agent: flushpoint\r\n");
        assertThat(shortWay(request.header("USER-AGENT", "mine").header("X-Last", "2")))
                .contains("USER-AGENT: mine\r\n")
                .doesNotContain("flushpoint");
    }

    @Test
    void lengthsAroundPowersOfTenAreWrittenInFull() {
        for (int length : List.of(1, 9, 10, 11, 99, 100, 101, 999, 1_000, 9_999, 10_000, 10_001)) {
            SendRequest request = SendRequest.post("http://localhost/").body(Body.of(new byte[length]));

            assertThat(shortWay(request)).contains("content-length: " + length + "\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb: c", "a\nb", "a\rb", "a\u0000b", "a\u000bb", "a\u007fb"})
    void aHeaderValueThatWouldSplitTheRequestIsRefusedOnceMore(String value) {
        ByteBuf into = Unpooled.buffer();

        assertThatIllegalArgumentException().isThrownBy(() -> new OneBufferEncoder(into).add("X-Name", value));

        assertThat(into.readableBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb", "a:b", "a b", "a\u0000", "\u00e9"})
    void aHeaderNameThatIsNoTokenIsRefusedOnceMore(String name) {
        ByteBuf into = Unpooled.buffer();

        assertThatIllegalArgumentException().isThrownBy(() -> new OneBufferEncoder(into).add(name, "value"));

        assertThat(into.readableBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /", "GET\r\n", "GET\u0000", "G\u00c9T"})
    void aMethodThatIsNoTokenIsRefusedOnceMore(String method) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OneBufferEncoder.writeRequestLine(method, "/", Unpooled.buffer()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ HTTP/1.1", "/\r\nX: y", "/\n", "/\r"})
    void aTargetThatWouldSplitTheRequestIsRefusedOnceMore(String target) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OneBufferEncoder.writeRequestLine("GET", target, Unpooled.buffer()));
    }

    private static SendRequest randomRequest(Random random) {
        SendRequest request = SendRequest.of(
                text(random, TOKEN, 1, 8), "http://localhost:" + (1 + random.nextInt(65_535)) + "/" + target(random));
        for (int i = random.nextInt(6); i > 0; i--) {
            request = request.header("X" + text(random, TOKEN, 0, 12), value(random));
        }
        byte[] content = new byte[random.nextInt(300)];
        random.nextBytes(content);
        return random.nextBoolean() ? request.body(Body.of(content)) : request;
    }

    private static String target(Random random) {
        return text(random, TARGET, 0, 20).replaceAll("%(?!41)", "%41");
    }

    /** Visible characters up to U+00FF, with blanks in between. */
    private static String value(Random random) {
        String visible = IntStream.rangeClosed(0x21, 0xff)
                .filter(c -> c != 0x7f)
                .collect(StringBuilder::new, (all, c) -> all.append((char) c), StringBuilder::append)
                .toString();
        return "x" + text(random, visible + " \t", 0, 20) + "x";
    }

    private static String text(Random random, String alphabet, int min, int max) {
        StringBuilder text = new StringBuilder();
        for (int i = min + random.nextInt(max - min + 1); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static String shortWay(SendRequest request) {
        return drained(OneBufferEncoder.encode(request, null, content(request), UnpooledByteBufAllocator.DEFAULT));
    }

    private static String nettysWay(SendRequest request) {
        ByteBuf content = Unpooled.wrappedBuffer(content(request));
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestEncoder());
        channel.writeOutbound(new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                RequestHead.method(request),
                request.target(),
                content,
                RequestHead.headers(request, null, content.readableBytes()),
                EmptyHttpHeaders.INSTANCE));
        StringBuilder written = new StringBuilder();
        for (ByteBuf piece = channel.readOutbound(); piece != null; piece = channel.readOutbound()) {
            written.append(drained(piece));
        }
        channel.finishAndReleaseAll();
        return written.toString();
    }

    private static ByteBuffer content(SendRequest request) {
        return request.body() instanceof Body.InMemory memory ? memory.bytes() : ByteBuffer.allocate(0);
    }

    private static String drained(ByteBuf bytes) {
        try {
            return bytes.toString(ISO_8859_1);
        } finally {
            bytes.release();
        }
    }
}
