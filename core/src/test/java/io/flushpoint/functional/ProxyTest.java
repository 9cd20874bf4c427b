package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ACKNOWLEDGED;
import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static io.flushpoint.WireState.NOTHING_WRITTEN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Proxies;
import io.flushpoint.Proxy;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.RelayingProxy;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are reached by a proxy: what it is asked, what the server is sent, and of whom the outcome speaks. */
class ProxyTest extends OverSetups {
    private static final TestPki PKI = TestPki.create();
    private static final String HOST = TestPki.HOST;

    @TempDir
    private static Path directory;

    private final RelayingProxy proxy = RelayingProxy.start();

    @AfterEach
    void close() {
        proxy.close();
    }

    // ---- tunnels ----

    @ParameterizedTest
    @EnumSource
    void anHttpsServerIsReachedThroughATunnelThatTheSecondSendFindsOpen(Proxy.Kind kind) {
        ScriptedServer server = secureServer();
        Client client = through(proxyOf(kind));

        Receipt first = client.deliver(SendRequest.get(server.uri(HOST, "/1")), ANSWERED);
        Receipt second = client.deliver(SendRequest.get(server.uri(HOST, "/2")), ANSWERED);

        String asked = kind == Proxy.Kind.HTTP ? "CONNECT " : "SOCKS ";
        assertThat(proxy.asked()).containsExactly(asked + HOST + ":" + server.port());
        assertThat(server.requests()).extracting(RecordedRequest::target).containsExactly("/1", "/2");
        assertThat(first.proxy()).hasValue(proxyOf(kind).toString());
        assertThat(first.timings().tunnel().orElseThrow()).isPositive();
        assertThat(first.timings().tls().orElseThrow()).isPositive();
        assertThat(second.reused()).isTrue();
        assertThat(second.proxy()).isEqualTo(first.proxy());
        assertThat(second.timings().tunnel()).isEmpty();
        assertThat(server.awaitRequest(Client.PATIENCE).headers("Proxy-Authorization"))
                .isEmpty();
    }

    @Test
    void aSocksProxyLeadsToAServerInClearTextToo() {
        ScriptedServer server = serve(Script.answering(204));
        Client client = through(proxyOf(Proxy.Kind.SOCKS5));

        Receipt receipt =
                client.deliver(SendRequest.post(server.uri(HOST, "/x")).text("hello"), ANSWERED);

        assertThat(receipt.status()).hasValue(204);
        assertThat(proxy.asked()).containsExactly("SOCKS " + HOST + ":" + server.port());
        assertThat(server.awaitRequest(Client.PATIENCE).target()).isEqualTo("/x");
    }

    @ParameterizedTest
    @EnumSource
    void aLargeBodyGoesThroughATunnelWhole(Proxy.Kind kind) {
        ScriptedServer server = secureServer();
        Client client = through(proxyOf(kind));

        client.deliver(SendRequest.post(server.uri(HOST, "/")).body(new byte[3_000_000], "text/plain"), ANSWERED);

        assertThat(server.awaitRequest(Client.PATIENCE).bodyLength()).isEqualTo(3_000_000);
    }

    // ---- absolute form ----

    @Test
    void anHttpProxyIsSentTheRequestForAServerInClearTextInAbsoluteForm() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = through(proxyOf(Proxy.Kind.HTTP).credentials("user", "secret"));

        Receipt receipt = client.deliver(SendRequest.get(server.uri(HOST, "/x?y=1")), ANSWERED);
        client.deliver(SendRequest.post(server.uri(HOST, "/large")).body(new byte[1_000_000], "text/plain"), ANSWERED);

        assertThat(receipt.proxy()).hasValue("http://127.0.0.1:" + proxy.port());
        assertThat(receipt.timings().tunnel()).isEmpty();
        String origin = "http://" + HOST + ":" + server.port();
        assertThat(server.requests())
                .extracting(RecordedRequest::target)
                .containsExactly(origin + "/x?y=1", origin + "/large");
        assertThat(server.requests()).allSatisfy(request -> {
            assertThat(request.headers("Host")).containsExactly(HOST + ":" + server.port());
            assertThat(request.headers("Proxy-Authorization")).containsExactly("Basic dXNlcjpzZWNyZXQ=");
        });
    }

    @Test
    void whatAForwardingProxyAnswersIsTheAnswer() {
        Client client = through(proxyOf(Proxy.Kind.HTTP));
        proxy.requiring("user", "secret");

        Receipt receipt = client.deliver(SendRequest.get("http://" + HOST + ":9/"), ANSWERED);

        assertThat(receipt.status()).hasValue(407);
        assertThat(receipt.proxy()).isPresent();
    }

    // ---- credentials ----

    @ParameterizedTest
    @EnumSource
    @Proves(value = "proxy-variants", over = Medium.BORINGSSL)
    void theProxyGetsItsCredentialsAndTheServerDoesNot(Proxy.Kind kind) {
        ScriptedServer server = secureServer();
        String password = kind == Proxy.Kind.HTTP ? "s\u00e9cret" : "secret"; // RFC 7617 §2.1 knows more than ASCII
        proxy.requiring("user", password);
        Client client = through(proxyOf(kind).credentials("user", password));

        client.deliver(SendRequest.get(server.uri(HOST, "/")), ANSWERED);

        assertThat(server.awaitRequest(Client.PATIENCE).headers("Proxy-Authorization"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @Proves("proxy-variants")
    void wrongCredentialsOpenNoTunnelAndAreTold(Proxy.Kind kind) {
        proxy.requiring("user", "another");
        Client client = through(proxyOf(kind).credentials("user", "secret"));

        SendException failure = refused(client);

        assertThat(failure.getMessage()).contains(proxyOf(kind).toString()).doesNotContain("secret");
        if (kind == Proxy.Kind.HTTP) {
            assertThat(failure.getMessage()).contains("407");
        }
    }

    // ---- refusals ----

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n\r\n", ""})
    @Proves("proxy-variants")
    void whatIsNoTunnelIsAFailureOfItsOwnPhase(String answer) {
        proxy.answering(answer);

        SendException failure = refused(through(proxyOf(Proxy.Kind.HTTP)));

        if (answer.contains("502")) {
            assertThat(failure.getMessage()).contains("502");
        }
    }

    /** What a proxy of SOCKS 5 answers to the greeting (RFC 1928 §3), and with it to the request (§6). */
    @ParameterizedTest
    @CsvSource({
        "'', disconnected",
        "05ff, UNACCEPTED",
        "0502, PASSWORD",
        "0580, its answer is not understood",
        "0400, UNACCEPTED",
        "050005020001000000000000, FORBIDDEN",
        "0500057f0001000000000000, UNKNOWN(127)",
        "05000500000701, FAILURE",
        "485454502f312e3120343030, UNACCEPTED"
    })
    void aRefusalOfSocksIsAFailureOfItsOwnPhase(String answer, String why) {
        proxy.answering(new String(HexFormat.of().parseHex(answer), ISO_8859_1));

        SendException failure = refused(through(proxyOf(Proxy.Kind.SOCKS5)));
        assertThat(failure.getMessage()).contains(why).doesNotContain("Exception");
    }

    @ParameterizedTest
    @EnumSource
    @Proves("proxy-variants")
    void aProxyThatDoesNotAnswerTimesOut(Proxy.Kind kind) {
        proxy.silent();
        Client client =
                client(options -> options.proxies(Proxies.of(proxyOf(kind))).proxyDeadline(Duration.ofMillis(150)));

        SendException failure = client.fail(client.send(SendRequest.get("https://" + HOST + "/")), WRITTEN);

        Failures.expect(failure, Failure.PROXY_TIMEOUT, Phase.PROXY, NOTHING_WRITTEN);
        assertThat(client.metrics().connectionsOpening()).isZero();
    }

    @Test
    void aProxyThatIsNotThereIsAFailureToConnect() {
        Client client = through(Proxy.http("127.0.0.1", proxy.port()));
        proxy.close();

        SendException failure = client.fail(client.send(SendRequest.get("https://" + HOST + "/")), WRITTEN);

        Failures.expect(failure, Failure.CONNECT_FAILED, Phase.CONNECT, NOTHING_WRITTEN);
    }

    @Test
    void aSendThatIsGivenUpWhileTheProxyIsAskedLeavesNothingOpen() {
        proxy.silent();
        Client client = through(proxyOf(Proxy.Kind.HTTP));
        Delivery delivery = client.send(SendRequest.get("https://" + HOST + "/"));
        client.until("the opening", () -> client.metrics().connectionsOpening() == 1);

        client.outcome(client.sender().disconnect());

        assertThat(client.fail(delivery, WRITTEN).failure()).isEqualTo(Failure.CANCELLED);
        assertThat(client.metrics().connectionsOpening()).isZero();
    }

    // ---- which way ----

    @Test
    void theProxysNameIsLookedUpAndTheServersIsNot() {
        ScriptedServer server = secureServer();
        Client client = client(options -> secure(options)
                .proxies(Proxies.of(Proxy.http("proxy.test", proxy.port())))
                .resolver(host -> {
                    if (!host.equals("proxy.test")) {
                        throw new UnknownHostException(host);
                    }
                    return List.of(InetAddress.getLoopbackAddress());
                }));

        Receipt receipt = client.deliver(SendRequest.get(server.uri(HOST, "/")), ANSWERED);

        assertThat(receipt.proxy()).hasValue("http://proxy.test:" + proxy.port());
        assertThat(receipt.timings().resolve().orElseThrow()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"*", "127.0.0.0/8", "127.0.0.1"})
    void aServerThatIsExceptedIsReachedStraight(String except) {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client(
                options -> options.proxies(Proxies.of(proxyOf(Proxy.Kind.HTTP)).except(except)));

        Receipt receipt = client.deliver(SendRequest.get("http://127.0.0.1:" + server.port() + "/"), ANSWERED);

        assertThat(receipt.proxy()).isEmpty();
        assertThat(proxy.asked()).isEmpty();
    }

    @Test
    void preconnectOpensTheTunnelAheadOfNeed() {
        ScriptedServer server = secureServer();
        Client client = through(proxyOf(Proxy.Kind.HTTP));

        Receipt opened =
                client.outcome(client.sender().preconnect(URI.create("https://" + HOST + ":" + server.port())));
        Receipt sent = client.deliver(SendRequest.get(server.uri(HOST, "/")), ANSWERED);

        assertThat(opened.timings().tunnel()).isPresent();
        assertThat(opened.proxy()).isPresent();
        assertThat(sent.reused()).isTrue();
        assertThat(proxy.asked()).hasSize(1);
    }

    // ---- of whom the levels speak ----

    /** Of the proxy's TCP: it takes what it is given, whether or not the server reads. */
    @Test
    void acknowledgedSpeaksOfTheProxy() {
        assumeTrue(setup.isEpoll(), "only epoll tells");
        ScriptedServer server = serve(Script.neverReading());
        Client client = through(proxyOf(Proxy.Kind.SOCKS5));

        Receipt receipt = client.deliver(SendRequest.post(server.uri(HOST, "/")).text("hello"), ACKNOWLEDGED);

        assertThat(receipt.proxy()).isPresent();
        assertThat(receipt.status()).isEmpty();
    }

    private static SendException refused(Client client) {
        SendException failure = client.fail(client.send(SendRequest.get("https://" + HOST + ":9/?secret")), WRITTEN);
        Failures.expect(failure, Failure.PROXY_FAILED, Phase.PROXY, NOTHING_WRITTEN);
        assertThat(failure.receipt().attempts()).isZero();
        return failure;
    }

    private Proxy proxyOf(Proxy.Kind kind) {
        return kind == Proxy.Kind.HTTP
                ? Proxy.http("127.0.0.1", proxy.port())
                : Proxy.socks5("127.0.0.1", proxy.port());
    }

    private Client through(Proxy leading) {
        return client(options -> secure(options).proxies(Proxies.of(leading)));
    }

    private static SenderOptions secure(SenderOptions options) {
        return options.tls(TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory)));
    }

    private ScriptedServer secureServer() {
        return serve(Script.answering(200), ServerOptions.defaults().tls(PKI.serverTls(PKI.server())));
    }
}
