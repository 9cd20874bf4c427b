package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.HttpProtocol;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.TlsOptions;
import io.flushpoint.WireState;
import io.flushpoint.testkit.FrontOptions;
import io.flushpoint.testkit.Identity;
import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RequiresServers;
import io.flushpoint.testkit.Script;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What servers that others have written do not put up with: too many requests on a connection, too long a rest, too large a body, a stranger. */
@RequiresServers
class ServerLimitsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MANY = 200;
    private static final int OF_A_CONNECTION = 20;

    @TempDir
    private Path directory;

    /** How each is told its limits. */
    enum Server {
        APACHE {
            @Override
            RealSite start(Path directory, boolean secure, UnaryOperator<FrontOptions> changes) {
                return RealSite.apache(directory, secure, Script.answering(200), changes);
            }

            @Override
            FrontOptions limited(FrontOptions options) {
                return options.directive("MaxKeepAliveRequests " + OF_A_CONNECTION)
                        .directive("KeepAliveTimeout 1")
                        .directive("LimitRequestBody 1024")
                        .directive("ProxyPass /large !"); // what it passes on is not limited
            }

            @Override
            FrontOptions knowing(FrontOptions options, Path authority) {
                return options.directive("SSLVerifyClient require")
                        .directive("SSLCACertificateFile \"" + authority + "\"");
            }
        },
        LIGHTTPD {
            @Override
            RealSite start(Path directory, boolean secure, UnaryOperator<FrontOptions> changes) {
                return RealSite.lighttpd(directory, secure, Script.answering(200), changes);
            }

            @Override
            FrontOptions limited(FrontOptions options) {
                return options.directive("server.max-keep-alive-requests = " + OF_A_CONNECTION)
                        .directive("server.max-keep-alive-idle = 1")
                        .directive("server.max-request-size = 1");
            }

            @Override
            FrontOptions knowing(FrontOptions options, Path authority) {
                return options.directive("ssl.verifyclient.activate = \"enable\"")
                        .directive("ssl.verifyclient.enforce = \"enable\"")
                        .directive("ssl.verifyclient.ca-file = \"" + authority + "\"");
            }
        };

        abstract RealSite start(Path directory, boolean secure, UnaryOperator<FrontOptions> changes);

        abstract FrontOptions limited(FrontOptions options);

        abstract FrontOptions knowing(FrontOptions options, Path authority);
    }

    @ParameterizedTest(name = "{0}, TLS {1}")
    @CsvSource({"APACHE, false", "APACHE, true", "LIGHTTPD, false", "LIGHTTPD, true"})
    @Proves(
            value = "connection-close-response",
            over = {Medium.EPOLL, Medium.CLEAR, Medium.BORINGSSL, Medium.HTTP_1_1})
    void aConnectionThatEndsAfterTwentyRequestsLosesNoneAndDoublesNone(Server server, boolean secure) throws Exception {
        try (RealSite site = server.start(directory, secure, server::limited);
                WatchedSender sender = sender()) {
            List<Delivery> deliveries = new ArrayList<>();
            for (String target : targets()) {
                deliveries.add(sender.send(site.post(target), ANSWERED));
            }
            for (Delivery delivery : deliveries) {
                assertThat(delivery.await(SOON).status()).hasValue(200);
            }

            assertThat(site.logging().targets()).containsExactlyInAnyOrderElementsOf(targets());
            assertThat(site.targets()).containsExactlyInAnyOrderElementsOf(targets());
            assertThat(sender.metrics().connectionsOpened()).isGreaterThanOrEqualTo(MANY / OF_A_CONNECTION);
            assertThat(sender.retried()).isEmpty();
            assertThat(sender.retired()).contains(RetireReason.RESPONSE_SAYS_CLOSE);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves(
            value = "server-fin-while-idle",
            over = {Medium.EPOLL, Medium.CLEAR, Medium.HTTP_1_1})
    void aConnectionThatEndsAfterASecondOfRestIsNotUsedAgain(Server server) throws Exception {
        try (RealSite site = server.start(directory, false, server::limited);
                WatchedSender sender = sender()) {
            site.serves(sender);
            sender.awaitRetired(1);
            Receipt receipt = sender.send(site.post("/next"), ANSWERED).await(SOON);

            assertThat(receipt.reused()).isFalse();
            assertThat(receipt.attempts()).isOne();
            assertThat(sender.retired()).first().isEqualTo(RetireReason.PEER_CLOSED);
            assertThat(site.logging().targets()).containsExactly("/serves", "/next");
        }
    }

    @ParameterizedTest(name = "{0}, TLS {1}")
    @CsvSource({"APACHE, false", "APACHE, true", "LIGHTTPD, false", "LIGHTTPD, true"})
    @Proves(
            value = "413-then-reads-rest",
            over = {Medium.EPOLL, Medium.CLEAR, Medium.BORINGSSL, Medium.HTTP_1_1})
    void aBodyThatIsTooLargeIsToldByItsStatusAndNotAsWritten(Server server, boolean secure) throws Exception {
        try (RealSite site = server.start(directory, secure, server::limited);
                WatchedSender sender = sender()) {
            Body large = Body.of(ByteBuffer.allocate(20 << 20));
            Delivery delivery = sender.send(site.post("/large").body(large, "application/octet-stream"), WRITTEN);
            SendException early = failure(delivery);

            assertThat(early.failure()).isEqualTo(Failure.ANSWERED_EARLY);
            assertThat(early.status()).hasValue(413);
            assertThat(early.wireState()).isEqualTo(WireState.PARTLY_WRITTEN);
            site.serves(sender);
            assertThat(site.targets()).containsExactly("/serves");
            assertThat(sender.retried()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoShowsACertificateIsServedAndAStrangerIsNeverHeard(Server server) throws Exception {
        Identity client = RealSite.PKI.client();
        Path authority = RealSite.PKI.authority().writeCertificatePem(directory);
        TlsOptions stranger = TlsOptions.defaults().trustPem(authority);
        TlsOptions known = stranger.client(client.keyStore(), Identity.PASSWORD.toCharArray());
        try (RealSite site = server.start(directory, true, options -> server.knowing(options, authority));
                WatchedSender sender = sender(known);
                WatchedSender other = sender(stranger)) {
            site.serves(sender);
            SendException refused = failure(other.send(site.post("/stranger"), ANSWERED));

            assertThat(refused.failure()).isIn(Failure.PROTOCOL_ERROR, Failure.CONNECTION_LOST);
            assertThat(refused.status()).isEmpty();
            site.serves(sender);
            assertThat(site.logging().targets()).containsExactly("/serves", "/serves");
        }
    }

    private static SendException failure(Delivery delivery) {
        return catchThrowableOfType(SendException.class, () -> delivery.await(SOON));
    }

    private static List<String> targets() {
        return IntStream.rangeClosed(1, MANY).mapToObj(n -> "/" + n).toList();
    }

    private WatchedSender sender() {
        return sender(TlsOptions.defaults().trustPem(RealSite.PKI.authority().writeCertificatePem(directory)));
    }

    private WatchedSender sender(TlsOptions tls) {
        return WatchedSender.open(
                directory,
                options -> options.protocol(HttpProtocol.HTTP_1_1).tls(tls).connectionsPerEndpoint(4));
    }
}
