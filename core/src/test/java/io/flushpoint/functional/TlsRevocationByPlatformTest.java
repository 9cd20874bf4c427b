package io.flushpoint.functional;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.ChildJvm;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import io.flushpoint.testkit.TestPki;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The JDK is told to check revocation, which it reads once per JVM, hence one of its own; the OCSP responder never answers. */
class TlsRevocationByPlatformTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void aResponderThatHangsHoldsUpItsOwnHandshakeAndNoOtherEndpoint() {
        try (ChildJvm child = ChildJvm.of(Checking.class)
                .withProperty("com.sun.net.ssl.checkRevocation", "true")
                .start()) {
            for (TlsCombination combination : available()) {
                assertThat(child.await(combination.toString(), SOON))
                        .isEqualTo("200 meanwhile, then TLS_TIMEOUT NOTHING_WRITTEN");
            }
            assertThat(child.exitValue(SOON)).isZero();
        }
    }

    private static List<TlsCombination> available() {
        return TlsCombination.pairwise().filter(TlsCombination::isAvailable).toList();
    }

    /** The main class of the child. */
    static final class Checking {
        private static final int HANDSHAKE_MILLIS = 2_000;

        private Checking() {}

        public static void main(String[] arguments) throws Exception {
            TestPki pki = TestPki.create();
            Path authority = pki.authority().writeCertificatePem(Files.createTempDirectory("revocation"));
            try (ServerSocket responder = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                    ScriptedServer secure = ScriptedServer.start(
                            Script.answering(200), ServerOptions.defaults().tls(pki.serverTls()));
                    ScriptedServer other = ScriptedServer.start(Script.answering(200))) {
                Security.setProperty("ocsp.enable", "true");
                Security.setProperty("ocsp.responderURL", "http://127.0.0.1:" + responder.getLocalPort());
                for (TlsCombination combination : available()) {
                    TlsOptions tls = TlsOptions.defaults().trustPem(authority);
                    try (TlsSender sender = combination.start(
                            combination.options(tls).handshakeDeadline(Duration.ofMillis(HANDSHAKE_MILLIS)))) {
                        System.out.println(combination + " " + outcomes(sender, responder, secure, other));
                    }
                }
            }
        }

        private static String outcomes(
                TlsSender sender, ServerSocket responder, ScriptedServer secure, ScriptedServer other)
                throws Exception {
            responder.setSoTimeout(1);
            Delivery checked = sender.send(SendRequest.get(secure.uri(TestPki.HOST, "/")), DeliveryLevel.ANSWERED);
            Socket[] asked = new Socket[1];
            sender.until("the question to the responder", () -> {
                try {
                    asked[0] = responder.accept();
                } catch (SocketTimeoutException notYet) {
                    // the loop is driven meanwhile
                }
                return asked[0] != null;
            });
            int status = sender.answer(SendRequest.get(other.uri("/"))).status().orElseThrow();
            String meanwhile = checked.reached(DeliveryLevel.ANSWERED)
                            .toCompletableFuture()
                            .isDone()
                    ? " too late"
                    : " meanwhile";
            SendException refused = sender.failure(checked, DeliveryLevel.ANSWERED);
            asked[0].close();
            return status + meanwhile + ", then " + refused.failure() + " " + refused.wireState();
        }
    }
}
