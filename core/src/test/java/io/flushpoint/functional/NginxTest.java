package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.WireState;
import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.NginxOptions;
import io.flushpoint.testkit.NginxServer;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RequiresNginx;
import io.flushpoint.testkit.TestPki;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server that most of the world runs, not one of ours: clear text and TLS, over epoll with both loops. */
@RequiresNginx
@ParameterizedClass
@MethodSource("io.flushpoint.functional.TlsCombination#overEpoll")
class NginxTest {
    private static final TestPki PKI = TestPki.create();
    private static final Duration SOON = TlsSender.SOON;

    @TempDir
    private static Path directory;

    @Parameter
    private TlsCombination combination;

    @BeforeEach
    void exists() {
        combination.assumeAvailable();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void acknowledgedIsReachedAndTheRequestIsInTheLog(String scheme) throws Exception {
        try (NginxServer nginx = nginx(scheme).start();
                TlsSender sender = combination.start(options())) {
            byte[] body = new byte[500_000];
            Receipt receipt = sender.send(
                            SendRequest.post(uri(scheme, nginx, "/a")).body(body, "application/octet-stream"),
                            DeliveryLevel.ACKNOWLEDGED)
                    .await(DeliveryLevel.ACKNOWLEDGED, SOON);

            assertThat(receipt.timings().acknowledged().orElseThrow()).isPositive();
            NginxServer.Logged logged = nginx.awaitLog(1, SOON).get(0);
            assertThat(logged.status()).isEqualTo(200);
            assertThat(logged.target()).isEqualTo("/a");
            assertThat(logged.requestLength()).isEqualTo(receipt.bytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    @Proves(
            value = "connection-close-response",
            over = {Medium.CLEAR, Medium.JDK, Medium.BORINGSSL})
    void aServerThatClosesAfterEveryAnswerLosesNothing(String scheme) throws Exception {
        try (NginxServer nginx =
                        nginx(scheme).directive("keepalive_requests 1;").start();
                TlsSender sender = combination.start(options())) {
            for (int n = 1; n <= 20; n++) {
                Receipt receipt = sender.answer(
                        SendRequest.post(uri(scheme, nginx, "/" + n)).text("hello"));
                assertThat(receipt.reused()).isFalse();
            }

            assertThat(nginx.awaitLog(20, SOON))
                    .extracting(NginxServer.Logged::nth)
                    .containsOnly(1);
            assertThat(nginx.log()).extracting(NginxServer.Logged::target).doesNotHaveDuplicates();
            assertThat(sender.retired()).hasSizeGreaterThanOrEqualTo(19).containsOnly(RetireReason.RESPONSE_SAYS_CLOSE);
        }
    }

    @Test
    void itsHintAloneEndsAConnectionBeforeItWould() throws Exception {
        String hint = "keepalive_timeout 60s 1s;"; // keeps it for a minute, and says "Keep-Alive: timeout=1"
        try (NginxServer nginx = nginx("https").directive(hint).start();
                TlsSender sender = combination.start(options())) {
            sender.answer(SendRequest.post(uri("https", nginx, "/1")).text("hello"));
            sender.elapse(Duration.ofSeconds(1));
            Receipt second =
                    sender.answer(SendRequest.post(uri("https", nginx, "/2")).text("hello"));

            assertThat(second.reused()).isFalse();
            assertThat(sender.retired()).containsExactly(RetireReason.IDLE_AGE);
            assertThat(nginx.awaitLog(2, SOON))
                    .extracting(NginxServer.Logged::nth)
                    .containsOnly(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    @Proves(
            value = "413-then-reads-rest",
            over = {Medium.CLEAR, Medium.JDK, Medium.BORINGSSL})
    void aBodyThatIsTooLargeIsToldByItsStatusAndNotAsWritten(String scheme) throws Exception {
        try (NginxServer nginx =
                        nginx(scheme).directive("client_max_body_size 1k;").start();
                TlsSender sender = combination.start(options())) {
            Body large = Body.of(ByteBuffer.allocate(20 << 20));
            Delivery delivery =
                    sender.send(SendRequest.post(uri(scheme, nginx, "/large")).body(large, "application/octet-stream"));
            SendException early = sender.failure(delivery, DeliveryLevel.WRITTEN);

            assertThat(early.failure()).isEqualTo(Failure.ANSWERED_EARLY);
            assertThat(early.status()).hasValue(413);
            assertThat(early.wireState()).isEqualTo(WireState.PARTLY_WRITTEN);
            assertThat(nginx.awaitLog(1, SOON))
                    .extracting(NginxServer.Logged::status)
                    .containsExactly(413);
            assertThat(sender.answer(SendRequest.post(uri(scheme, nginx, "/small"))
                                    .text("hello"))
                            .status())
                    .hasValue(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aThousandSendsOverFourConnectionsAreEachInTheLogOnce(String scheme) throws Exception {
        SenderOptions few = options().connectionsPerEndpoint(4);
        try (NginxServer nginx =
                        nginx(scheme).directive("keepalive_requests 100;").start();
                TlsSender sender = combination.start(few)) {
            List<Delivery> deliveries = new ArrayList<>();
            for (int n = 1; n <= 1000; n++) {
                deliveries.add(sender.send(
                        SendRequest.post(uri(scheme, nginx, "/" + n)).text("hello " + n)));
            }
            for (Delivery delivery : deliveries) {
                assertThat(delivery.await(DeliveryLevel.ANSWERED, SOON).status())
                        .hasValue(200);
            }

            assertThat(nginx.awaitLog(1000, SOON))
                    .hasSize(1000)
                    .extracting(NginxServer.Logged::target)
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 1000)
                            .mapToObj(n -> "/" + n)
                            .toList());
            assertThat(nginx.log()).extracting(NginxServer.Logged::nth).allMatch(nth -> nth <= 100);
            assertThat(sender.retries()).isEmpty();
        }
    }

    @Test
    @Proves("many-tickets")
    void manyTicketsAreReadAndTheConnectionIsUsedAgain() throws Exception {
        try (NginxServer nginx = nginx("https")
                        .directive("ssl_conf_command NumTickets 100;")
                        .start();
                TlsSender sender = combination.start(options())) {
            SendRequest post = SendRequest.post(uri("https", nginx, "/")).body(new byte[300_000], "text/plain");
            assertThat(sender.answer(post).status()).hasValue(200);
            assertThat(sender.answer(post).reused()).isTrue();
        }
    }

    /** 204 if nginx took up an earlier session: so says OpenSSL, which is not the JDK of the other tests. */
    @Test
    void openSslSeesTheSecondConnectionResumeTheSession() throws Exception {
        String answer = "if ($ssl_session_reused = r) { return 204; } return 200;";
        try (NginxServer nginx = nginx("https")
                        .directive("keepalive_requests 1;")
                        .location(answer)
                        .start();
                TlsSender sender = combination.start(options())) {
            SendRequest get = SendRequest.get(uri("https", nginx, "/"));
            assertThat(sender.answer(get).status()).hasValue(200);
            assertThat(sender.answer(get).status()).hasValue(204);
            assertThat(sender.answer(get).status()).hasValue(204);
        }
    }

    private static NginxOptions nginx(String scheme) {
        NginxOptions options = NginxOptions.defaults();
        return scheme.equals("https") ? options.tls(PKI.server()) : options;
    }

    private static URI uri(String scheme, NginxServer nginx, String target) {
        return URI.create(scheme + "://" + TestPki.HOST + ":" + nginx.address().getPort() + target);
    }

    private SenderOptions options() {
        return combination.options(
                TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory)));
    }
}
