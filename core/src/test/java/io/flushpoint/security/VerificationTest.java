package io.flushpoint.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.HttpSender;
import io.flushpoint.Phase;
import io.flushpoint.Proxies;
import io.flushpoint.Proxy;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.WireState;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.ChildJvm;
import io.flushpoint.testkit.ConnectionEnd;
import io.flushpoint.testkit.Identity;
import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RelayingProxy;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import java.lang.reflect.Executable;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that is not the one that was meant gets no byte of a request, whatever leads there and whatever is spoken. */
class VerificationTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final TestPki PKI = TestPki.create();

    @TempDir
    private static Path directory;

    /** Certificates of a server that is not trusted to be {@link TestPki#HOST}. */
    private static Stream<Identity> impostors() {
        return Stream.of(
                PKI.selfSigned(),
                PKI.expired(),
                PKI.notYetValid(),
                PKI.wrongHost(),
                PKI.server("127.0.0.1"),
                TestPki.create().server());
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "BORINGSSL", "HTTP2_JDK", "HTTP2_BORINGSSL"})
    @Proves({"self-signed", "expired", "not-yet-valid", "wrong-host"})
    void anImpostorSeesNoRequest(Wire wire) {
        impostors().forEach(impostor -> refuses(wire, impostor, TestPki.HOST, null));
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "BORINGSSL", "HTTP2_JDK", "HTTP2_BORINGSSL"})
    @Proves("ip-literal-without-ip-san")
    void anAddressThatTheCertificateDoesNotNameSeesNoRequest(Wire wire) {
        refuses(wire, PKI.server(TestPki.HOST, "localhost"), "127.0.0.1", null);
    }

    /** The tunnel is the proxy's; the certificate must be the server's. */
    @ParameterizedTest
    @EnumSource(names = {"JDK", "BORINGSSL", "HTTP2_JDK", "HTTP2_BORINGSSL"})
    @Proves("wrong-host")
    void anImpostorBehindAProxySeesNoRequest(Wire wire) {
        for (Proxy.Kind kind : Proxy.Kind.values()) {
            try (RelayingProxy proxy = RelayingProxy.start()) {
                Proxy leading = kind == Proxy.Kind.HTTP
                        ? Proxy.http("127.0.0.1", proxy.port())
                        : Proxy.socks5("127.0.0.1", proxy.port());
                refuses(wire, PKI.wrongHost(), TestPki.HOST, leading);
                refuses(wire, PKI.server("127.0.0.1"), TestPki.HOST, leading);
            }
        }
    }

    private static void refuses(Wire wire, Identity identity, String host, @Nullable Proxy proxy) {
        wire.assumeExists();
        TlsOptions trust = TlsOptions.defaults().trustPem(PKI.authority().writeCertificatePem(directory));
        SenderOptions options = wire.options(trust);
        try (ScriptedServer server = ScriptedServer.start(
                        Script.answering(200), ServerOptions.defaults().tls(PKI.serverTls(identity)));
                HttpSender sender = HttpSender.create(proxy == null ? options : options.proxies(Proxies.of(proxy)))) {
            SendRequest request = SendRequest.post(server.uri(host, "/s3cr3t")).text("s3cr3t");
            SendException refused = catchThrowableOfType(
                    SendException.class, () -> sender.send(request).await(SOON));

            assertThat(refused.failure()).isEqualTo(Failure.TLS_FAILED);
            assertThat(refused.phase()).isEqualTo(Phase.TLS);
            assertThat(refused.wireState()).isEqualTo(WireState.NOTHING_WRITTEN);
            Await.until(() -> server.connection(1).end() != ConnectionEnd.OPEN, SOON);
            assertThat(server.connection(1).end()).isEqualTo(ConnectionEnd.HANDSHAKE_FAILED);
            assertThat(server.requests()).isEmpty();
        }
    }

    /** Who wants to trust everybody must say so by a whole context, and by a method whose name says what is lost. */
    @Test
    @Proves(value = "accept-all trust manager passed", over = Medium.NO_CONNECTION)
    void nothingTakesATrustManagerOrAVerifierOfNames() {
        List<Class<?>> weakening = List.of(
                TrustManager.class,
                TrustManagerFactory.class,
                HostnameVerifier.class,
                SSLContext.class,
                SSLEngine.class);
        assertThat(Stream.of(TlsOptions.class, SenderOptions.class, HttpSender.class, SendRequest.class, Proxy.class)
                        .flatMap(type -> Stream.<Executable>concat(
                                Arrays.stream(type.getMethods()), Arrays.stream(type.getConstructors())))
                        .flatMap(method -> Arrays.stream(method.getParameterTypes())))
                .allSatisfy(parameter -> assertThat(weakening).noneMatch(weak -> weak.isAssignableFrom(parameter)));
        assertThat(Arrays.stream(TlsOptions.class.getMethods())
                        .filter(method -> Arrays.asList(method.getParameterTypes())
                                .contains(io.netty.handler.ssl.SslContext.class))
                        .map(method -> method.getName()))
                .containsExactly("withoutOurVerification");
    }

    /** Properties by which a process turns the verification of names off for other clients. */
    @Test
    @Proves(
            value = {"wrong-host", "accept-all trust manager passed"},
            over = {Medium.EPOLL, Medium.JDK, Medium.BORINGSSL, Medium.HTTP_1_1})
    void noPropertyOfTheProcessTurnsTheVerificationOff() {
        try (ChildJvm child = ChildJvm.of(Weakened.class)
                .withProperty("io.netty.handler.ssl.defaultEndpointVerificationAlgorithm", "NONE")
                .withProperty("jdk.internal.httpclient.disableHostnameVerification", "true")
                .start()) {
            assertThat(child.await("JDK", SOON)).isEqualTo("TLS_FAILED NOTHING_WRITTEN 0 requests");
            assertThat(child.await("AUTO", SOON)).isEqualTo("TLS_FAILED NOTHING_WRITTEN 0 requests");
        }
    }

    /** The main class of the child. */
    static final class Weakened {
        private Weakened() {}

        public static void main(String[] arguments) throws Exception {
            TestPki pki = TestPki.create();
            Path authority = pki.authority().writeCertificatePem(Files.createTempDirectory("weakened"));
            for (TlsOptions.Provider provider : List.of(TlsOptions.Provider.JDK, TlsOptions.Provider.AUTO)) {
                SenderOptions options = SenderOptions.defaults()
                        .resolver(host -> List.of(InetAddress.getLoopbackAddress()))
                        .tls(TlsOptions.defaults().trustPem(authority).provider(provider));
                try (ScriptedServer server = ScriptedServer.start(
                                Script.answering(200), ServerOptions.defaults().tls(pki.serverTls(pki.wrongHost())));
                        HttpSender sender = HttpSender.create(options)) {
                    System.out.println(provider + " " + outcome(server, sender));
                }
            }
        }

        private static String outcome(ScriptedServer server, HttpSender sender) throws Exception {
            try {
                return sender.send(SendRequest.get(server.uri(TestPki.HOST, "/")), DeliveryLevel.ANSWERED)
                        .await(SOON)
                        .toString();
            } catch (SendException refused) {
                return refused.failure() + " " + refused.wireState() + " "
                        + server.requests().size() + " requests";
            }
        }
    }
}
