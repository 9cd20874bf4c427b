package io.flushpoint.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.ChildJvm;
import io.flushpoint.testkit.ConnectionEnd;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Namespaces;
import io.flushpoint.testkit.NginxOptions;
import io.flushpoint.testkit.NginxServer;
import io.flushpoint.testkit.Privileged;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.RemoteServer;
import io.flushpoint.testkit.RequiresNetns;
import io.flushpoint.testkit.RequiresNginx;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.SocketStats;
import io.flushpoint.testkit.TestPki;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
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
            RecordedRequest request = server.awaitRequests(1, SOON).get(0);

            assertThat(request.target()).isEqualTo("/");
            assertThat(request.bodyText()).isEqualTo("xxxxxxxxxx");
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
            assertThat(server.awaitRequests(1, SOON)).hasSize(1);
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
    void aFrozenChildStandsStillUntilTheThaw() {
        try (ChildJvm child =
                ChildJvm.of(PlainClient.class).in(network.app()).withFreezer().start()) {
            child.await("ready", SOON);
            child.freeze();
            child.send("clock");
            assertThat(child.pollLine(A_WHILE)).isNull();

            long thaw = System.nanoTime();
            child.thaw();
            assertThat(Long.parseLong(child.await("clock", SOON))).isGreaterThanOrEqualTo(thaw);
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
        assumeThat(Privileged.missingForCpuQuota()).isEmpty();
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
    void aNamespaceHasHostsOfItsOwn() {
        network.etc(network.app(), "hosts", "10.77.0.2 srv.flushpoint.test\n");

        assertThat(network.app().exec("getent", "hosts", "srv.flushpoint.test")).startsWith("10.77.0.2");
        assertThat(Files.isDirectory(Path.of("/etc/netns", network.app().name())))
                .isTrue();
    }

    @Test
    void aFailingCommandIsAnExceptionWithItsOutput() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> network.app().exec("ip", "link", "set", "nosuch", "up"))
                .withMessageContaining("nosuch")
                .withMessageContaining("Cannot find device");
    }

    @Test
    void aFreezeBehindTheGateLosesNothingAndLetsNothingThrough() {
        try (RemoteServer server = RemoteServer.start(network, Sink.class);
                ChildJvm client = ChildJvm.of(PlainClient.class)
                        .in(network.app())
                        .withFreezer()
                        .start()) {
            network.app().sysctl("net.ipv4.tcp_rto_max_ms", "1000");
            network.mid().tbf(Namespaces.TO_SRV, "2mbit", 100_000);
            connect(client, server.address());
            client.await("connected", SOON);
            client.send("write 300000");
            Await.until(() -> server.bytesReceived() > 50_000, SOON);

            client.freeze();
            network.gateOn();
            Await.until(() -> network.mid().backlogBytes(Namespaces.TO_SRV) == 0, SOON);
            Await.elapse(Duration.ofMillis(50));
            long atFreeze = network.srv().receivedBytes(Namespaces.ETH);
            Await.elapse(Duration.ofSeconds(1));
            assertThat(network.srv().receivedBytes(Namespaces.ETH)).isEqualTo(atFreeze);
            assertThat(server.bytesReceived()).isLessThan(300_000);

            network.gateOff();
            client.thaw();
            Await.until(() -> server.bytesReceived() > 300_000, SOON);
        }
    }

    @Test
    void aJvmThatExitsLeavesNothing() {
        try (ChildJvm maker = ChildJvm.of(NetworkMaker.class).start()) {
            String name = maker.await("made", SOON);
            assertThat(namespaces()).contains(name);
            maker.send("exit");
            assertThat(maker.exitValue(SOON)).isZero();
            assertThat(namespaces()).doesNotContain(name);
        }
    }

    @Test
    void whatAKilledJvmLeftIsSwept() {
        try (ChildJvm maker = ChildJvm.of(NetworkMaker.class).start()) {
            String name = maker.await("made", SOON);
            maker.kill();
            maker.exitValue(SOON);
            assertThat(namespaces()).contains(name);

            Namespaces.create().close();
            assertThat(namespaces()).doesNotContain(name).contains(network.app().name());
        }
    }

    @Test
    void nothingIsLeftAfterClose() {
        Namespaces other = Namespaces.create();
        other.etc(other.app(), "hosts", "");
        other.close();

        assertThat(namespaces())
                .contains(network.app().name())
                .doesNotContain(other.app().name());
        assertThat(Path.of("/etc/netns", other.app().name())).doesNotExist();
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
        connect(client, address);
        return client;
    }

    private static void connect(ChildJvm client, InetSocketAddress address) {
        client.send("connect " + address.getAddress().getHostAddress() + " " + address.getPort());
    }

    private String namespaces() {
        return network.app().exec("ip", "netns", "list");
    }

    private SocketStats socket(RemoteServer server) {
        List<SocketStats> sockets = network.app().sockets(server.address().getPort());
        assertThat(sockets).hasSize(1);
        return sockets.get(0);
    }

    /** Makes a network and ends without closing it. */
    static final class NetworkMaker {
        private NetworkMaker() {}

        public static void main(String[] arguments) throws IOException {
            Namespaces left = Namespaces.create();
            System.out.println("made " + left.app().name());
            System.in.read();
        }
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
