package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ACKNOWLEDGED;
import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.SENT;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Namespaces;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RequiresNetns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process that is frozen and thawed, as Lambda does it: first the process stands, then the network, and back. A freeze
 * here is longer than every deadline of the sender, and than the second from which on a connection is verified.
 */
@RequiresNetns
class FreezeTest {
    private static final Duration FREEZE = Duration.ofMillis(1_200);

    /** Deadlines that a freeze would miss if it counted. */
    private static final String[] SHORT_DEADLINES = {
        "FREEZE_GAP=200", "SEND_DEADLINE=800", "ANSWER_DEADLINE=800", "CONNECT_DEADLINE=800", "WRITE_STALL=800"
    };

    private static final int MEGABYTE = 1_000_000;

    /** More than the kernels of both ends buffer (tcp_wmem ends at 4 MiB), so that it is never written at a stroke. */
    private static final int MORE_THAN_THE_KERNEL_TAKES = 14 * MEGABYTE;

    /** Less than the low-water mark is left of it then, so that the kernel takes it all. */
    private static final int MORE_THAN_A_FLIGHT = 25_000;

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
    @Proves("freeze-idle-1s")
    void aHealthyConnectionCarriesTheNextSend(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "healthy-" + loop;
        connect(sender, id);
        scene.freezeAll(sender);
        Await.elapse(FREEZE);
        scene.thawAll(sender);
        sender.send(id, ANSWERED, 100, "answer");

        SenderChild.Reached answered = sender.awaitReached(id, ANSWERED);
        assertThat(answered.connection()).isOne();
        assertThat(answered.attempts()).isOne();
        scene.awaitArrival(id);
        assertThat(sender.said("retired")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @Proves("freeze, server FIN during freeze")
    void aSendInTheInstantOfTheThawGoesRoundAConnectionThatWasClosed(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "closed-" + loop;
        connect(sender, id);
        sender.freeze();
        scene.closeFin();
        sender.send(id, ANSWERED, 100, "answer");
        Await.elapse(Duration.ofMillis(600)); // over the freeze gap, under the second of the probe
        sender.thaw();

        deliveredOnceOnAFreshConnection(sender, id);
    }

    @ParameterizedTest
    @EnumSource
    void aSendInTheInstantOfTheThawGoesRoundAConnectionThatWasReset(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "reset-" + loop;
        connect(sender, id);
        sender.freeze();
        scene.closeRst();
        sender.send(id, ANSWERED, 100, "answer");
        Await.elapse(Duration.ofMillis(600));
        sender.thaw();

        deliveredOnceOnAFreshConnection(sender, id);
    }

    /** An owner that drives nothing between two invocations: what the kernel received is first seen by the send. */
    @ParameterizedTest
    @EnumSource(names = {"DRIVEN_EPOLL", "DRIVEN_NIO"})
    @Proves("freeze, server FIN during freeze")
    void anOwnerThatRestedGoesRoundAConnectionThatWasClosed(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "rested-" + loop;
        connect(sender, id);
        sender.command("rest");
        scene.closeFin();
        Await.elapse(Duration.ofMillis(600));
        sender.send(id, ANSWERED, 100, "answer");

        deliveredOnceOnAFreshConnection(sender, id);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_EPOLL"})
    @Proves("freeze, server RST lost during freeze")
    void aResetThatWasLostDuringTheFreezeIsFoundByTheProbe(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "lost-reset-" + loop;
        connect(sender, id);
        scene.freezeAll(sender);
        scene.closeRst();
        sender.send(id, ANSWERED, 100, "answer");
        Await.elapse(FREEZE);
        scene.thawAll(sender);

        SenderChild.Reached answered = sender.awaitReached(id, ANSWERED);
        assertThat(answered.connection()).isEqualTo(2);
        assertThat(answered.attempts()).isOne();
        assertThat(sender.await("retired 1").get(2)).isIn("PROBE_FAILED", "PEER_CLOSED");
        scene.awaitArrival(id);
    }

    /** The kernel had the answer before the peer went away; the loop reads it after the thaw. */
    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_EPOLL"})
    void anAnswerFromBeforeTheFreezeIsNoSignOfLife(Loop loop) {
        SenderChild sender = scene.sender(loop, "CONNECTIONS_PER_ENDPOINT=1");
        String id = "old-answer-" + loop;
        answerIntoTheFreeze(sender, "answered-" + id);
        sender.send(id, ANSWERED, 100, "answer");
        loseThePeer();
        Await.elapse(FREEZE);
        sender.thaw();

        SenderChild.Reached answered = sender.awaitReached(id, ANSWERED);
        assertThat(answered.connection()).isEqualTo(2);
        assertThat(answered.attempts()).isOne();
        sender.await("news answered-" + id + " ANSWERED");
        scene.awaitArrival(id);
    }

    /** The same in a machine that was paused with its kernel, whose clock calls the answer fresh. */
    @ParameterizedTest
    @EnumSource(names = {"DRIVEN_EPOLL"})
    void anAnswerFromBeforeTheFreezeIsNoSignOfLifeToAKernelThatStoodStill(Loop loop) {
        SenderChild sender = scene.sender(loop, "CONNECTIONS_PER_ENDPOINT=1");
        String id = "old-answer-paused-" + loop;
        sender.send("answered-" + id, ANSWERED, 100, "stall");
        sender.awaitReached("answered-" + id, WRITTEN);
        scene.awaitArrival("answered-" + id);
        sender.command("rest");
        scene.server().resume(scene.lastConnection());
        Await.until("the answer", () -> scene.socket().line().contains("bytes_received"), Scene.SOON);
        loseThePeer();
        sender.command("resumed 20000");
        sender.send(id, ANSWERED, 100, "answer");

        SenderChild.Reached answered = sender.awaitReached(id, ANSWERED);
        assertThat(answered.connection()).isEqualTo(2);
        assertThat(answered.attempts()).isOne();
        scene.awaitArrival(id);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_NIO"})
    void anAnswerThatComesDuringTheFreezeIsToldForItsOwnSend(Loop loop) {
        SenderChild sender = scene.sender(loop, with("CONNECTIONS_PER_ENDPOINT=1"));
        String id = "pending-" + loop;
        String queued = "queued-" + loop;
        sender.send(id, ANSWERED, 100, "stall");
        sender.awaitReached(id, WRITTEN);
        scene.awaitArrival(id);
        sender.send(queued, ANSWERED, 100, "answer");
        Await.elapse(Duration.ofMillis(100));

        scene.freezeAll(sender);
        scene.server().resume(scene.lastConnection());
        Await.elapse(FREEZE);
        scene.thawAll(sender);

        sender.awaitReached(id, ANSWERED);
        sender.awaitReached(queued, ANSWERED);
        assertThat(sender.await("news " + id)).contains("ANSWERED");
        assertThat(sender.await("news " + queued)).contains("ANSWERED");
        scene.awaitArrival(id);
        scene.awaitArrival(queued);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_NIO"})
    @Proves("freeze longer than response timer")
    void aFreezeBringsNoDeadlineNearer(Loop loop) {
        SenderChild sender = scene.sender(loop, with("CONNECTIONS_PER_ENDPOINT=1"));
        String id = "unanswered-" + loop;
        String queued = "behind-" + loop;
        sender.send(id, ANSWERED, 100, "stall");
        sender.awaitReached(id, WRITTEN);
        sender.send(queued, ANSWERED, 100, "answer");
        Await.elapse(Duration.ofMillis(100));
        scene.freezeAll(sender);
        Await.elapse(FREEZE);
        scene.thawAll(sender);

        Await.elapse(Duration.ofMillis(100)); // what a timer would do by itself it has done
        assertThat(sender.said("failed")).isEmpty();
        scene.server().resume(scene.lastConnection());
        sender.awaitReached(id, ANSWERED);
        sender.awaitReached(queued, ANSWERED);
        scene.awaitArrival(id);
        scene.awaitArrival(queued);
    }

    /** The other side of it: what is left of a deadline after a thaw is still a deadline. */
    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_NIO"})
    @Proves("freeze longer than response timer")
    void aDeadlineStillEndsASendAfterAThaw(Loop loop) {
        SenderChild sender = scene.sender(loop, SHORT_DEADLINES);
        String id = "never-" + loop;
        sender.send(id, ANSWERED, 100, "silent");
        sender.awaitReached(id, WRITTEN);
        scene.freezeAll(sender);
        Await.elapse(FREEZE);
        scene.thawAll(sender);

        List<String> failed = sender.await("failed " + id + " ANSWERED");
        assertThat(failed.get(3)).isIn("DEADLINE_EXCEEDED", "ANSWER_TIMEOUT");
        assertThat(failed).containsSubsequence("ANSWER", "FULLY_WRITTEN");
        assertThat(sender.await("news " + id)).contains("UNKNOWN");
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_EPOLL"})
    @Proves("freeze-mid-write + gate")
    void anUploadGoesOnAfterTheThaw(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "upload-" + loop;
        uploadAndFreeze(sender, id, ACKNOWLEDGED, MEGABYTE);
        long arrived = scene.server().bytesReceived();
        Await.elapse(FREEZE);
        assertThat(scene.server().bytesReceived()).isEqualTo(arrived);
        scene.thawAll(sender);

        sender.awaitReached(id, ACKNOWLEDGED);
        assertThat(scene.awaitArrival(id).bodyLength()).isEqualTo(MEGABYTE);
        assertThat(sender.said("retried")).isEmpty();
        sender.await("news " + id + " ANSWERED");
    }

    /** What WRITTEN does not prove: the network takes nothing, and so the bytes stay here until the thaw. */
    @ParameterizedTest
    @EnumSource(names = {"DRIVEN_EPOLL", "DEDICATED_NIO"})
    @Proves("freeze-after-flush-before-transmit")
    void whatIsWrittenAndHasNotLeftArrivesAfterTheThawOnly(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "kept-" + loop;
        connect(sender, id);
        scene.gateOn();
        sender.send(id, loop.isEpoll() ? SENT : WRITTEN, MORE_THAN_A_FLIGHT, "answer");
        sender.awaitReached(id, WRITTEN);
        sender.freeze();
        Await.elapse(FREEZE);

        assertThat(scene.arrivals(id)).isEmpty();
        assertThat(sender.said("reached " + id + " SENT")).isEmpty();
        scene.thawAll(sender);
        assertThat(scene.awaitArrival(id).bodyLength()).isEqualTo(MORE_THAN_A_FLIGHT);
        sender.await("news " + id + " ANSWERED");
    }

    @ParameterizedTest
    @EnumSource(names = {"DRIVEN_EPOLL", "DEDICATED_NIO"})
    @Proves("freeze-mid-write + gate")
    void anUploadWhosePeerWentAwayFailsOnceAndIsNotSentAgain(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "upload-lost-" + loop;
        uploadAndFreeze(sender, id, WRITTEN, MORE_THAN_THE_KERNEL_TAKES);
        scene.closeRst();
        Await.elapse(Duration.ofMillis(300));
        scene.thawAll(sender);

        assertThat(sender.await("failed " + id + " WRITTEN")).containsSubsequence("CONNECTION_LOST", "PARTLY_WRITTEN");
        assertThat(sender.said("reached " + id)).isEmpty();
        assertThat(sender.said("retried")).isEmpty();
        assertThat(scene.arrivals(id)).hasSize(1).noneMatch(request -> request.isComplete());
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_NIO"})
    @Proves("freeze during connect")
    void aConnectionThatWasBeingMadeIsMadeAfterTheThaw(Loop loop) {
        SenderChild sender = scene.sender(loop, SHORT_DEADLINES);
        String id = "connecting-" + loop;
        scene.gateOn();
        sender.send(id, ANSWERED, 100, "answer");
        Await.elapse(Duration.ofMillis(100));
        sender.freeze();
        scene.gateOff();
        Await.elapse(FREEZE); // meanwhile the kernel tries again
        sender.thaw();

        assertThat(sender.awaitReached(id, ANSWERED).attempts()).isOne();
        scene.awaitArrival(id);
    }

    /** Leaves the child frozen with an answer that its kernel has, and itself has not. */
    private static void answerIntoTheFreeze(SenderChild sender, String id) {
        sender.send(id, ANSWERED, 100, "stall");
        sender.awaitReached(id, WRITTEN);
        scene.awaitArrival(id);
        sender.freeze();
        scene.server().resume(scene.lastConnection());
        Await.until("the answer", () -> scene.socket().line().contains("bytes_received"), Scene.SOON);
    }

    /** The peer is gone, and its reset was lost on the way. */
    private static void loseThePeer() {
        scene.loseReset();
        assertThat(scene.socket().state()).isEqualTo("ESTAB");
    }

    private static void uploadAndFreeze(SenderChild sender, String id, DeliveryLevel goal, int bytes) {
        connect(sender, id);
        scene.limit("20mbit");
        long before = scene.network().mid().receivedBytes(Namespaces.TO_APP);
        sender.send(id, goal, bytes, "answer");
        Await.until(
                "part of the upload",
                () -> scene.network().mid().receivedBytes(Namespaces.TO_APP) - before > 200_000,
                Scene.SOON);
        scene.freezeAll(sender);
        Await.elapse(Duration.ofMillis(100)); // what had left app arrives
    }

    private static void connect(SenderChild sender, String id) {
        sender.send("before-" + id, ANSWERED, 10, "answer");
        assertThat(sender.awaitReached("before-" + id, ANSWERED).connection()).isOne();
        sender.await("news before-" + id);
    }

    private static void deliveredOnceOnAFreshConnection(SenderChild sender, String id) {
        SenderChild.Reached answered = sender.awaitReached(id, ANSWERED);
        assertThat(answered.connection()).isEqualTo(2);
        assertThat(answered.attempts()).isLessThanOrEqualTo(2);
        assertThat(sender.said("reached " + id)).hasSize(2);
        assertThat(sender.await("retired 1").get(2)).isIn("PROBE_FAILED", "PEER_CLOSED");
        scene.awaitArrival(id);
    }

    private static String[] with(String... more) {
        List<String> all = new ArrayList<>(List.of(SHORT_DEADLINES));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }
}
