package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.Namespaces;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RemoteServer;
import io.flushpoint.testkit.RequiresNetns;
import io.flushpoint.testkit.TestPki;
import io.netty.handler.ssl.OpenSsl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that is frozen between its ClientHello and the peer's answer to it, which lies in the kernel by the thaw. */
@RequiresNetns
class HandshakeFreezeTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    /** Longer than the sender's deadline for a handshake. */
    private static final Duration FREEZE = Duration.ofMillis(1_500);

    /** A ClientHello, and more than what TCP says before it. */
    private static final int HELLO_BYTES = 300;

    @TempDir
    private static Path files;

    private static Namespaces network;
    private static RemoteServer server;
    private static SenderChild sender;
    private static Path authority;

    @BeforeAll
    static void open() {
        TestPki pki = TestPki.create();
        authority = pki.authority().writeCertificatePem(files);
        network = Namespaces.create();
        server = RemoteServer.start(network, Obedient.class, pki.server(address()), pki.authority());
        sender = SenderChild.start(network.app());
        for (Loop loop : List.of(Loop.DEDICATED_EPOLL, Loop.DEDICATED_NIO)) { // loads what there is to load
            if (loop.isAvailable()) {
                make(loop);
                sender.send("warm-" + loop, ANSWERED, 100, "answer");
                sender.awaitReached("warm-" + loop, ANSWERED);
            }
        }
    }

    /** Makes a sender, which over epoll has BoringSSL where there is one, and over NIO the TLS of the JDK. */
    private static void make(Loop loop, String... bounds) {
        boolean boring = loop.isEpoll() && OpenSsl.isAvailable();
        List<String> settings = new ArrayList<>(List.of(
                "tls=" + authority, "provider=" + (boring ? TlsOptions.Provider.BORINGSSL : TlsOptions.Provider.JDK)));
        settings.addAll(List.of(bounds));
        String base = "https://" + address() + ":" + server.address().getPort();
        sender.make(loop, base, settings.toArray(String[]::new));
    }

    @AfterAll
    static void close() {
        sender.close();
        server.close();
        network.close();
    }

    @ParameterizedTest
    @EnumSource
    @Proves(
            value = "freeze during TLS handshake",
            over = {Medium.JDK, Medium.BORINGSSL})
    void aHandshakeGoesOnAfterTheThawAndTheFreezeIsNoPartOfItsDeadline(Loop loop) {
        assumeThat(loop.isAvailable()).isTrue();
        make(loop, "FREEZE_GAP=200", "HANDSHAKE_DEADLINE=1400");
        String id = "hello-" + loop;
        server.child().freeze();
        long before = network.mid().receivedBytes(Namespaces.TO_APP);
        sender.send(id, ANSWERED, 100, "answer");
        Await.until(
                "the ClientHello", () -> network.mid().receivedBytes(Namespaces.TO_APP) - before > HELLO_BYTES, SOON);
        sender.freeze();
        server.child().thaw();
        Await.elapse(FREEZE);
        sender.thaw();

        SenderChild.Reached answered = sender.awaitReached(id, ANSWERED);
        assertThat(answered.attempts()).isOne();
        assertThat(answered.connection()).as("of %s", sender.said()).isOne();
        assertThat(server.requests().stream().filter(request -> request.target().endsWith("/" + id)))
                .hasSize(1)
                .allMatch(request -> request.isComplete());
    }

    private static String address() {
        return network.srvAddress().getHostAddress();
    }
}
