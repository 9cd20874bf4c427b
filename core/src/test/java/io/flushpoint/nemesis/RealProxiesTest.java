package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flushpoint.Failure;
import io.flushpoint.HttpSender;
import io.flushpoint.Proxies;
import io.flushpoint.Proxy;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.WireState;
import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.ProxyProcess;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.RequiresProxies;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proxies that others have written, beside servers of ours in clear text and with TLS. */
@RequiresProxies
class RealProxiesTest {
    private static final TestPki PKI = TestPki.create();
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    /** It closes behind an answer, and does not say so: a request on the same connection could meet the close. */
    @Test
    void tinyproxyLeadsToBoth() throws Exception {
        try (ProxyProcess proxy = ProxyProcess.tinyproxy(directory, "user", "secret")) {
            assertBothAreReached(
                    Proxy.http("127.0.0.1", proxy.port()).credentials("user", "secret"),
                    SenderOptions.defaults().idleAge(Duration.ZERO));
        }
    }

    @Test
    void danteLeadsToBoth() throws Exception {
        try (ProxyProcess proxy = ProxyProcess.danted(directory)) {
            assertBothAreReached(Proxy.socks5("127.0.0.1", proxy.port()), SenderOptions.defaults());
        }
    }

    @Test
    @Proves(
            value = "proxy-variants",
            over = {Medium.EPOLL, Medium.BORINGSSL, Medium.HTTP_1_1})
    void squidLeadsWhomItKnowsToBothAndRefusesAStrangerBeforeAnythingIsWritten() throws Exception {
        try (ProxyProcess squid = ProxyProcess.squid(directory, "user")) {
            Proxy proxy = Proxy.http("127.0.0.1", squid.port());
            assertBothAreReached(proxy.credentials("user", "secret"), SenderOptions.defaults());
            assertRefused(proxy, "407");
            assertRefused(proxy.credentials("stranger", "secret"), "403");
        }
    }

    @Test
    @Proves(
            value = "proxy-variants",
            over = {Medium.EPOLL, Medium.BORINGSSL, Medium.HTTP_1_1})
    void tinyproxyRefusesWrongCredentialsAndNothingIsWritten() throws Exception {
        try (ProxyProcess proxy = ProxyProcess.tinyproxy(directory, "user", "secret")) {
            assertRefused(Proxy.http("127.0.0.1", proxy.port()), "407");
        }
    }

    private void assertRefused(Proxy proxy, String status) {
        try (HttpSender sender = sender(SenderOptions.defaults(), proxy)) {
            SendException failure = catchThrowableOfType(
                    SendException.class,
                    () -> sender.send(SendRequest.get("https://127.0.0.1:9/")).await(WRITTEN, SOON));

            assertThat(failure.failure()).isEqualTo(Failure.PROXY_FAILED);
            assertThat(failure.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
            assertThat(failure.getMessage()).contains(status);
        }
    }

    /** Dante looks names up by the resolver of the machine, hence an address. */
    private void assertBothAreReached(Proxy proxy, SenderOptions options) throws Exception {
        try (ScriptedServer plain = ScriptedServer.start(Script.answering(204));
                ScriptedServer secure = ScriptedServer.start(
                        Script.answering(204), ServerOptions.defaults().tls(PKI.serverTls(PKI.server("127.0.0.1"))));
                HttpSender sender = sender(options, proxy)) {
            for (String base :
                    new String[] {"http://127.0.0.1:" + plain.port(), "https://127.0.0.1:" + secure.port()}) {
                for (int size : new int[] {0, 100, 2_000_000}) {
                    Receipt receipt = sender.send(
                                    SendRequest.post(base + "/" + size).body(new byte[size], "text/plain"), ANSWERED)
                            .await(SOON);

                    assertThat(receipt.status()).hasValue(204);
                    assertThat(receipt.proxy()).hasValue(proxy.toString());
                }
            }
            for (ScriptedServer server : new ScriptedServer[] {plain, secure}) {
                assertThat(server.requests())
                        .filteredOn(RecordedRequest::isComplete)
                        .extracting(RecordedRequest::bodyLength)
                        .containsExactly(0L, 100L, 2_000_000L);
                assertThat(server.requests())
                        .allSatisfy(request -> assertThat(request.headers("Proxy-Authorization"))
                                .isEmpty());
            }
        }
    }

    private HttpSender sender(SenderOptions options, Proxy proxy) {
        return HttpSender.create(options.proxies(Proxies.of(proxy))
                .tls(TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory))));
    }
}
