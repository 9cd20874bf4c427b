package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ACKNOWLEDGED;
import static io.flushpoint.DeliveryLevel.SENT;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Namespaces;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RequiresNetns;
import io.flushpoint.testkit.SocketStats;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What WRITTEN, SENT and ACKNOWLEDGED say, checked from outside against the kernel, on links that are slower than it. */
@RequiresNetns
class SlowLinkTest {
    private static final int MEGABYTE = 1_000_000;
    private static final Duration A_WHILE = Duration.ofMillis(300);

    private static Scene scene;

    @BeforeAll
    static void open() {
        scene = new Scene();
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    @AfterEach
    void tidy() {
        scene.tidy();
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_EPOLL"})
    @Proves("large-body-slow-reader")
    void aMegabyteIsWrittenThenSentThenAcknowledged(Loop loop) {
        SenderChild sender = scene.sender(loop);
        scene.limit("20mbit");
        String id = "megabyte-" + loop;
        sender.send(id, ACKNOWLEDGED, MEGABYTE, "answer");

        SenderChild.Reached sent = sender.awaitReached(id, SENT);
        SocketStats socket = scene.socket();
        long backlog = scene.backlog();
        assertThat(socket.notSent()).as(socket.line()).isZero();
        assertThat(socket.wmemAlloc()).as(socket.line()).isZero();
        assertThat(backlog).isZero();

        SenderChild.Reached acknowledged = sender.awaitReached(id, ACKNOWLEDGED);
        scene.gateOn();
        assertThat(scene.awaitArrival(id).bodyLength()).isEqualTo(MEGABYTE);

        SenderChild.Reached written = sender.awaitReached(id, WRITTEN);
        assertThat(written.micros()).isLessThan(sent.micros());
        assertThat(sent.micros()).isLessThanOrEqualTo(acknowledged.micros());
        // A megabyte less the burst takes the link 393 ms, whatever the machine does.
        assertThat(sent.micros()).isGreaterThan(390_000);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_EPOLL"})
    void atWrittenBytesAreStillOnThisMachineAndAtSentNone(Loop loop) {
        SenderChild sender = scene.sender(loop);
        scene.limit("1mbit");
        String id = "slow-" + loop;
        sender.send(id, SENT, 100_000, "answer");

        sender.awaitReached(id, WRITTEN);
        long backlog = scene.backlog();
        SocketStats atWritten = scene.socket();
        assertThat(atWritten.notSent() + backlog).as(atWritten.line()).isPositive();

        sender.awaitReached(id, SENT);
        SocketStats atSent = scene.socket();
        assertThat(atSent.notSent()).as(atSent.line()).isZero();
        assertThat(atSent.wmemAlloc()).as(atSent.line()).isZero();
        assertThat(scene.backlog()).isZero();
    }

    /** The case in which an empty socket tells too little: the discipline hands out one segment in a second and a half. */
    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_EPOLL"})
    void sentIsNotSaidWhileBytesStandInTheQueueingDisciplineOnly(Loop loop) {
        scene.network().app().ip("link", "set", Namespaces.ETH, "gso_max_segs", "1");
        SenderChild sender = scene.sender(loop);
        String id = "standing-" + loop;
        sender.send(id + "-before", SENT, 10, "answer");
        sender.awaitReached(id + "-before", SENT);
        sender.await("news " + id + "-before ANSWERED"); // its connection is free then
        scene.limit("8kbit");
        sender.send(id, SENT, 28_000, "answer");

        sender.awaitReached(id, WRITTEN);
        Await.until("empty socket", () -> scene.socket().notSent() == 0, Scene.SOON);
        assertThat(scene.socket().wmemAlloc()).isPositive();
        assertThat(scene.backlog()).isPositive();
        Await.elapse(A_WHILE);
        assertThat(sender.said("reached " + id + " SENT")).isEmpty();
        assertThat(scene.backlog()).isPositive();

        scene.limit("20mbit");
        sender.awaitReached(id, SENT);
        assertThat(scene.socket().wmemAlloc()).isZero();
        assertThat(scene.awaitArrival(id).bodyLength()).isEqualTo(28_000);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_EPOLL"})
    void whatIsSentArrivesWithoutTheProcess(Loop loop) {
        SenderChild sender = scene.sender(loop);
        scene.limit("2mbit");
        String id = "frozen-at-sent-" + loop;
        sender.send(id, SENT, 100_000, "answer");
        sender.awaitReached(id, SENT);

        sender.freeze();
        assertThat(scene.awaitArrival(id).bodyLength()).isEqualTo(100_000);

        sender.thaw();
        sender.await("news " + id + " ANSWERED");
    }
}
