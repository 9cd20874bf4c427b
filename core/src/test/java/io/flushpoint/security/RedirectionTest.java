package io.flushpoint.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.HttpSender;
import io.flushpoint.SendRequest;
import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer that leads elsewhere, or wants credentials, is an answer and nothing more. */
class RedirectionTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int[] STATUSES = {300, 301, 302, 303, 305, 307, 308, 401, 407, 421};

    @ParameterizedTest
    @EnumSource(names = {"CLEAR", "HTTP2_CLEAR"})
    @Proves("redirect 302 cross-origin")
    void noStatusMakesARequestGoElsewhereOrAgain(Wire wire) throws Exception {
        wire.assumeExists();
        try (ScriptedServer elsewhere = ScriptedServer.start(Script.answering(200))) {
            for (int status : STATUSES) {
                try (Origin origin = wire.isHttp2() ? new OfHttp2(status, elsewhere) : new OfHttp1(status, elsewhere);
                        HttpSender sender = HttpSender.create(wire.options(TlsOptions.defaults()))) {
                    SendRequest request = SendRequest.post(origin.uri())
                            .header("Authorization", "Bearer s3cr3t")
                            .text("hello");
                    Delivery delivery = sender.send(request, DeliveryLevel.ANSWERED);

                    assertThat(delivery.await(SOON).status()).hasValue(status);
                    assertThat(delivery.report().toCompletableFuture())
                            .succeedsWithin(SOON)
                            .extracting(DeliveryReport::kind)
                            .isEqualTo(DeliveryReport.Kind.ANSWERED);
                    assertThat(delivery.receipt().attempts()).isOne();
                    assertThat(origin.requests()).isOne();
                }
            }
            Await.elapse(Duration.ofMillis(20));
            assertThat(elsewhere.connections()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Refresh", "Alt-Svc", "Location", "Link"})
    void noHeaderOfAGoodAnswerMakesOneGoElsewhere(String header) throws Exception {
        try (ScriptedServer elsewhere = ScriptedServer.start(Script.answering(200));
                ScriptedServer origin = ScriptedServer.start(Script.answering(Response.of(200)
                        .header(header, "0; url=" + elsewhere.uri("/") + "; h2=\":" + elsewhere.port() + "\"")));
                HttpSender sender = HttpSender.create()) {
            for (int i = 0; i < 2; i++) {
                sender.send(SendRequest.get(origin.uri("/")), DeliveryLevel.ANSWERED)
                        .await(SOON);
            }

            assertThat(origin.requests()).hasSize(2);
            assertThat(elsewhere.connections()).isEmpty();
        }
    }

    /** A server that leads elsewhere. */
    private interface Origin extends AutoCloseable {
        URI uri();

        int requests();

        @Override
        void close();
    }

    private static final class OfHttp1 implements Origin {
        private final ScriptedServer server;

        OfHttp1(int status, ScriptedServer elsewhere) {
            server = ScriptedServer.start(Script.answering(Response.of(status)
                    .header("Location", elsewhere.uri("/").toString())
                    .header("WWW-Authenticate", "Basic realm=\"a\"")
                    .header("Proxy-Authenticate", "Basic realm=\"a\"")));
        }

        @Override
        public URI uri() {
            return server.uri("/");
        }

        @Override
        public int requests() {
            return server.requests().size();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    private static final class OfHttp2 implements Origin {
        private final FrameServer server;

        OfHttp2(int status, ScriptedServer elsewhere) {
            server = FrameServer.start(connection -> {
                connection.greet();
                connection.answerAll(request -> connection.headers(
                        request.streamId(),
                        true,
                        ":status",
                        Integer.toString(status),
                        "location",
                        elsewhere.uri("/").toString()));
            });
        }

        @Override
        public URI uri() {
            return server.uri("/");
        }

        @Override
        public int requests() {
            return server.all().stream()
                    .mapToInt(connection -> connection.requests().size())
                    .sum();
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
