package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ACKNOWLEDGED;
import static io.flushpoint.DeliveryLevel.SENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.RequiresNetns;
import io.flushpoint.testkit.SocketStats;
import io.flushpoint.testkit.TestPki;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One connection, many requests: each is told on its own of its own bytes, whatever was written behind it. */
@RequiresNetns
class PipelinedLevelsTest {
    private static final String[] PIPELINED = {"CONNECTIONS_PER_ENDPOINT=1", "PIPELINING_DEPTH=64"};

    @TempDir
    private static Path files;

    private static Path authority;
    private static Scene plain;
    private static Scene secure;

    /** How a sender speaks to its server. */
    enum Wire {
        CLEAR,
        JDK,
        BORINGSSL;

        Scene scene() {
            return this == CLEAR ? plain : secure;
        }

        SenderChild sender(Loop loop) {
            List<String> settings = new ArrayList<>(List.of(PIPELINED));
            if (this != CLEAR) {
                settings.add("tls=" + authority);
                settings.add("provider=" + TlsOptions.Provider.valueOf(name()));
            }
            return scene().sender(loop, settings.toArray(String[]::new));
        }
    }

    @BeforeAll
    static void open() {
        TestPki pki = TestPki.create();
        authority = pki.authority().writeCertificatePem(files);
        plain = new Scene();
        secure = new Scene(pki);
    }

    @AfterAll
    static void close() {
        secure.close();
        plain.close();
    }

    @AfterEach
    void tidy() {
        plain.tidy();
        secure.tidy();
    }

    /** On the wire there is at most 1% more than the bodies, heads aside. */
    @ParameterizedTest
    @EnumSource
    void eachIsAcknowledgedWhenItsOwnBytesAreAndNotWhenTheLastOneIs(Wire wire) {
        Scene scene = wire.scene();
        SenderChild sender = wire.sender(Loop.DEDICATED_EPOLL);
        String first = "first-" + wire;
        String small = "small-" + wire;
        String second = "second-" + wire;
        String last = "last-" + wire;
        connect(sender);
        long before = scene.socket().bytesAcked();
        scene.limit("4mbit"); // 500 bytes a millisecond
        sender.send(first, ACKNOWLEDGED, 100_000, "answer");
        sender.send(small, ACKNOWLEDGED, 10, "answer");
        sender.send(second, ACKNOWLEDGED, 200_000, "answer");
        sender.send(last, ACKNOWLEDGED, 700_000, "answer");

        sender.awaitReached(first, SENT);
        sender.awaitReached(first, ACKNOWLEDGED);
        sender.awaitReached(small, ACKNOWLEDGED);
        long atSmall = scene.socket().bytesAcked() - before;
        assertThat(atSmall).isBetween(100_000L, 300_000L);
        assertThat(sender.said("reached " + second + " ACK")).isEmpty();

        sender.awaitReached(second, ACKNOWLEDGED);
        SocketStats atSecond = scene.socket();
        assertThat(atSecond.bytesAcked() - before).as(atSecond.line()).isBetween(300_000L, 900_000L);
        assertThat(sender.said("reached " + last + " WRITTEN")).isEmpty();

        SenderChild.Reached end = sender.awaitReached(last, ACKNOWLEDGED);
        assertThat(scene.socket().bytesAcked() - before).isGreaterThan(1_000_000);
        assertThat(scene.socket().unacked()).isZero();
        assertThat(end.connection()).isOne();
        scene.awaitArrival(first);
        scene.awaitArrival(last);
    }

    /** Bytes that stand in the queueing discipline alone: handed below the socket, and not gone. */
    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_EPOLL"})
    void aRequestWhoseBytesHaveGoneIsSentWhileTheNextOneStandsInTheQueueingDiscipline(Loop loop) {
        SenderChild sender = Wire.CLEAR.sender(loop);
        connect(sender);
        plain.limit("1mbit");
        sender.send("gone-" + loop, SENT, 20_000, "answer");
        sender.send("standing-" + loop, SENT, 150_000, "answer");

        SenderChild.Reached gone = sender.awaitReached("gone-" + loop, SENT);
        assertThat(plain.backlog() + plain.socket().notSent()).isPositive();
        assertThat(sender.said("reached standing-" + loop + " SENT")).isEmpty();

        SenderChild.Reached standing = sender.awaitReached("standing-" + loop, SENT);
        assertThat(plain.backlog()).isZero();
        assertThat(plain.socket().notSent()).isZero();
        assertThat(standing.micros() - gone.micros())
                .isGreaterThan(900_000); // what 1 Mbit/s takes, less what went before
    }

    /** Nothing is acknowledged that was not, though it is less than what a handshake has written before. */
    @ParameterizedTest
    @EnumSource
    void whatTheNetworkHoldsIsNotAcknowledgedWithWhatWentBefore(Wire wire) {
        Scene scene = wire.scene();
        SenderChild sender = wire.sender(Loop.DEDICATED_EPOLL);
        connect(sender);
        sender.send("through", ACKNOWLEDGED, 10, "silent");
        sender.awaitReached("through", ACKNOWLEDGED);

        scene.gateOn();
        sender.send("held-" + wire, ACKNOWLEDGED, 10, "silent");
        sender.awaitReached("held-" + wire, SENT);
        Await.elapse(Duration.ofMillis(300));
        assertThat(sender.said("reached held-" + wire + " ACK")).isEmpty();

        scene.gateOff();
        sender.awaitReached("held-" + wire, ACKNOWLEDGED);
        scene.awaitArrival("held-" + wire);
    }

    /** Under steady load the socket is never empty; each is told within a moment all the same. */
    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_EPOLL"})
    void underSteadyLoadNoneWaitsForAQuietMoment(Loop loop) {
        SenderChild sender = Wire.CLEAR.sender(loop);
        connect(sender);
        plain.limit("8mbit");
        int count = 40;
        for (int i = 1; i <= count; i++) {
            sender.send("steady-" + i + ".", ACKNOWLEDGED, 25_000, "answer");
        }

        sender.awaitReached("steady-10.", ACKNOWLEDGED);
        assertThat(sender.said("reached steady-40. WRITTEN")).isEmpty();
        sender.awaitReached("steady-40.", ACKNOWLEDGED);
        List<String> order = sender.said().stream()
                .filter(line -> line.contains(" ACKNOWLEDGED "))
                .map(line -> line.split(" ", 3)[1])
                .filter(id -> id.startsWith("steady"))
                .toList();
        assertThat(order).hasSize(count);
        for (int i = 1; i <= count; i++) {
            assertThat(order.get(i - 1)).isEqualTo("steady-" + i + ".");
        }
    }

    private static void connect(SenderChild sender) {
        sender.send("connect", ACKNOWLEDGED, 10, "answer");
        sender.awaitReached("connect", ACKNOWLEDGED);
        sender.await("news connect ANSWERED");
    }
}
