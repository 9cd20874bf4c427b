package io.flushpoint.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.Proxies;
import io.flushpoint.Proxy;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Line ends, and what some encoders make line ends of, in every place that takes text of the caller's. */
class SmugglingTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** A place in a request, or in what goes to a proxy. */
    enum Place {
        METHOD,
        PATH,
        QUERY,
        HOST,
        HEADER_NAME,
        HEADER_VALUE,
        CONTENT_TYPE,
        TRAILER,
        KEPT_HEADER,
        PROXY_HOST,
        PROXY_USER,
        PROXY_PASSWORD,
        PROXY_URI;

        private Attempt attempt(String base, String bytes) {
            SendRequest good = SendRequest.post(base + "/").text("x");
            SenderOptions options =
                    SenderOptions.defaults().resolver(host -> List.of(InetAddress.getLoopbackAddress()));
            return switch (this) {
                case METHOD -> new Attempt(SendRequest.of("GET" + bytes, base + "/"), options);
                case PATH -> new Attempt(SendRequest.get(base + "/a" + bytes), options);
                case QUERY -> new Attempt(SendRequest.get(base + "/?a" + bytes), options);
                case HOST -> new Attempt(SendRequest.get(base.replace("127.0.0.1", "a" + bytes) + "/"), options);
                case HEADER_NAME -> new Attempt(good.header("A" + bytes, "b"), options);
                case HEADER_VALUE -> new Attempt(good.header("A", "b" + bytes + "c"), options);
                case CONTENT_TYPE -> new Attempt(good.body(new byte[1], "a/b" + bytes + "c"), options);
                case TRAILER -> new Attempt(good.header("Trailer", bytes), options);
                case KEPT_HEADER -> new Attempt(good.keepHeaders("A" + bytes), options);
                case PROXY_HOST -> new Attempt(good, through(Proxy.http("a" + bytes, 1)));
                case PROXY_USER -> new Attempt(good, through(Proxy.http("a", 1).credentials("u" + bytes, "p")));
                case PROXY_PASSWORD ->
                    new Attempt(good, through(Proxy.http("a", 1).credentials("u", "p" + bytes)));
                case PROXY_URI -> new Attempt(good, through(Proxy.parse("http://u:p" + bytes + "@a:1")));
            };
        }

        private static SenderOptions through(Proxy proxy) {
            return SenderOptions.defaults().proxies(Proxies.of(proxy));
        }
    }

    private record Attempt(SendRequest request, SenderOptions options) {}

    static Stream<Arguments> lineEnds() {
        return Arrays.stream(Place.values())
                .flatMap(place -> Stream.of(
                                "\r\nX-Smuggled: 1", "\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n", "\n", "\r", "\0")
                        .map(bytes -> Arguments.of(place, bytes)));
    }

    @ParameterizedTest
    @MethodSource("lineEnds")
    @Proves(
            value = {
                "crlf-in-method",
                "crlf-in-uri",
                "crlf-in-header-name",
                "crlf-in-header-value",
                "crlf-in-trailer",
                "crlf-in-host"
            },
            over = Medium.NO_CONNECTION)
    void aLineEndIsRefusedWhereItIsGivenAndNotRepeated(Place place, String bytes) {
        Throwable refused = catchThrowable(() -> place.attempt("http://127.0.0.1:9", bytes));

        assertThat(refused).isInstanceOf(IllegalArgumentException.class);
        assertThat(refused.getMessage()).doesNotContain("\r", "\n", "\0", "muggled");
    }

    /** Cut to a byte, these are CR and LF; one encoder makes question marks of them. */
    @ParameterizedTest
    @EnumSource(names = {"METHOD", "PATH", "QUERY", "HOST", "HEADER_NAME", "HEADER_VALUE", "CONTENT_TYPE"})
    @Proves(
            value = {"crlf-in-method", "crlf-in-uri", "crlf-in-header-name", "crlf-in-header-value", "crlf-in-host"},
            over = {Medium.EPOLL, Medium.CLEAR, Medium.HTTP_1_1})
    void whatOnlyLooksLikeALineEndIsNoneOnTheWire(Place place) throws Exception {
        for (String bytes : List.of("\u010d\u010aX-Smuggled: 1", "\u560d\u560a", "\u2028", "%0d%0aX-Smuggled:1")) {
            try (ScriptedServer server = ScriptedServer.start(Script.answering(200))) {
                Attempt attempt = accepted(place, server, bytes);
                if (attempt == null) {
                    assertThat(server.connections()).isEmpty();
                } else {
                    try (HttpSender sender = HttpSender.create(attempt.options())) {
                        sender.send(attempt.request(), DeliveryLevel.ANSWERED).await(SOON);
                    }
                    assertThat(server.requests()).singleElement().satisfies(SmugglingTest::isOfItsOwnLinesOnly);
                }
            }
        }
    }

    private static @Nullable Attempt accepted(Place place, ScriptedServer server, String bytes) {
        try {
            return place.attempt("http://127.0.0.1:" + server.port(), bytes);
        } catch (IllegalArgumentException refused) {
            return null;
        }
    }

    private static void isOfItsOwnLinesOnly(RecordedRequest request) {
        String head = new String(request.wire(), StandardCharsets.ISO_8859_1).split("\r\n\r\n", 2)[0];
        assertThat(head.lines())
                .hasSize(1 + request.headers().size())
                .noneMatch(line -> line.startsWith("X-Smuggled"))
                .noneMatch(line -> line.contains("?") && line.contains("A:"));
    }

    /** So what was checked when it was made is what is sent. */
    @Test
    @Proves(value = "setUri-after-construction", over = Medium.NO_CONNECTION)
    void nothingOfARequestCanBeChanged() {
        assertThat(Modifier.isFinal(SendRequest.class.getModifiers())).isTrue();
        assertThat(SendRequest.class.getConstructors()).isEmpty();
        assertThat(Arrays.stream(SendRequest.class.getDeclaredFields()).map(Field::getModifiers))
                .allMatch(Modifier::isFinal);
        assertThat(Arrays.stream(SendRequest.class.getMethods())
                        .filter(method -> method.getDeclaringClass().equals(SendRequest.class))
                        .map(Method::getReturnType))
                .doesNotContain(void.class);
        assertThat(SendRequest.get("http://a/").header("A", "b").headers()).isUnmodifiable();
    }
}
