package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.HttpSender;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.ChildJvm;
import io.flushpoint.testkit.RawClient;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.ServerTls;
import io.flushpoint.testkit.TestPki;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/**
 * Lambda's runtime client sets {@code jdk.tls.disabledAlgorithms} to a list of years ago, by which TLS 1.0 and 1.1 are
 * allowed again. The property is read once per JVM, hence one of its own.
 */
class TlsWeakenedPlatformTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void aServerOfOldVersionsIsRefusedWhereThePlatformAllowsThem() {
        try (ChildJvm child = ChildJvm.of(Weakened.class).start()) {
            for (String version : List.of("TLSv1.1", "TLSv1")) {
                assertThat(child.await("platform " + version, SOON)).isEqualTo("speaks " + version);
                assertThat(child.await("jdk " + version, SOON)).isEqualTo("TLS_FAILED NOTHING_WRITTEN 0 requests");
                assertThat(child.await("auto " + version, SOON)).isEqualTo("TLS_FAILED NOTHING_WRITTEN 0 requests");
            }
            assertThat(child.exitValue(SOON)).isZero();
        }
    }

    /** The main class of the child. */
    static final class Weakened {
        /** As aws-lambda-java-runtime-interface-client 2.9.0 sets it. */
        private static final String OF_THE_RUNTIME_CLIENT =
                "SSLv3, RC4, MD5withRSA, DH keySize < 1024," + " EC keySize < 224, DES40_CBC, RC4_40, 3DES_EDE_CBC";

        private Weakened() {}

        public static void main(String[] arguments) throws Exception {
            Security.setProperty("jdk.tls.disabledAlgorithms", OF_THE_RUNTIME_CLIENT);
            TestPki pki = TestPki.create();
            Path authority = pki.authority().writeCertificatePem(Files.createTempDirectory("weakened"));
            for (String version : List.of("TLSv1.1", "TLSv1")) {
                System.out.println("platform " + version + " speaks " + platform(pki, version));
                for (TlsOptions.Provider provider : List.of(TlsOptions.Provider.JDK, TlsOptions.Provider.AUTO)) {
                    TlsOptions tls = TlsOptions.defaults().trustPem(authority).provider(provider);
                    String name = provider == TlsOptions.Provider.JDK ? "jdk " : "auto ";
                    System.out.println(name + version + " " + flushpoint(pki, version, tls));
                }
            }
        }

        /** What a plain client of this JVM agrees on: the proof that the platform is weak. */
        private static String platform(TestPki pki, String version) throws Exception {
            SSLContext context = pki.clientContext();
            try (ScriptedServer server = server(pki, version);
                    RawClient plain = RawClient.connect(server.address());
                    SSLSocket tls = (SSLSocket) context.getSocketFactory()
                            .createSocket(plain.socket(), "localhost", server.port(), false)) {
                tls.setEnabledProtocols(new String[] {version});
                tls.startHandshake();
                return tls.getSession().getProtocol();
            }
        }

        private static String flushpoint(TestPki pki, String version, TlsOptions tls) throws Exception {
            SenderOptions options = SenderOptions.defaults()
                    .resolver(host -> List.of(InetAddress.getLoopbackAddress()))
                    .tls(tls);
            try (ScriptedServer server = server(pki, version);
                    HttpSender sender = HttpSender.create(options)) {
                try {
                    return sender.send(SendRequest.get(server.uri(TestPki.HOST, "/")), DeliveryLevel.ANSWERED)
                            .await(DeliveryLevel.ANSWERED, SOON)
                            .toString();
                } catch (SendException refused) {
                    return refused.failure() + " " + refused.wireState() + " "
                            + server.requests().size() + " requests";
                }
            }
        }

        private static ScriptedServer server(TestPki pki, String version) {
            ServerTls tls = pki.serverTls().only(version);
            return ScriptedServer.start(
                    Script.answering(200), ServerOptions.defaults().tls(tls));
        }
    }
}
