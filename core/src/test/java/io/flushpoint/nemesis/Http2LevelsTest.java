package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ACKNOWLEDGED;
import static io.flushpoint.DeliveryLevel.SENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.ChildJvm;
import io.flushpoint.testkit.Namespaces;
import io.flushpoint.testkit.RequiresNetns;
import io.flushpoint.testkit.SocketStats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One HTTP/2 connection, many streams: each request is told of its own bytes, whatever else is on its way. */
@RequiresNetns
class Http2LevelsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private static Path files;

    private static Namespaces network;
    private static SenderChild sender;
    private static ChildJvm plain;
    private static ChildJvm secure;

    /** How a sender speaks to its server. */
    enum Wire {
        CLEAR,
        JDK,
        BORINGSSL;

        int port() {
            return this == CLEAR ? 8080 : 8443;
        }

        void make(Loop loop) {
            assumeThat(loop.isAvailable()).as("the transport of %s", loop).isTrue();
            List<String> settings = new ArrayList<>(List.of("CONNECTIONS_PER_ENDPOINT=1", "protocol=HTTP_2"));
            if (this != CLEAR) {
                settings.add("tls=" + FrameServerMain.authority(files));
                settings.add("provider=" + TlsOptions.Provider.valueOf(name()));
            }
            String scheme = this == CLEAR ? "http" : "https";
            String base = scheme + "://" + network.srvAddress().getHostAddress() + ":" + port();
            sender.make(loop, base, settings.toArray(String[]::new));
            sender.send("connect", ACKNOWLEDGED, 10, "answer");
            sender.awaitReached("connect", ACKNOWLEDGED);
            sender.await("news connect ANSWERED");
        }
    }

    @BeforeAll
    static void open() {
        network = Namespaces.create();
        plain = server("8080");
        secure = server("8443", files.toString());
        sender = SenderChild.start(network.app());
    }

    private static ChildJvm server(String... more) {
        List<String> arguments = new ArrayList<>(List.of(network.srvAddress().getHostAddress()));
        arguments.addAll(List.of(more));
        ChildJvm server = ChildJvm.of(FrameServerMain.class, arguments.toArray(String[]::new))
                .in(network.srv())
                .start();
        server.await("listening", SOON);
        return server;
    }

    @AfterAll
    static void close() {
        sender.close();
        secure.close();
        plain.close();
        network.close();
    }

    @ParameterizedTest
    @EnumSource
    void aSmallRequestIsAcknowledgedWhileALargeOneOfTheSameConnectionIsOnItsWay(Wire wire) {
        wire.make(Loop.DEDICATED_EPOLL);
        String large = "large-" + wire;
        String small = "small-" + wire;
        long before = socket(wire).bytesAcked();
        network.app().tbf(Namespaces.ETH, "4mbit", 1_000_000); // 500 bytes a millisecond
        try {
            sender.send(large, ACKNOWLEDGED, 1_500_000, "answer");
            Await.until("some of it to be there", () -> socket(wire).bytesAcked() - before > 100_000, SOON);

            sender.send(small, ACKNOWLEDGED, 10, "answer");
            SenderChild.Reached reached = sender.awaitReached(small, ACKNOWLEDGED);

            SocketStats then = socket(wire);
            assertThat(then.bytesAcked() - before).as(then.line()).isBetween(100_000L, 1_000_000L);
            assertThat(sender.said("reached " + large + " WRITTEN")).isEmpty();
            assertThat(reached.connection()).isOne();
            sender.awaitReached(large, ACKNOWLEDGED);
            assertThat(socket(wire).bytesAcked() - before).isGreaterThan(1_500_000);
        } finally {
            network.app().noTbf(Namespaces.ETH);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheNetworkHoldsIsSentAndNotAcknowledged(Wire wire) {
        wire.make(Loop.DEDICATED_EPOLL);
        sender.send("through-" + wire, ACKNOWLEDGED, 10, "answer");
        sender.awaitReached("through-" + wire, ACKNOWLEDGED);

        network.gateOn();
        try {
            sender.send("held-" + wire, ACKNOWLEDGED, 10, "answer");
            sender.awaitReached("held-" + wire, SENT);
            Await.elapse(Duration.ofMillis(300));
            assertThat(sender.said("reached held-" + wire + " ACK")).isEmpty();
        } finally {
            network.gateOff();
        }
        sender.awaitReached("held-" + wire, ACKNOWLEDGED);
        sender.await("news held-" + wire + " ANSWERED");
    }

    /** What stands in the queueing discipline is not sent; the request before it is. */
    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_EPOLL"})
    void eachOfManyStreamsIsSentInItsTurn(Loop loop) {
        Wire.CLEAR.make(loop);
        network.app().tbf(Namespaces.ETH, "2mbit", 1_000_000);
        try {
            for (int i = 1; i <= 8; i++) {
                sender.send("turn-" + i + ".", ACKNOWLEDGED, 20_000, "answer");
            }

            sender.awaitReached("turn-1.", ACKNOWLEDGED);
            assertThat(sender.said("reached turn-8. ACKNOWLEDGED")).isEmpty();
            sender.awaitReached("turn-8.", ACKNOWLEDGED);
        } finally {
            network.app().noTbf(Namespaces.ETH);
        }
        sender.await("news turn-8. ANSWERED");
    }

    private static SocketStats socket(Wire wire) {
        List<SocketStats> sockets = network.app().sockets(wire.port()).stream()
                .filter(socket -> socket.state().equals("ESTAB"))
                .toList();
        assertThat(sockets).hasSize(1);
        return sockets.get(0);
    }
}
