package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ACKNOWLEDGED;
import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.SENT;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RequiresNetns;
import io.flushpoint.testkit.SocketStats;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Paths that swallow acknowledgements, and resets that empty the kernel's queues: an empty queue is not a delivery. */
@RequiresNetns
class UnacknowledgedTest {
    /** Fits into the first flight of ten segments. */
    private static final int ONE_FLIGHT = 1_000;

    /** Does not, but what is left is under the low-water mark, so that the kernel takes it all. */
    private static final int MORE_THAN_A_FLIGHT = 25_000;

    /** Does not by far. */
    private static final int MANY_FLIGHTS = 600_000;

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
    @Proves("half-open-blackhole")
    void aBlackHoleNeverAcknowledges(Loop loop) {
        SenderChild sender = scene.sender(loop, "SEND_DEADLINE=600", "ANSWER_DEADLINE=1200");
        String id = "hole-" + loop;
        connect(sender, id);
        scene.gateOn();
        sender.send(id, ACKNOWLEDGED, ONE_FLIGHT, "answer");

        assertThat(sender.awaitReached(id, WRITTEN).reused()).isTrue();
        sender.awaitReached(id, SENT);
        assertThat(sender.await("failed " + id + " ACKNOWLEDGED"))
                .containsSubsequence("DEADLINE_EXCEEDED", "ACKNOWLEDGE", "FULLY_WRITTEN");
        assertThat(scene.socket().unacked()).isPositive();
        assertThat(sender.await("news " + id)).endsWith("UNKNOWN", "ANSWER_TIMEOUT");
        assertThat(sender.said("reached " + id + " ACKNOWLEDGED")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_EPOLL"})
    void aBlackHoleLeavesBytesUnsent(Loop loop) {
        SenderChild sender = scene.sender(loop, "SEND_DEADLINE=600");
        String id = "unsent-" + loop;
        connect(sender, id);
        scene.gateOn();
        sender.send(id, ACKNOWLEDGED, MORE_THAN_A_FLIGHT, "answer");

        sender.awaitReached(id, WRITTEN);
        assertThat(sender.await("failed " + id + " SENT"))
                .containsSubsequence("DEADLINE_EXCEEDED", "SEND", "FULLY_WRITTEN");
        assertThat(sender.await("failed " + id + " ACKNOWLEDGED"))
                .containsSubsequence("DEADLINE_EXCEEDED", "SEND", "FULLY_WRITTEN");
        assertThat(scene.socket().notSent()).isPositive();
        assertThat(sender.said("reached " + id + " SENT")).isEmpty();

        scene.gateOff();
        assertThat(scene.awaitArrival(id).bodyLength()).isEqualTo(MORE_THAN_A_FLIGHT);
        sender.await("news " + id + " ANSWERED");
    }

    @ParameterizedTest
    @EnumSource
    void aBlackHoleTakesNoMoreThanAFlight(Loop loop) {
        SenderChild sender = scene.sender(loop, "SEND_DEADLINE=600");
        String id = "flight-" + loop;
        connect(sender, id);
        scene.gateOn();
        sender.send(id, WRITTEN, loop.isEpoll() ? MANY_FLIGHTS : 20 * MANY_FLIGHTS, "answer");

        assertThat(sender.await("failed " + id + " WRITTEN"))
                .containsSubsequence("DEADLINE_EXCEEDED", "WRITE", "PARTLY_WRITTEN");
        assertThat(sender.await("retired 1")).contains("REQUEST_UNFINISHED");
        scene.gateOff();
        Await.until(
                () -> scene.network().app().sockets(scene.port()).stream()
                        .noneMatch(socket -> socket.state().equals("ESTAB")),
                Scene.SOON);
        assertThat(scene.arrivals(id)).noneMatch(request -> request.isComplete());
        assertThat(sender.said("news " + id)).isEmpty();
    }

    /** The reset that answers a retransmission makes the kernel throw the send queue away: all its counts are 0 then. */
    @ParameterizedTest
    @CsvSource({
        "DEDICATED_EPOLL, 1000",
        "DEDICATED_EPOLL, 25000",
        "DRIVEN_EPOLL, 1000",
        "DRIVEN_EPOLL, 25000",
    })
    @Proves("half-open-rst-lost")
    void aResetAfterWrittenIsNeverTakenForADelivery(Loop loop, int bytes) {
        SenderChild sender = scene.sender(loop);
        String id = "reset-" + loop + "-" + bytes;
        connect(sender, id);
        scene.gateOn();
        sender.send(id, ACKNOWLEDGED, bytes, "answer");
        sender.awaitReached(id, WRITTEN);
        assertThat(scene.socket().unacked()).isPositive();

        scene.closeRst(); // lost at the gate
        assertThat(sender.said("failed")).isEmpty();
        scene.gateOff();

        assertThat(sender.await("failed " + id + " ACKNOWLEDGED")).contains("CONNECTION_LOST", "FULLY_WRITTEN");
        assertThat(sender.await("news " + id)).endsWith("LOST", "CONNECTION_LOST");
        assertThat(sender.said("reached " + id + " ACKNOWLEDGED")).isEmpty();
        assertThat(sender.said("reached " + id + " SENT")).hasSize(bytes == ONE_FLIGHT ? 1 : 0);
        assertThat(sender.said("retried")).isEmpty();
        assertThat(scene.arrivals(id)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_EPOLL"})
    void aSocketKilledOnThisMachineIsNeverTakenForADelivery(Loop loop) {
        for (int round = 0; round < 10; round++) {
            SenderChild sender = scene.sender(loop);
            String id = "killed-" + loop + "-" + round;
            connect(sender, id);
            scene.gateOn();
            sender.send(id, ACKNOWLEDGED, MORE_THAN_A_FLIGHT, "answer");
            sender.awaitReached(id, WRITTEN);
            scene.network().app().killSockets(scene.port());

            assertThat(sender.await("failed " + id + " SENT")).contains("CONNECTION_LOST", "FULLY_WRITTEN");
            assertThat(sender.await("failed " + id + " ACKNOWLEDGED")).contains("CONNECTION_LOST", "FULLY_WRITTEN");
            assertThat(sender.await("news " + id)).endsWith("LOST", "CONNECTION_LOST");
            assertThat(sender.said("reached " + id)).hasSize(1);
            scene.gateOff();
            assertThat(scene.arrivals(id)).isEmpty();
        }
    }

    /** The kernel is read before the loop has seen that the socket is dead: nothing is unsent there, nothing unacknowledged. */
    @Test
    void aDeadSocketThatTheLoopHasNotSeenIsNotTakenForADelivery() {
        SenderChild sender = scene.sender(Loop.DRIVEN_EPOLL);
        String id = "killed-unseen";
        connect(sender, id);
        scene.gateOn();
        sender.send(id, WRITTEN, ONE_FLIGHT, "answer");
        sender.awaitReached(id, WRITTEN);
        sender.command("rest");
        scene.network().app().killSockets(scene.port());
        sender.command("watch " + id + " ACKNOWLEDGED");

        assertThat(sender.await("failed " + id + " ACKNOWLEDGED")).contains("CONNECTION_LOST", "FULLY_WRITTEN");
        assertThat(sender.said("reached " + id)).hasSize(1);
    }

    /** Opens the connection on which the test happens. */
    private static void connect(SenderChild sender, String id) {
        sender.send("before-" + id, ANSWERED, 10, "answer");
        sender.awaitReached("before-" + id, ANSWERED);
        SocketStats socket = scene.socket();
        assertThat(socket.unacked()).as(socket.line()).isZero();
    }
}
