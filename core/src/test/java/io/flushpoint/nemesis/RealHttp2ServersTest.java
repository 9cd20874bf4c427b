package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ACKNOWLEDGED;
import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.SENT;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.AnswerExcerpt;
import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.HttpProtocol;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.SenderOptions;
import io.flushpoint.Transport;
import io.flushpoint.WireState;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.NginxOptions;
import io.flushpoint.testkit.NginxServer;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.RequiresServers;
import io.flushpoint.testkit.Script;
import io.netty.channel.epoll.Epoll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 servers that others have written, in clear text and over TLS, also while they restart. */
@RequiresServers
class RealHttp2ServersTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MANY = 200;

    @TempDir
    private Path directory;

    static Stream<Arguments> servers() {
        return Arrays.stream(RealSite.Kind.values())
                .flatMap(kind -> Stream.of(Arguments.of(kind, false), Arguments.of(kind, true)));
    }

    @ParameterizedTest(name = "{0}, TLS {1}")
    @MethodSource("servers")
    void smallAndLargeBodiesArriveOverOneConnection(RealSite.Kind kind, boolean secure) throws Exception {
        int[] sizes = {0, 100, 1_000_000, 1};
        try (RealSite site = kind.start(directory, secure);
                WatchedSender sender = sender()) {
            for (int size : sizes) {
                byte[] body = new byte[size];
                new Random(size).nextBytes(body);
                Delivery delivery = sender.send(
                        site.post("/" + size)
                                .body(body, "application/octet-stream")
                                .keepHeaders("content-length"),
                        ANSWERED);
                Receipt receipt = delivery.await(SOON);

                assertThat(receipt.protocol()).hasValue(HttpProtocol.HTTP_2);
                assertThat(receipt.connection()).hasValue(1);
                assertThat(receipt.bytes()).isGreaterThan(size);
                if (kind == RealSite.Kind.NGHTTPD) {
                    assertThat(excerpt(delivery).header("content-length")).hasValue(Integer.toString(size));
                }
            }
            if (kind != RealSite.Kind.NGHTTPD) {
                assertThat(site.seen())
                        .extracting(RecordedRequest::bodyLength)
                        .containsExactly(0L, 100L, 1_000_000L, 1L);
            }
        }
    }

    @ParameterizedTest(name = "{0}, TLS {1}")
    @MethodSource("servers")
    void everyLevelIsReached(RealSite.Kind kind, boolean secure) throws Exception {
        assumeTrue(Epoll.isAvailable(), "no epoll here");
        try (RealSite site = kind.start(directory, secure);
                WatchedSender sender = sender(options -> options.transport(Transport.EPOLL))) {
            List<Delivery> deliveries = new ArrayList<>();
            for (int n = 0; n < 20; n++) {
                deliveries.add(sender.send(
                        site.post("/" + n).body(new byte[20_000], "text/plain"), n % 2 == 0 ? ACKNOWLEDGED : SENT));
            }
            for (Delivery delivery : deliveries) {
                delivery.await(WRITTEN, SOON);
                delivery.await(SENT, SOON);
                delivery.await(ACKNOWLEDGED, SOON);
                assertThat(delivery.await(ANSWERED, SOON).status()).hasValue(200);
            }
            assertThat(sender.retried()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}, TLS {1}")
    @MethodSource("servers")
    void twoHundredAtATimeShareTwoConnections(RealSite.Kind kind, boolean secure) throws Exception {
        try (RealSite site = kind.start(directory, secure);
                WatchedSender sender = sender(options -> options.connectionsPerEndpoint(2))) {
            for (Receipt receipt : answers(sendMany(site, sender))) {
                assertThat(receipt.status()).hasValue(200);
                assertThat(receipt.connection().orElseThrow()).isLessThanOrEqualTo(2);
                assertThat(receipt.attempts()).isOne();
            }
            if (kind != RealSite.Kind.NGHTTPD) {
                assertThat(site.targets()).containsExactlyInAnyOrderElementsOf(targets());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whereBothAreToldOfTheServerChoosesHttp2(RealSite.Kind kind) throws Exception {
        try (RealSite site = kind.start(directory, true);
                WatchedSender sender = sender(options -> options.protocol(HttpProtocol.AUTO))) {
            Receipt receipt = sender.send(site.post("/"), ANSWERED).await(SOON);

            assertThat(receipt.protocol()).hasValue(HttpProtocol.HTTP_2);
            assertThat(receipt.stream()).isPresent();
        }
    }

    @Test
    void whereHaproxyOffersHttp1OnlyThatIsSpoken() throws Exception {
        try (RealSite site =
                RealSite.haproxy(directory, true, Script.answering(200), options -> options.alpn("http/1.1"))) {
            assertHttp1IsSpoken(site);
        }
    }

    @Test
    void whereNginxOffersHttp1OnlyThatIsSpoken() throws Exception {
        UnaryOperator<NginxOptions> http1 =
                options -> NginxOptions.defaults().tls(options.identity()).location(options.location());
        try (RealSite site = RealSite.nginx(true, Script.answering(200), http1)) {
            assertHttp1IsSpoken(site);
        }
    }

    private void assertHttp1IsSpoken(RealSite site) throws Exception {
        try (WatchedSender either = sender(options -> options.protocol(HttpProtocol.AUTO));
                WatchedSender strict = sender()) {
            Receipt receipt = either.send(site.post("/"), ANSWERED).await(SOON);
            SendException failure = failure(strict.send(site.post("/"), WRITTEN));

            assertThat(receipt.protocol()).hasValue(HttpProtocol.HTTP_1_1);
            assertThat(receipt.stream()).isEmpty();
            assertThat(failure).isNotNull();
            assertThat(failure.failure()).isEqualTo(Failure.TLS_FAILED);
            assertThat(failure.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
        }
    }

    @ParameterizedTest(name = "TLS {0}")
    @ValueSource(booleans = {false, true})
    void nginxThatClosesAnIdleConnectionIsNoticed(boolean secure) throws Exception {
        UnaryOperator<NginxOptions> brief = options -> options.directive("keepalive_timeout 1s;");
        try (RealSite site = RealSite.nginx(secure, Script.answering(200), brief)) {
            assertTheNextGoesOverAFreshConnection(site);
        }
    }

    @ParameterizedTest(name = "TLS {0}")
    @ValueSource(booleans = {false, true})
    void haproxyThatClosesAnIdleConnectionIsNoticed(boolean secure) throws Exception {
        try (RealSite site = RealSite.haproxy(
                directory, secure, Script.answering(200), options -> options.idle(Duration.ofMillis(500)))) {
            assertTheNextGoesOverAFreshConnection(site);
        }
    }

    private void assertTheNextGoesOverAFreshConnection(RealSite site) throws Exception {
        try (WatchedSender sender = sender()) {
            site.serves(sender);
            sender.awaitRetired(1);
            Receipt receipt = sender.send(site.post("/next"), ANSWERED).await(SOON);

            assertThat(receipt.connection()).hasValue(2);
            assertThat(receipt.reused()).isFalse();
            assertThat(receipt.attempts()).isOne();
            assertThat(sender.retired()).first().isIn(RetireReason.GOING_AWAY, RetireReason.PEER_CLOSED);
            assertThat(site.targets()).containsExactly("/serves", "/next");
        }
    }

    @ParameterizedTest(name = "TLS {0}")
    @ValueSource(booleans = {false, true})
    void nginxThatGoesAwayAfterTwentyRequestsLosesNoneAndDoublesNone(boolean secure) throws Exception {
        try (RealSite site = RealSite.nginx(secure, Script.answering(200), RealHttp2ServersTest::goingAwayAfterTwenty);
                WatchedSender sender =
                        sender(options -> options.connectionsPerEndpoint(1).streamsPerConnection(10))) {
            for (Receipt receipt : answers(sendMany(site, sender))) {
                assertThat(receipt.status()).hasValue(200);
            }

            assertThat(site.targets()).containsExactlyInAnyOrderElementsOf(targets());
            assertThat(site.nginx().awaitLog(MANY, SOON))
                    .extracting(NginxServer.Logged::nth)
                    .allMatch(nth -> nth <= 20);
            assertThat(sender.metrics().connectionsOpened()).isGreaterThanOrEqualTo(MANY / 20);
            assertThat(sender.causes()).allMatch(cause -> cause == Failure.UNPROCESSED);
        }
    }

    private static NginxOptions goingAwayAfterTwenty(NginxOptions options) {
        return options.directive("keepalive_requests 20;");
    }

    @Test
    @Proves(
            value = "many-tickets",
            over = {Medium.EPOLL, Medium.BORINGSSL, Medium.HTTP_2})
    void manyTicketsAreReadAndTheConnectionIsUsedAgain() throws Exception {
        try (RealSite site = RealSite.nginx(
                        true, Script.answering(200), options -> options.directive("ssl_conf_command NumTickets 100;"));
                WatchedSender sender = sender()) {
            for (int n = 0; n < 2; n++) {
                Receipt receipt = sender.send(site.post("/" + n).body(new byte[300_000], "text/plain"), ANSWERED)
                        .await(SOON);
                assertThat(receipt.status()).hasValue(200);
                assertThat(receipt.connection()).hasValue(1);
            }
        }
    }

    /** The sender sends again once, so what meets two GOAWAYs fails, and says so: about half of them. */
    @ParameterizedTest(name = "TLS {0}")
    @ValueSource(booleans = {false, true})
    void farMoreAtATimeThanNginxTakesOnAConnectionAreAnsweredOrToldAsUnprocessed(boolean secure) throws Exception {
        try (RealSite site = RealSite.nginx(secure, Script.answering(200), RealHttp2ServersTest::goingAwayAfterTwenty);
                WatchedSender sender = sender(options -> options.connectionsPerEndpoint(4))) {
            assertEachIsThereOnceOrToldAsUnprocessed(site, sender, sendMany(site, sender));
            assertThat(sender.retried()).isNotEmpty();
        }
    }

    @ParameterizedTest(name = "{0}, TLS {1}")
    @CsvSource({"STEADY, false", "IN_BURSTS, true"})
    void nginxIsReloadedMidwayAndNothingIsLostOrDoubled(Pace pace, boolean secure) throws Exception {
        try (RealSite site = RealSite.nginx(secure, thinking(), NginxOptions::withMaster)) {
            restartMidway(
                    site, pace, () -> site.nginx().reload(), () -> site.nginx().workers());
        }
    }

    @ParameterizedTest(name = "{0}, TLS {1}")
    @CsvSource({"STEADY, false", "IN_BURSTS, true"})
    void haproxyIsReloadedMidwayAndNothingIsLostOrDoubled(Pace pace, boolean secure) throws Exception {
        try (RealSite site = RealSite.haproxy(directory, secure, thinking(), options -> options)) {
            restartMidway(
                    site,
                    pace,
                    () -> site.haproxy().reload(),
                    () -> site.haproxy().workers());
        }
    }

    @ParameterizedTest(name = "{0}, TLS {1}")
    @CsvSource({"STEADY, false", "IN_BURSTS, true"})
    void anotherHaproxyTakesOverMidwayAndNothingIsLostOrDoubled(Pace pace, boolean secure) throws Exception {
        try (RealSite site = RealSite.haproxy(directory, secure, thinking(), options -> options)) {
            restartMidway(
                    site,
                    pace,
                    () -> site.haproxy().handOver(),
                    () -> site.haproxy().workers());
        }
    }

    /** Long enough that some requests are under way at any time. */
    private static Script thinking() {
        return Script.thinking(Duration.ofMillis(12), 200);
    }

    /** Who serves at this moment. */
    @FunctionalInterface
    private interface Workers {
        List<Long> now();
    }

    /** How the requests come, 200 of them in a second. */
    enum Pace {
        /** One after the other, and one restart. */
        STEADY(1, MANY / 2),

        /** Many at a time, and four restarts: here some meet a GOAWAY on their way. */
        IN_BURSTS(10, MANY / 5);

        private static final Duration PER_REQUEST = Duration.ofMillis(5);
        private final int burst;
        private final int perRestart;

        Pace(int burst, int perRestart) {
            this.burst = burst;
            this.perRestart = perRestart;
        }

        boolean restartsBefore(int n) {
            return n % perRestart == 0 && n < MANY;
        }

        void restAfter(int n) {
            if (n % burst == 0) {
                Await.elapse(PER_REQUEST.multipliedBy(burst));
            }
        }
    }

    private void restartMidway(RealSite site, Pace pace, Runnable restart, Workers workers) throws Exception {
        try (WatchedSender sender = sender(options -> options.connectionsPerEndpoint(1))) {
            List<Long> before = workers.now();
            assertThat(before).isNotEmpty();
            List<Delivery> deliveries = new ArrayList<>();
            for (int n = 1; n <= MANY; n++) {
                if (pace.restartsBefore(n)) {
                    restart.run();
                }
                deliveries.add(sender.send(site.post("/" + n), ANSWERED));
                pace.restAfter(n);
            }

            List<String> answered = assertEachIsThereOnceOrToldAsUnprocessed(site, sender, deliveries);
            if (pace == Pace.STEADY) {
                assertThat(answered).isEqualTo(targets());
            }
            assertThat(sender.retired()).isNotEmpty().containsOnly(RetireReason.GOING_AWAY);
            Await.until(
                    "other workers than " + before,
                    () -> Collections.disjoint(workers.now(), before)
                            && !workers.now().isEmpty(),
                    SOON);
            site.serves(sender);
        }
    }

    /** Returns the targets of those that were answered. */
    private static List<String> assertEachIsThereOnceOrToldAsUnprocessed(
            RealSite site, WatchedSender sender, List<Delivery> deliveries) throws Exception {
        List<String> answered = new ArrayList<>();
        List<String> again = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            String target = delivery.request().target();
            SendException failure = failure(delivery);
            Receipt receipt = failure == null ? delivery.receipt() : failure.receipt();
            if (failure == null) {
                assertThat(receipt.status()).as(target).hasValue(200);
                answered.add(target);
            } else {
                assertThat(failure).extracting(SendException::failure).isEqualTo(Failure.UNPROCESSED);
                assertThat(receipt.attempts()).isEqualTo(2);
            }
            if (receipt.attempts() == 2) {
                again.add(target);
            }
        }
        assertThat(site.targets()).containsExactlyInAnyOrderElementsOf(answered);
        assertThat(sender.retried()).containsExactlyInAnyOrderElementsOf(again);
        assertThat(sender.causes()).allMatch(cause -> cause == Failure.UNPROCESSED);
        return answered;
    }

    /** Why the goal is not reached; null if it is. */
    private static @Nullable SendException failure(Delivery delivery) throws Exception {
        try {
            delivery.await(SOON);
            return null;
        } catch (SendException e) {
            return e;
        }
    }

    private static List<String> targets() {
        return IntStream.rangeClosed(1, MANY).mapToObj(n -> "/" + n).toList();
    }

    private static List<Delivery> sendMany(RealSite site, WatchedSender sender) {
        return targets().stream()
                .map(target -> sender.send(site.post(target), ANSWERED))
                .toList();
    }

    private static List<Receipt> answers(List<Delivery> deliveries) throws Exception {
        List<Receipt> answers = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            answers.add(delivery.await(ANSWERED, SOON));
        }
        return answers;
    }

    private static AnswerExcerpt excerpt(Delivery delivery) throws Exception {
        return delivery.excerpt().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private WatchedSender sender() {
        return sender(options -> options);
    }

    private WatchedSender sender(UnaryOperator<SenderOptions> changes) {
        return WatchedSender.open(directory, changes);
    }
}
