package io.flushpoint.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.ChildJvm;
import io.flushpoint.testkit.ConnectionEnd;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Namespaces;
import io.flushpoint.testkit.NginxOptions;
import io.flushpoint.testkit.NginxServer;
import io.flushpoint.testkit.RemoteServer;
import io.flushpoint.testkit.RequiresNetns;
import io.flushpoint.testkit.RequiresNginx;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.SocketStats;
import io.flushpoint.testkit.TestPki;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RequiresNetns
class NamespacesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration A_WHILE = Duration.ofMillis(400);

    private Namespaces network;

    @BeforeEach
    void makeTheNetwork() {
        network = Namespaces.create();
    }

    @AfterEach
    void deleteTheNetwork() {
        network.close();
    }

    @Test
    void aRemoteServerRecordsWhatAClientInAppSends() {
        try (RemoteServer server = RemoteServer.start(network, Answering.class);
                ChildJvm client = client(server.address())) {
            client.send("write 10");
            client.await("wrote", SOON);
            Await.until(() -> server.requests().size() == 1, SOON);

            assertThat(server.requests().get(0).target()).isEqualTo("/");
            assertThat(server.requests().get(0).bodyText()).isEqualTo("xxxxxxxxxx");
            assertThat(server.requests().get(0).isComplete()).isTrue();
            assertThat(server.connections()).isOne();

            server.closeRst(1);
            assertThat(server.end(1)).isEqualTo(ConnectionEnd.SERVER_RST);
        }
    }

    @Test
    void aRemoteServerSpeaksTls() {
        TestPki pki = TestPki.create();
        try (RemoteServer server = RemoteServer.start(network, Answering.class, pki.server(), pki.authority());
                ChildJvm client = client(server.address())) {
            client.send("write 10");
            client.await("wrote", SOON);

            Await.until(() -> server.connections() == 1, SOON);
            Await.until(() -> server.end(1) == ConnectionEnd.HANDSHAKE_FAILED, SOON);
        }
    }

    @Test
    void theGateDropsSilentlyBothWaysAndIsRestored() {
        try (RemoteServer server = RemoteServer.start(network, Answering.class);
                ChildJvm client = client(server.address())) {
            network.app().sysctl("net.ipv4.tcp_rto_max_ms", "1000");
            network.gateOn();
            long before = server.bytesReceived();
            client.send("write 1000");
            client.await("wrote", SOON);
            Await.elapse(A_WHILE);

            assertThat(server.bytesReceived()).isEqualTo(before);
            assertThat(socket(server).state()).isEqualTo("ESTAB");
            assertThat(socket(server).unacked()).isPositive();

            network.gateOff();
            Await.until(() -> server.requests().stream().anyMatch(request -> request.isComplete()), SOON);
            Await.until(() -> socket(server).unacked() == 0, SOON);
        }
    }

    @Test
    void tbfSlowsAndItsQueueIsCounted() {
        try (RemoteServer server = RemoteServer.start(network, Sink.class);
                ChildJvm client = client(server.address())) {
            network.app().tbf(Namespaces.ETH, "1mbit", 1_000_000);
            client.send("write 200000");
            client.await("wrote", SOON);

            Await.until(() -> network.app().backlogBytes(Namespaces.ETH) > 0, SOON);
            assertThat(socket(server).wmemAlloc()).isPositive();
            assertThat(server.bytesReceived()).isLessThan(200_000);

            network.app().noTbf(Namespaces.ETH);
            Await.until(() -> server.bytesReceived() > 200_000, SOON);
            assertThat(network.app().backlogBytes(Namespaces.ETH)).isZero();
            assertThat(network.srv().receivedBytes(Namespaces.ETH)).isGreaterThan(200_000);
        }
    }

    @Test
    void aServerThatNeverReadsLeavesBytesUnsent() {
        try (RemoteServer server = RemoteServer.start(network, NeverReading.class);
                ChildJvm client = client(server.address())) {
            client.send("write 5000000");
            Await.until(() -> socket(server).notSent() > 0, SOON);
            assertThat(client.pollLine(A_WHILE)).isNull();
        }
    }

    @Test
    void aFrozenChildStandsStillAndSeesTheGap() {
        try (ChildJvm child =
                ChildJvm.of(PlainClient.class).in(network.app()).withFreezer().start()) {
            child.await("ready", SOON);
            child.freeze();
            child.send("clock");
            assertThat(child.pollLine(A_WHILE)).isNull();

            child.thaw();
            assertThat(child.await("clock", SOON)).isNotEmpty();
        }
    }

    @Test
    void aFrozenChildCanBeKilledAndClosed() {
        ChildJvm child = ChildJvm.of(PlainClient.class).withFreezer().start();
        child.await("ready", SOON);
        child.freeze();
        child.close();
        assertThat(child.exitValue(SOON)).isEqualTo(137);
    }

    @Test
    void aThrottledChildIsSlow() {
        try (ChildJvm child = ChildJvm.of(PlainClient.class).withCpuPercent(5).start()) {
            child.await("ready", SOON);
            child.send("burn 50");
            // 50 ms of work at 5% of a CPU take 10 periods of 100 ms.
            assertThat(Long.parseLong(child.await("burnt", SOON))).isGreaterThan(300);
        }
    }

    @Test
    void connectionsFailInEveryWay() {
        InetSocketAddress nobody = new InetSocketAddress(network.srvAddress(), 9);
        assertThat(failureOf(nobody)).contains("refused");

        network.app().blackhole(9);
        assertThat(failureOf(nobody)).contains("timed out");

        network.app().noRules();
        network.app().refuse(9);
        assertThat(failureOf(nobody)).contains("refused");

        network.app().unreachable(network.srvAddress().getHostAddress());
        assertThat(failureOf(nobody)).contains("No route to host");
    }

    @Test
    void localPortsRunOut() {
        try (RemoteServer server = RemoteServer.start(network, Answering.class)) {
            network.app().localPorts(40_000, 40_001);
            try (ChildJvm first = client(server.address());
                    ChildJvm second = client(server.address())) {
                assertThat(failureOf(server.address())).contains("Cannot assign requested address");
                network.app().killSockets(server.address().getPort());
                first.send("write 1");
                assertThat(first.await("failed", SOON)).isNotEmpty();
                second.send("write 1");
                assertThat(second.await("failed", SOON)).isNotEmpty();
            }
        }
    }

    @Test
    @RequiresNginx
    void nginxServesInTheNetwork() {
        try (NginxServer nginx = NginxOptions.defaults().in(network).start();
                ChildJvm client = client(nginx.address())) {
            client.send("write 1000");
            client.await("wrote", SOON);
            assertThat(nginx.awaitLog(1, SOON).get(0).status()).isEqualTo(200);
        }
    }

    @Test
    void aFailingCommandIsAnExceptionWithItsOutput() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> network.app().exec("ip", "link", "set", "nosuch", "up"))
                .withMessageContaining("nosuch")
                .withMessageContaining("Cannot find device");
    }

    @Test
    void nothingIsLeftAfterClose() {
        String name = network.app().name();
        network.app().exec("true");
        Namespaces other = Namespaces.create();
        other.close();

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> other.app().exec("true"));
        assertThat(network.app().exec("ip", "netns", "list"))
                .contains(name)
                .doesNotContain(other.app().name());
    }

    private ChildJvm client(InetSocketAddress address) {
        ChildJvm client = start(address);
        client.await("connected", SOON);
        return client;
    }

    private String failureOf(InetSocketAddress address) {
        try (ChildJvm client = start(address)) {
            return client.await("failed", SOON);
        }
    }

    private ChildJvm start(InetSocketAddress address) {
        ChildJvm client = ChildJvm.of(PlainClient.class).in(network.app()).start();
        client.await("ready", SOON);
        client.send("connect " + address.getAddress().getHostAddress() + " " + address.getPort());
        return client;
    }

    private SocketStats socket(RemoteServer server) {
        List<SocketStats> sockets = network.app().sockets(server.address().getPort());
        assertThat(sockets).hasSize(1);
        return sockets.get(0);
    }

    /** Answers 200. */
    static final class Answering implements Supplier<Script> {
        @Override
        public Script get() {
            return Script.answering(200);
        }
    }

    /** Swallows and counts. */
    static final class Sink implements Supplier<Script> {
        @Override
        public Script get() {
            return Script.sink();
        }
    }

    /** Accepts, and reads nothing. */
    static final class NeverReading implements Supplier<Script> {
        @Override
        public Script get() {
            return Script.silent().at(At.ON_ACCEPT, Effects.stall());
        }
    }
}
