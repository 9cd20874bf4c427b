package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static io.flushpoint.WireState.NOTHING_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Effect;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.HeldCertificate;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, addresses, connects and the beginning of TLS: whatever fails here, nothing was written. */
class OpeningTest extends OverSetups {
    private static final String HOST = "server.flushpoint.test";

    /** Until a second address is tried beside the first. */
    private static final Duration DELAY = Duration.ofMillis(250);

    // ---- names ----

    @Test
    @Proves("dns-slow-5s")
    void aSlowResolverHoldsUpNeitherTheLoopNorOtherEndpoints() {
        ScriptedServer server = serve(Script.answering(200));
        CountDownLatch release = new CountDownLatch(1);
        Client client = client(options -> options.resolver(host -> {
            awaitUninterrupted(release);
            return loopback();
        }));
        Delivery slow = client.send(SendRequest.get(server.uri(HOST, "/slow")), ANSWERED);

        client.deliver(SendRequest.get(server.uri("/fast")), ANSWERED);

        assertThat(slow.reached(WRITTEN).toCompletableFuture()).isNotDone();
        release.countDown();
        Receipt receipt = client.reach(slow, ANSWERED);
        assertThat(receipt.timings().resolve().orElseThrow()).isPositive();
    }

    @Test
    void aResolverIsAskedOnAThreadOfItsOwnAndNeverForAnAddress() {
        ScriptedServer server = serve(Script.answering(200));
        CompletableFuture<String> asked = new CompletableFuture<>();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        Client client = client(options -> options.resolver(host -> {
            asked.complete(host);
            thread.complete(Thread.currentThread());
            return loopback();
        }));

        client.deliver(SendRequest.get(server.uri("/")), ANSWERED);
        assertThat(asked).isNotDone();
        client.deliver(SendRequest.get(server.uri("Server.Flushpoint.TEST", "/")), ANSWERED);

        assertThat(asked).isCompletedWithValue(HOST);
        assertThat(thread.join().getName()).startsWith("flushpoint-").doesNotContain("loop");
        assertThat(thread.join().isDaemon()).isTrue();
    }

    @Test
    @Proves("nxdomain")
    void aNameThatDoesNotExistIsAnUnresolvedHost() {
        assertUnresolved(client(options -> options.resolver(host -> {
            throw new UnknownHostException(host);
        })));
    }

    @Test
    @Proves("dns-empty-answer")
    void anEmptyAnswerIsAnUnresolvedHost() {
        assertUnresolved(client(options -> options.resolver(host -> List.of())));
    }

    @Test
    void aResolverThatThrowsAnythingIsAnUnresolvedHost() {
        assertUnresolved(client(options -> options.resolver(host -> {
            throw new IllegalStateException("resolver is broken");
        })));
        assertUnresolved(client(options -> options.resolver(host -> {
            throw new AssertionError("resolver is very broken");
        })));
    }

    @Test
    @Proves("dns-slow-5s")
    void aResolverThatAnswersTooLateIsAnUnresolvedHost() {
        CountDownLatch release = new CountDownLatch(1);
        assertUnresolved(client(
                options -> options.resolveDeadline(Duration.ofMillis(100)).resolver(host -> {
                    awaitUninterrupted(release);
                    return loopback();
                })));
        release.countDown();
    }

    private static void assertUnresolved(Client client) {
        Delivery delivery = client.send(SendRequest.get("http://" + HOST + "/"));

        SendException failure = client.fail(delivery, WRITTEN);

        Failures.expect(failure, Failure.UNRESOLVED_HOST, Phase.RESOLVE, NOTHING_WRITTEN);
        assertThat(delivery.receipt().attempts()).isZero();
        assertThat(client.metrics().connectionsOpening()).isZero();
    }

    @Test
    @Proves("dns-servfail-then-ok")
    void aFailedLookupIsNotRemembered() {
        ScriptedServer server = serve(Script.answering(200));
        AtomicInteger lookups = new AtomicInteger();
        Client client = client(options -> options.resolver(host -> {
            if (lookups.incrementAndGet() == 1) {
                throw new UnknownHostException(host);
            }
            return loopback();
        }));

        SendException failure = client.fail(client.send(SendRequest.get(server.uri(HOST, "/"))), WRITTEN);

        Failures.expect(failure, Failure.UNRESOLVED_HOST, Phase.RESOLVE, NOTHING_WRITTEN);
        client.deliver(SendRequest.get(server.uri(HOST, "/")), ANSWERED);
    }

    @Test
    @Proves("dns-change-while-pooled")
    void aNameThatMovesIsFollowedOnceTheConnectionIsTooOld() {
        ScriptedServer old = serve(Script.answering(200));
        ScriptedServer moved = serve(
                Script.answering(201),
                ServerOptions.defaults().bind(addresses("127.0.0.4").get(0), old.port()));
        AtomicReference<String> address = new AtomicReference<>("127.0.0.1");
        Client client = client(options -> options.connectionAge(Duration.ofMillis(200))
                .ageJitterPercent(0)
                .resolver(host -> addresses(address.get())));
        client.deliver(SendRequest.get(old.uri(HOST, "/1")), ANSWERED);
        address.set("127.0.0.4");

        client.elapse(Duration.ofMillis(220));
        Receipt after = client.deliver(SendRequest.get(old.uri(HOST, "/2")), ANSWERED);

        assertThat(after.status()).hasValue(201);
        assertThat(after.attempts()).isOne();
        client.awaitEvent("retired 1 CONNECTION_AGE");
        assertThat(old.requests()).hasSize(1);
        assertThat(moved.requests()).hasSize(1);
    }

    @Test
    void eachOfManyWaitingSendsIsToldOfItsOwnFailure() {
        Client client = client(options -> options.connectionsPerEndpoint(2).resolver(host -> {
            throw new UnknownHostException(host);
        }));
        List<Delivery> deliveries = java.util.stream.IntStream.range(0, 7)
                .mapToObj(i -> client.send(SendRequest.get("http://" + HOST + "/" + i)))
                .toList();

        deliveries.forEach(
                delivery -> assertThat(client.fail(delivery, WRITTEN).failure()).isEqualTo(Failure.UNRESOLVED_HOST));
    }

    // ---- addresses ----

    @Test
    @Proves("multi-address-first-dead")
    void aDeadFirstAddressIsPassedOver() {
        ScriptedServer server = serve(Script.answering(200)); // on 127.0.0.1 only
        Client client = client(options -> options.resolver(host -> addresses("127.0.0.2", "127.0.0.3", "127.0.0.1")));

        Receipt receipt = client.deliver(SendRequest.get(server.uri(HOST, "/")), ANSWERED);

        assertThat(receipt.attempts()).isEqualTo(1);
        assertThat(server.awaitRequest(Client.PATIENCE).headers("Host")).containsExactly(HOST + ":" + server.port());
    }

    @Test
    @Proves("multi-address-first-dead")
    void anAddressThatDoesNotAnswerIsPassedOverInTime() throws IOException {
        ScriptedServer nobody = serveNobody();
        ScriptedServer server = serve(
                Script.answering(200),
                ServerOptions.defaults().bind(addresses("127.0.0.4").get(0), nobody.port()));
        Client client = client(options -> options.connectDeadline(Duration.ofMillis(600))
                .resolver(host -> addresses("127.0.0.1", "127.0.0.1", "127.0.0.4")));

        Receipt receipt = client.deliver(SendRequest.get(server.uri(HOST, "/")), ANSWERED);

        assertThat(receipt.timings().connect().orElseThrow())
                .as("over all addresses")
                .isGreaterThan(Duration.ofMillis(300));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void anAddressThatOvertookADeadOneIsTriedFirstFromThenOn() throws IOException {
        ScriptedServer nobody = serveNobody();
        ScriptedServer server = serve(
                Script.answering(200),
                ServerOptions.defaults().bind(addresses("127.0.0.4").get(0), nobody.port()));
        Client client = client(options -> options.resolver(host -> addresses("127.0.0.1", "127.0.0.4")));
        Receipt first = client.deliver(SendRequest.get(server.uri(HOST, "/1")), ANSWERED);
        assertThat(first.timings().connect().orElseThrow()).isGreaterThanOrEqualTo(DELAY);

        client.outcome(client.sender().disconnect());
        Receipt second = client.deliver(SendRequest.get(server.uri(HOST, "/2")), ANSWERED);

        assertThat(second.reused()).isFalse();
        assertThat(second.timings().connect().orElseThrow()).isLessThan(DELAY);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whoLosesTheRaceIsClosedAtOnce() throws IOException {
        ScriptedServer nobody = serveNobody();
        ScriptedServer server = serve(
                Script.answering(200),
                ServerOptions.defaults().bind(addresses("127.0.0.4").get(0), nobody.port()));
        Client client = client(options -> options.connectDeadline(Duration.ofSeconds(30))
                .resolver(host -> addresses("127.0.0.1", "127.0.0.1", "127.0.0.4")));

        Delivery delivery = client.send(SendRequest.get(server.uri(HOST, "/")), ANSWERED);
        client.until("the race", () -> connecting(nobody.port()) == 2);
        client.reach(delivery, ANSWERED);

        client.until("the end of the race", () -> connecting(nobody.port()) == 0); // NIO closes in its next look
        assertThat(client.metrics().connectionsOpening()).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @Proves("accept-queue-full")
    void whatRacesWhenTheDeadlinePassesIsClosedAndTheConnectHasTimedOut() throws IOException {
        ScriptedServer nobody = serveNobody();
        Client client = client(options -> options.connectDeadline(Duration.ofMillis(300))
                .resolver(host -> addresses("127.0.0.1", "127.0.0.2", "127.0.0.1")));

        SendException failure = client.fail(client.send(SendRequest.get(nobody.uri(HOST, "/"))), WRITTEN);

        Failures.expect(failure, Failure.CONNECT_TIMEOUT, Phase.CONNECT, NOTHING_WRITTEN);
        client.until("the end of the race", () -> connecting(nobody.port()) == 0); // NIO closes in its next look
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aSendThatIsGivenUpAmidTheRaceLeavesNoSocket() throws IOException {
        ScriptedServer nobody = serveNobody();
        Client client = client(options -> options.connectDeadline(Duration.ofSeconds(30))
                .resolver(host -> addresses("127.0.0.1", "127.0.0.1", "127.0.0.1")));
        Delivery delivery = client.send(SendRequest.get(nobody.uri(HOST, "/")));
        client.until("the race", () -> connecting(nobody.port()) >= 2);

        client.outcome(client.sender().disconnect());

        assertThat(client.fail(delivery, WRITTEN).failure()).isEqualTo(Failure.CANCELLED);
        client.until("the end of the race", () -> connecting(nobody.port()) == 0);
    }

    /** Of a resolver that answers with very many, none is left out and few are tried at once. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void noMoreThanFourAddressesRaceAtOnce() throws IOException {
        ScriptedServer nobody = serveNobody();
        ScriptedServer server = serve(
                Script.answering(200),
                ServerOptions.defaults().bind(addresses("127.0.0.4").get(0), nobody.port()));
        List<InetAddress> many = new ArrayList<>(Collections.nCopies(12, InetAddress.getLoopbackAddress()));
        many.addAll(addresses("127.0.0.4"));
        Client client = client(
                options -> options.connectDeadline(Duration.ofSeconds(20)).resolver(host -> many));
        Delivery delivery = client.send(SendRequest.get(server.uri(HOST, "/")), ANSWERED);

        AtomicInteger most = new AtomicInteger();
        client.until("the answer", () -> {
            most.accumulateAndGet(connecting(nobody.port()), Math::max);
            return delivery.reached(ANSWERED).toCompletableFuture().isDone();
        });

        assertThat(most.get()).isGreaterThanOrEqualTo(2);
        if (setup.isEpoll()) { // NIO gives a closed socket back in a later look
            assertThat(most.get()).as("of 13, read while they come and go").isLessThanOrEqualTo(8);
        }
        assertThat(client.reach(delivery, ANSWERED).attempts()).isOne();
    }

    /** The kernel completes the handshake, and the server never takes the connection. */
    @Test
    @Proves("accept-queue-full")
    void aConnectionThatIsNeverAcceptedIsWrittenToAndItsNewsIsUnknown() {
        ScriptedServer server =
                serve(Script.answering(200), ServerOptions.defaults().backlog(1).notAccepting());
        Client client = client(options -> options.answerDeadline(Duration.ofMillis(100)));

        Delivery delivery = client.send(SendRequest.post(server.uri("/")).text("x"));

        client.reach(delivery, WRITTEN);
        assertThat(client.report(delivery).kind()).isEqualTo(DeliveryReport.Kind.UNKNOWN);
    }

    /** Sockets of this machine that are connecting to a port of 127.0.0.1 (Linux, {@code /proc/net/tcp}). */
    private static int connecting(int port) {
        String peer = String.format(Locale.ROOT, "0100007F:%04X 02 ", port);
        return (int) Stream.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))
                .filter(Files::exists)
                .flatMap(OpeningTest::lines)
                .filter(line -> line.contains(peer))
                .count();
    }

    private static Stream<String> lines(Path table) {
        try {
            return Files.readAllLines(table).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void allAddressesDeadIsTheFailureOfTheLast() throws IOException {
        ScriptedServer server = serve(Script.answering(200));
        server.refuseNewConnections();
        Client client = client(options -> options.resolver(host -> addresses("127.0.0.2", "127.0.0.1")));

        SendException failure = client.fail(client.send(SendRequest.get(server.uri(HOST, "/"))), WRITTEN);

        Failures.expect(failure, Failure.CONNECT_FAILED, Phase.CONNECT, NOTHING_WRITTEN);
    }

    @Test
    void anUnreachableNetworkIsAConnectFailure() {
        Client client = client(options -> options.connectDeadline(Duration.ofMillis(300)));

        SendException failure = client.fail(client.send(SendRequest.get("http://255.255.255.255:9/")), WRITTEN);

        Failures.expect(failure, Failure.CONNECT_FAILED, Phase.CONNECT, NOTHING_WRITTEN);
    }

    @Test
    void aServerThatComesBackIsConnectedTo() throws IOException {
        ScriptedServer gone = serve(Script.answering(200));
        gone.refuseNewConnections();
        Client client = client();
        client.fail(client.send(SendRequest.get(gone.uri("/"))), WRITTEN);

        ScriptedServer back = serve(
                Script.answering(200), ServerOptions.defaults().bind(InetAddress.getLoopbackAddress(), gone.port()));

        client.deliver(SendRequest.get(back.uri("/")), ANSWERED);
    }

    @Test
    void aConnectionOpenedForASendThatGaveUpServesTheNext() {
        ScriptedServer server = serve(Script.answering(200));
        CountDownLatch release = new CountDownLatch(1);
        Client client = client(options -> options.resolver(host -> {
            awaitUninterrupted(release);
            return loopback();
        }));
        Delivery cancelled = client.send(SendRequest.get(server.uri(HOST, "/cancelled")));
        cancelled.cancel();
        assertThat(client.fail(cancelled, WRITTEN).failure()).isEqualTo(Failure.CANCELLED);

        release.countDown();
        client.deliver(SendRequest.get(server.uri(HOST, "/next")), ANSWERED);

        assertThat(server.connections()).hasSize(1);
        assertThat(server.requests()).extracting(request -> request.target()).containsExactly("/next");
    }

    // ---- the beginning of TLS ----

    @ParameterizedTest
    @ValueSource(strings = {"fin", "rst", "bytes"})
    void aPeerThatEndsItBeforeTheTlsContextIsMadeFailsTheHandshakeAtOnce(String how) {
        HeldCertificate held = new HeldCertificate(TestPki.create().authority().certificate());
        Effect end = switch (how) {
            case "fin" -> Effects.closeFin();
            case "rst" -> Effects.closeRst();
            default -> Effects.raw("220 smtp.example ESMTP\r\n");
        };
        ScriptedServer server = serve(Script.silent().at(At.ON_ACCEPT, Effects.pause(Duration.ofMillis(20)), end));
        Client client = client(options -> options.handshakeDeadline(Duration.ofMillis(1_500))
                .tls(TlsOptions.defaults().provider(TlsOptions.Provider.JDK).trust(held.trusted())));

        Delivery delivery = client.send(SendRequest.get("https://127.0.0.1:" + server.port() + "/"));
        client.until("the connection", () -> server.connections().size() == 1);
        client.elapse(Duration.ofMillis(50));
        held.letGo();

        SendException failure = client.fail(delivery, WRITTEN);
        Failures.expect(failure, Failure.TLS_FAILED, Phase.TLS, NOTHING_WRITTEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fin", "rst"})
    void aPeerThatEndsItInTheHandshakeFailsIt(String how) {
        ScriptedServer server = serve(Script.silent()
                .at(At.ON_ACCEPT, Effects.discard(20), how.equals("fin") ? Effects.closeFin() : Effects.closeRst()));
        Client client = client(options -> options.tls(TlsOptions.defaults().provider(TlsOptions.Provider.JDK)));

        SendException failure =
                client.fail(client.send(SendRequest.get("https://127.0.0.1:" + server.port() + "/")), WRITTEN);

        Failures.expect(failure, Failure.TLS_FAILED, Phase.TLS, NOTHING_WRITTEN);
    }

    @Test
    void preconnectFailuresAreToldAndCountNoSend() {
        Client client = client(options -> options.resolver(host -> List.of()));

        CompletableFuture<Receipt> stage =
                client.sender().preconnect(URI.create("http://" + HOST + "/")).toCompletableFuture();
        client.until("the failure", stage::isDone);

        assertThat(stage).isCompletedExceptionally();
        assertThat(client.metrics().submitted()).isZero();
        assertThat(client.metrics().failed()).isZero();
    }

    private static List<InetAddress> loopback() {
        return List.of(InetAddress.getLoopbackAddress());
    }

    private static List<InetAddress> addresses(String... literals) {
        return java.util.Arrays.stream(literals)
                .map(literal -> io.netty.util.NetUtil.createInetAddressFromIpAddressString(literal))
                .toList();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
