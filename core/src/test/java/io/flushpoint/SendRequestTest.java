package io.flushpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.Proves;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Flow;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendRequestTest {
    private static final String URI_TEXT = "https://Example.com:8443/path?q=1";
    private static final SendRequest POST = SendRequest.post(URI_TEXT);
    private static final Flow.Publisher<ByteBuffer> PUBLISHER = subscriber -> {};

    @Test
    void hasAFactoryForEachCommonMethod() {
        URI uri = URI.create(URI_TEXT);

        assertThat(List.of(SendRequest.get(URI_TEXT), SendRequest.get(uri)))
                .extracting(SendRequest::method)
                .containsOnly("GET");
        assertThat(List.of(SendRequest.head(URI_TEXT), SendRequest.head(uri)))
                .extracting(SendRequest::method)
                .containsOnly("HEAD");
        assertThat(List.of(SendRequest.post(URI_TEXT), SendRequest.post(uri)))
                .extracting(SendRequest::method)
                .containsOnly("POST");
        assertThat(List.of(SendRequest.put(URI_TEXT), SendRequest.put(uri)))
                .extracting(SendRequest::method)
                .containsOnly("PUT");
        assertThat(List.of(SendRequest.patch(URI_TEXT), SendRequest.patch(uri)))
                .extracting(SendRequest::method)
                .containsOnly("PATCH");
        assertThat(List.of(SendRequest.delete(URI_TEXT), SendRequest.delete(uri)))
                .extracting(SendRequest::method)
                .containsOnly("DELETE");
    }

    @Test
    void startsWithNothingButMethodAndUri() {
        assertThat(POST.scheme()).isEqualTo("https");
        assertThat(POST.isSecure()).isTrue();
        assertThat(POST.host()).isEqualTo("example.com");
        assertThat(POST.port()).isEqualTo(8443);
        assertThat(POST.authority()).isEqualTo("example.com:8443");
        assertThat(POST.endpoint()).isEqualTo("https://example.com:8443");
        assertThat(POST.target()).isEqualTo("/path?q=1");
        assertThat(POST.headers()).isEmpty();
        assertThat(POST.body()).isEqualTo(Body.empty());
        assertThat(POST.timeout()).isEmpty();
        assertThat(POST.isReplayable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "PROPFIND", "get", "connect", "M-SEARCH", "!#$%&'*+-.^_`|~0"})
    void aMethodIsAnyTokenInTheLetterCaseGiven(String method) {
        assertThat(SendRequest.of(method, URI_TEXT).method()).isEqualTo(method);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "GE T", "GET ", "GET\r\nX: y", "GET\u0000", "G\u00c4T", "G/T", "GET:", "\u0130"})
    @Proves(value = "crlf-in-method", over = Medium.NO_CONNECTION)
    void aMethodThatIsNoTokenIsRefused(String method) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SendRequest.of(method, URI_TEXT))
                .withMessageStartingWith("method")
                .withMessageNotContaining("\r");
    }

    @Test
    void connectIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SendRequest.of("CONNECT", URI_TEXT))
                .withMessageContaining("CONNECT");
    }

    @Test
    void traceHasNoBody() {
        SendRequest trace = SendRequest.of("TRACE", URI_TEXT);

        assertThatCode(() -> trace.body(Body.empty())).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> trace.text("x")).withMessageContaining("TRACE");
        assertThatIllegalArgumentException().isThrownBy(() -> trace.body(Body.stream(PUBLISHER)));
    }

    @Test
    void aUriObjectCountsByItsText() {
        URI quoted = URI.create("http://h/%C3%A4?[x]");

        assertThat(SendRequest.get(quoted).target()).isEqualTo("/%C3%A4?%5Bx%5D");
        assertThatIllegalArgumentException().isThrownBy(() -> SendRequest.get(URI.create("mailto:a@b")));
        assertThatIllegalArgumentException().isThrownBy(() -> SendRequest.get(URI.create("/relative")));
    }

    @Test
    void headersKeepOrderAndLetterCaseAndMayRepeat() {
        SendRequest request = POST.header("X-b", "1").header("x-A", "2").header("X-B", "3");

        assertThat(request.headers())
                .containsExactly(new Header("X-b", "1"), new Header("x-A", "2"), new Header("X-B", "3"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "host",
                "Content-Length",
                "CONTENT-LENGTH",
                "Transfer-Encoding",
                "Connection",
                "Keep-Alive",
                "Proxy-Connection",
                "Proxy-Authorization",
                "Expect",
                "TE",
                "te",
                "Upgrade",
                "Trailer"
            })
    @Proves(
            value = {
                "expect-100-never-answered",
                "expect-417",
                "expect-100-then-close",
                "user-sets cl/te/host/connection/upgrade/trailer",
                "crlf-in-trailer"
            },
            over = Medium.NO_CONNECTION)
    void headersThatTheSenderOwnsAreRefusedByName(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POST.header(name, "s3cr3t"))
                .withMessage("header " + name + " is the sender's own and must be left out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Accept", "Authorization", "Cookie", "Content-Encoding", "Trailers", "Hosts", "Date"})
    void otherHeadersAreTheCallers(String name) {
        assertThat(POST.header(name, "v").headers()).containsExactly(new Header(name, "v"));
    }

    @Test
    void contentTypeComesOnce() {
        SendRequest typed = POST.header("content-type", "a/b");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> typed.header("Content-Type", "c/d"))
                .withMessageContaining("Content-Type");
        assertThatIllegalArgumentException().isThrownBy(() -> POST.json("{}").header("CONTENT-TYPE", "c/d"));
    }

    @Test
    void aBodyWithATypeReplacesTheTypeThatWasThere() {
        SendRequest request =
                POST.header("content-type", "a/b").header("X", "1").body(new byte[1], "c/d");

        assertThat(request.headers()).containsExactly(new Header("X", "1"), new Header("Content-Type", "c/d"));
    }

    @Test
    void aBodyWithoutATypeLeavesTheTypeThatWasThere() {
        assertThat(POST.header("Content-Type", "a/b").body(Body.text("x")).headers())
                .containsExactly(new Header("Content-Type", "a/b"));
    }

    @Test
    void aContentTypeIsAHeaderValueAndNotEmpty() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POST.body(new byte[0], ""))
                .withMessage("contentType must not be empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POST.body(new byte[0], "a/b\r\nX: y"))
                .withMessageContaining("Content-Type")
                .withMessageContaining("U+000D at index 3");
    }

    @Test
    void textAndJsonAreUtf8WithTheirType() {
        assertThat(content(POST.text("ä"))).isEqualTo("ä".getBytes(StandardCharsets.UTF_8));
        assertThat(POST.text("ä").headers()).containsExactly(new Header("Content-Type", "text/plain; charset=utf-8"));
        assertThat(content(POST.json("{}"))).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
        assertThat(POST.json("{}").headers()).containsExactly(new Header("Content-Type", "application/json"));
        assertThatIllegalArgumentException().isThrownBy(() -> POST.json("\ud800"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, 100_000})
    void gzipCompressesBytesInMemoryAtOnce(int length) throws IOException {
        byte[] plain = new byte[length];
        new Random(length).nextBytes(plain);
        SendRequest request = POST.body(plain, "a/b").gzip();

        assertThat(request.headers())
                .containsExactly(new Header("Content-Type", "a/b"), new Header("Content-Encoding", "gzip"));
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(content(request)))) {
            assertThat(gzip.readAllBytes()).isEqualTo(plain);
        }
    }

    @Test
    void gzipMakesBytesFewer() {
        assertThat(POST.text("a".repeat(100_000)).gzip().body().length().orElseThrow())
                .isBetween(20L, 1_000L);
    }

    @Test
    void gzipCompressesFilesAndStreamsWhileSending() {
        Body file = Body.file(Path.of("file"), 1, 2);
        Body stream = Body.stream(PUBLISHER, 3);

        assertThat(POST.body(file).gzip().body()).isEqualTo(new Bodies.Gzipped(file));
        assertThat(POST.body(stream).gzip().body()).isEqualTo(new Bodies.Gzipped(stream));
        assertThat(POST.body(stream).gzip().headers()).containsExactly(new Header("Content-Encoding", "gzip"));
    }

    @Test
    void gzipComesOnceAndAfterTheBody() {
        SendRequest gzip = POST.text("x").gzip();

        assertThatIllegalArgumentException().isThrownBy(POST::gzip).withMessageContaining("body must be set before");
        assertThatIllegalArgumentException().isThrownBy(gzip::gzip).withMessageContaining("Content-Encoding");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        gzip.timeout(Duration.ofSeconds(1)).header("X", "y").text("y"))
                .withMessage("the body must be set before gzip()");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gzip.header("content-encoding", "br"))
                .withMessageContaining("gzip()");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> POST.text("x").header("CONTENT-encoding", "br").gzip())
                .withMessageContaining("Content-Encoding");
    }

    @Test
    void aBodyThatClaimsToBeGzippedIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POST.body(new Bodies.Gzipped(Body.stream(PUBLISHER))))
                .withMessageContaining("gzip()");
    }

    @Test
    void aTimeoutIsMoreThanZeroAndAtMostAnHour() {
        for (Duration good : List.of(Duration.ofNanos(1), Duration.ofMillis(50), Duration.ofHours(1))) {
            assertThat(POST.timeout(good).timeout()).contains(good);
        }
        for (Duration bad :
                List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofHours(1).plusNanos(1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> POST.timeout(bad))
                    .withMessageStartingWith("timeout")
                    .withMessageEndingWith("not " + bad);
        }
    }

    @Test
    void onlyTokensAndNoMoreThanSixteenAreHeadersToKeep() {
        assertThat(POST.keepHeaders("Retry-After", "ETag").keptHeaders()).containsExactly("Retry-After", "ETag");
        assertThat(POST.keepHeaders("A").keepErrorContent(5).keepHeaders("B").keptErrorContent())
                .isEqualTo(5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POST.keepHeaders("Retry After"))
                .withMessageContaining("name of a header to keep");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POST.keepHeaders("A,".repeat(17).split(",")))
                .withMessageContaining("16, not 17");
    }

    @Test
    void anErrorsContentIsKeptUpToSixtyFourKilobytes() {
        assertThat(POST.keptErrorContent()).isZero();
        assertThat(POST.keepErrorContent(65_536).keptErrorContent()).isEqualTo(65_536);
        for (int bad : new int[] {-1, 65_537}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> POST.keepErrorContent(bad))
                    .withMessageContaining("not " + bad);
        }
    }

    @Test
    void whatIsKeptStaysWithEveryCopyOfTheRequest() {
        SendRequest keeping = POST.keepHeaders("A").keepErrorContent(5);
        for (SendRequest copy : List.of(
                keeping.text("x").gzip(),
                keeping.header("X", "1"),
                keeping.replayable(),
                keeping.timeout(Duration.ofSeconds(1)),
                keeping.text("x").withoutContent())) {
            assertThat(copy.keptHeaders()).containsExactly("A");
            assertThat(copy.keptErrorContent()).isEqualTo(5);
        }
    }

    @Test
    @Proves(value = "setUri-after-construction", over = Medium.NO_CONNECTION)
    void aTemplateIsNotChangedByWhatIsMadeOfIt() {
        SendRequest template = POST.header("X", "1");
        SendRequest made = template.header("Y", "2")
                .text("x")
                .gzip()
                .timeout(Duration.ofSeconds(1))
                .replayable();

        assertThat(template.headers()).containsExactly(new Header("X", "1"));
        assertThat(template.body()).isEqualTo(Body.empty());
        assertThat(template.timeout()).isEmpty();
        assertThat(template.isReplayable()).isFalse();
        assertThat(made.isReplayable()).isTrue();
        assertThat(made.timeout()).contains(Duration.ofSeconds(1));
        assertThat(made.headers()).hasSize(4).isUnmodifiable();
        assertThat(template.headers()).isUnmodifiable();
    }

    @Test
    void theHeadIsBounded() {
        int overhead = "GET / HTTP/1.1\r\nHost: h\r\nX: \r\n".length();
        SendRequest get = SendRequest.get("http://h/");
        String longest = "v".repeat(SendRequest.MAX_HEAD_BYTES - overhead);

        assertThat(get.header("X", longest).headers()).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> get.header("X", longest + "v"))
                .withMessage("request line and headers must have at most 65536 bytes, not 65537");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SendRequest.get("http://h/" + "p".repeat(SendRequest.MAX_HEAD_BYTES)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SendRequest.of("M".repeat(SendRequest.MAX_HEAD_BYTES), "http://h/"));
    }

    @Test
    void takesOverARequestOfTheJdk() {
        HttpRequest.BodyPublisher publisher = HttpRequest.BodyPublishers.ofString("hello");
        SendRequest request = SendRequest.from(HttpRequest.newBuilder(URI.create(URI_TEXT))
                .version(HttpClient.Version.HTTP_1_1)
                .header("X-Two", "1")
                .header("X-Two", "2")
                .header("Accept", "*/*")
                .timeout(Duration.ofSeconds(3))
                .POST(publisher)
                .build());

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.endpoint()).isEqualTo("https://example.com:8443");
        assertThat(request.target()).isEqualTo("/path?q=1");
        assertThat(request.headers())
                .containsExactly(new Header("Accept", "*/*"), new Header("X-Two", "1"), new Header("X-Two", "2"));
        assertThat(request.timeout()).contains(Duration.ofSeconds(3));
        assertThat(request.body()).isEqualTo(new Bodies.Streamed(publisher, 5));
        assertThat(request.isReplayable()).isFalse();
    }

    @Test
    void aRequestOfTheJdkWithoutContentGainsNone() {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(URI_TEXT));
        HttpRequest.BodyPublisher none = HttpRequest.BodyPublishers.noBody();

        assertThat(SendRequest.from(builder.GET().build()).body()).isEqualTo(Body.empty());
        assertThat(SendRequest.from(builder.method("GET", none).build()).body()).isEqualTo(Body.empty());
        assertThat(SendRequest.from(builder.POST(none).build()).body()).isEqualTo(Body.empty());
        assertThat(SendRequest.from(builder.DELETE().build()).body()).isEqualTo(Body.empty());
        assertThat(SendRequest.from(builder.method("TRACE", none).build()).body())
                .isEqualTo(Body.empty());
    }

    @Test
    void aPublisherOfUnknownLengthStaysOne() {
        HttpRequest.BodyPublisher publisher = HttpRequest.BodyPublishers.fromPublisher(PUBLISHER);
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(URI_TEXT)).PUT(publisher).build();

        assertThat(SendRequest.from(request).body()).isEqualTo(new Bodies.Streamed(publisher, Bodies.UNKNOWN));
    }

    @Test
    void whatHasNoMeaningHereIsRefusedWithWhatToWriteInstead() {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(URI_TEXT));
        HttpRequest expecting = builder.copy().expectContinue(true).build();
        HttpRequest http2 = builder.copy().version(HttpClient.Version.HTTP_2).build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SendRequest.from(expecting))
                .withMessageContaining("without expectContinue");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SendRequest.from(http2))
                .withMessageContaining("HTTP_2")
                .withMessageContaining("without version, or with version(HttpClient.Version.HTTP_1_1)");
        assertThatCode(() -> SendRequest.from(builder.build())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "content-length", "Transfer-Encoding", "Connection", "Expect", "Upgrade", "TE"})
    void aRequestOfTheJdkThatOwnsOurHeadersIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SendRequest.from(new ForeignRequest(name, "1")))
                .withMessage("header " + name + " is the sender's own and must be left out");
    }

    @Test
    void aRequestOfAForeignKindIsCheckedLikeAnyOther() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SendRequest.from(new ForeignRequest("X", "a\r\nb")))
                .withMessageContaining("U+000D at index 1");
        assertThat(SendRequest.from(new ForeignRequest("X", "a")).headers()).containsExactly(new Header("X", "a"));
    }

    @Test
    void nullIsRefusedByName() {
        assertThatNullPointerException()
                .isThrownBy(() -> SendRequest.get((String) null))
                .withMessage("uri");
        assertThatNullPointerException()
                .isThrownBy(() -> SendRequest.get((URI) null))
                .withMessage("uri");
        assertThatNullPointerException()
                .isThrownBy(() -> SendRequest.of(null, "http://h"))
                .withMessage("method");
        assertThatNullPointerException()
                .isThrownBy(() -> SendRequest.from(null))
                .withMessage("request");
        assertThatNullPointerException()
                .isThrownBy(() -> POST.header(null, "v"))
                .withMessage("name");
        assertThatNullPointerException()
                .isThrownBy(() -> POST.header("X", null))
                .withMessage("value");
        assertThatNullPointerException().isThrownBy(() -> POST.body(null)).withMessage("body");
        assertThatNullPointerException()
                .isThrownBy(() -> POST.body((Body) null, "a/b"))
                .withMessage("body");
        assertThatNullPointerException()
                .isThrownBy(() -> POST.body((byte[]) null, "a/b"))
                .withMessage("bytes");
        assertThatNullPointerException()
                .isThrownBy(() -> POST.body(new byte[0], null))
                .withMessage("contentType");
        assertThatNullPointerException().isThrownBy(() -> POST.text(null)).withMessage("text");
        assertThatNullPointerException().isThrownBy(() -> POST.json(null)).withMessage("json");
        assertThatNullPointerException().isThrownBy(() -> POST.timeout(null)).withMessage("timeout");
    }

    @Test
    void toStringHasNoPathQueryHeaderValueOrBody() {
        SendRequest request = SendRequest.post("https://h/s3cr3t?s3cr3t")
                .header("X", "s3cr3t")
                .text("s3cr3t");

        assertThat(request).hasToString("POST https://h:443, path of 7 characters, body: 6 bytes in memory");
        assertThat(SendRequest.get("http://[::1]"))
                .hasToString("GET http://[::1]:80, path of 1 characters, body: empty");
        assertThat(request.headers().toString()).doesNotContain("s3cr3t");
    }

    private static byte[] content(SendRequest request) {
        ByteBuffer bytes = ((Body.InMemory) request.body()).bytes();
        byte[] content = new byte[bytes.remaining()];
        bytes.get(content);
        return content;
    }

    /** Not made by the JDK's builder, so nothing has checked it. */
    private static final class ForeignRequest extends HttpRequest {
        private final HttpHeaders headers;

        ForeignRequest(String name, String... values) {
            this.headers = HttpHeaders.of(Map.of(name, Arrays.asList(values)), (n, v) -> true);
        }

        @Override
        public Optional<BodyPublisher> bodyPublisher() {
            return Optional.empty();
        }

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public Optional<Duration> timeout() {
            return Optional.empty();
        }

        @Override
        public boolean expectContinue() {
            return false;
        }

        @Override
        public URI uri() {
            return URI.create(URI_TEXT);
        }

        @Override
        public Optional<HttpClient.Version> version() {
            return Optional.empty();
        }

        @Override
        public HttpHeaders headers() {
            return headers;
        }
    }
}
