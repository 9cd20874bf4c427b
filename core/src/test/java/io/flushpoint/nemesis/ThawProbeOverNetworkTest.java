package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RequiresNetns;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a send that finds an idle connection whose peer may be gone, or whose path is. */
@RequiresNetns
class ThawProbeOverNetworkTest {
    /** The bound of the wait for a verdict is 250 ms; the rest is for a busy machine. */
    private static final long VERDICT_MICROS = 2_000_000;

    private static final Duration A_WHILE = Duration.ofMillis(200);

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
    @Proves("half-open-rst-lost")
    void aPeerWhoseResetWasLostIsFoundBeforeAByteIsWritten(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "lost-reset-" + loop;
        connect(sender, id);
        loseThePeer();
        scene.replaceServer();
        Await.elapse(Scene.IDLE);
        sender.send(id, ANSWERED, 100, "answer");

        SenderChild.Reached answered = sender.awaitReached(id, ANSWERED);
        assertThat(answered.attempts()).isOne();
        assertThat(answered.connection()).isEqualTo(2);
        assertThat(sender.await("retired 1").get(2)).isIn("PROBE_FAILED", "PEER_CLOSED");
        assertThat(sender.said("retried")).isEmpty();
        assertThat(scene.awaitArrival(id).isComplete()).isTrue();
        assertThat(scene.server().connections()).isOne();
        assertThat(scene.server().requests()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_EPOLL"})
    void aWarmedConnectionThatWasNeverUsedIsVerifiedLikeAnyOther(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "warmed-" + loop;
        int before = scene.server().connections();
        sender.command("preconnect");
        sender.await("opened 1");
        Await.until(() -> scene.server().connections() == before + 1, Duration.ofSeconds(5));
        scene.forgetFlow(scene.localPort());
        Await.elapse(Scene.IDLE);
        sender.send(id, ANSWERED, 100, "answer");

        SenderChild.Reached answered = sender.awaitReached(id, ANSWERED);
        assertThat(answered.attempts()).isOne();
        assertThat(answered.connection()).isEqualTo(2);
        assertThat(sender.await("retired 1")).endsWith("PROBE_FAILED");
        assertThat(scene.awaitArrival(id).connection()).isEqualTo(before + 2);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_EPOLL"})
    @Proves("half-open-blackhole")
    void aForgottenFlowIsFoundWithinTheBound(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "forgotten-" + loop;
        connect(sender, id);
        int before = scene.server().connections();
        scene.forgetFlow(scene.localPort());
        Await.elapse(Scene.IDLE);
        sender.send(id, ANSWERED, 100, "answer");

        SenderChild.Reached answered = sender.awaitReached(id, ANSWERED);
        assertThat(answered.attempts()).isOne();
        assertThat(answered.connection()).isEqualTo(2);
        assertThat(answered.micros()).isLessThan(VERDICT_MICROS);
        assertThat(sender.await("retired 1")).endsWith("PROBE_FAILED");
        assertThat(scene.awaitArrival(id).connection()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_EPOLL"})
    void aLivePeerSeesNothingButTheRequest(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "live-" + loop;
        connect(sender, id);
        int connections = scene.server().connections();
        long bytes = scene.server().bytesReceived();
        Await.elapse(Scene.IDLE);
        sender.send(id, ANSWERED, 100, "answer");

        SenderChild.Reached answered = sender.awaitReached(id, ANSWERED);
        assertThat(answered.connection()).isOne();
        assertThat(answered.reused()).isTrue();
        assertThat(scene.awaitArrival(id).connection()).isEqualTo(connections);
        assertThat(scene.server().connections()).isEqualTo(connections);
        assertThat(scene.server().bytesReceived() - bytes).isEqualTo(answered.bytes());
        assertThat(sender.said("retired")).isEmpty();
        assertThat(sender.said("opened")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_EPOLL"})
    void resumedFindsALostPeerBeforeThereIsASend(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "resumed-lost-reset-" + loop;
        connect(sender, id);
        loseThePeer();
        Await.elapse(Scene.IDLE);
        sender.command("resumed 0");

        assertThat(sender.await("retired 1").get(2)).isIn("PROBE_FAILED", "PEER_CLOSED");
        assertThat(sender.said("opened")).hasSize(1);
        sender.send(id, ANSWERED, 100, "answer");
        assertThat(sender.awaitReached(id, ANSWERED).attempts()).isOne();
        scene.awaitArrival(id);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL"})
    void resumedFindsAForgottenFlowBeforeThereIsASend(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "resumed-forgotten-" + loop;
        connect(sender, id);
        scene.forgetFlow(scene.localPort());
        Await.elapse(Scene.IDLE);
        sender.command("resumed 0");

        assertThat(sender.await("retired 1")).endsWith("PROBE_FAILED");
        sender.send(id, ANSWERED, 100, "answer");
        assertThat(sender.awaitReached(id, ANSWERED).attempts()).isOne();
        scene.awaitArrival(id);
    }

    @ParameterizedTest
    @EnumSource(names = {"DRIVEN_EPOLL"})
    void resumedLeavesALiveConnectionReadyForTheSend(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "resumed-live-" + loop;
        connect(sender, id);
        Await.elapse(Scene.IDLE);
        sender.command("resumed 5000"); // more than the kernel saw, but the peer is asked anyway
        Await.elapse(A_WHILE);
        assertThat(sender.said("retired")).isEmpty();

        sender.send(id, ANSWERED, 100, "answer");
        assertThat(sender.awaitReached(id, ANSWERED).connection()).isOne();
        scene.awaitArrival(id);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_EPOLL"})
    @Proves("freeze-idle-10s")
    void aKernelThatStoodStillIsNotBelieved(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "stood-still-" + loop;
        connect(sender, id);
        sender.command("resumed 20000"); // over the second, under the idle age
        sender.send(id, ANSWERED, 100, "answer");

        SenderChild.Reached answered = sender.awaitReached(id, ANSWERED);
        assertThat(answered.connection()).isEqualTo(2);
        assertThat(answered.attempts()).isOne();
        assertThat(sender.await("retired 1")).endsWith("CLOCK_DISAGREES");
        scene.awaitArrival(id);
    }

    @ParameterizedTest
    @EnumSource
    void theOutsideClockCountsTowardsTheIdleAge(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "outside-" + loop;
        connect(sender, id);
        sender.command("resumed 60000");
        sender.send(id, ANSWERED, 100, "answer");

        SenderChild.Reached answered = sender.awaitReached(id, ANSWERED);
        assertThat(answered.connection()).isEqualTo(2);
        assertThat(answered.attempts()).isOne();
        assertThat(sender.await("retired 1").get(2)).isIn("IDLE_AGE", "CLOCK_DISAGREES");
        scene.awaitArrival(id);
    }

    /** NIO has no probe: the loss is found late, and told. */
    @ParameterizedTest
    @EnumSource(names = {"DRIVEN_NIO"})
    @Proves("half-open-rst-lost")
    void withoutAProbeALossIsTold(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "no-probe-" + loop;
        connect(sender, id);
        loseThePeer();
        Await.elapse(Scene.IDLE);
        sender.send(id, WRITTEN, 100, "answer");

        assertThat(sender.awaitReached(id, WRITTEN).reused()).isTrue();
        assertThat(sender.await("news " + id)).endsWith("LOST", "CONNECTION_LOST");
        assertThat(scene.arrivals(id)).isEmpty();
        assertThat(sender.said("opened")).hasSize(1);
    }

    private static void connect(SenderChild sender, String id) {
        sender.send("before-" + id, ANSWERED, 10, "answer");
        assertThat(sender.awaitReached("before-" + id, ANSWERED).connection()).isOne();
    }

    /** The peer is gone, and its reset was lost on the way. */
    private static void loseThePeer() {
        scene.loseReset();
        assertThat(scene.socket().state()).isEqualTo("ESTAB");
    }
}
