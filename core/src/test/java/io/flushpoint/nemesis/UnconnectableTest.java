package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RequiresNetns;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that cannot be made: nothing is written, the failure says why, and the sender works again afterwards. */
@RequiresNetns
class UnconnectableTest {
    private static final Duration A_WHILE = Duration.ofMillis(500);

    /** A loop that tries again and again uses all of the while. */
    private static final long BUSY_MILLIS = A_WHILE.toMillis() / 2;

    private static final String NOWHERE = "10.99.0.1";

    private static Scene scene;

    @BeforeAll
    static void open() {
        scene = new Scene();
        scene.network().app().unreachable(NOWHERE);
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
    @EnumSource
    @Proves("syn-blackhole")
    void aBlackHoleIsATimeout(Loop loop) {
        SenderChild sender = scene.sender(loop, "CONNECT_DEADLINE=400");
        String id = "hole-" + loop;
        scene.gateOn();
        sender.send(id, WRITTEN, 100, "answer");
        assertThat(sender.await("failed " + id + " WRITTEN"))
                .endsWith("CONNECT_TIMEOUT", "CONNECT", "NOTHING_WRITTEN", "0");

        scene.gateOff();
        sender.send("after-" + id, ANSWERED, 100, "answer");
        sender.awaitReached("after-" + id, ANSWERED);
        assertThat(scene.arrivals(id)).hasSize(0);
    }

    @ParameterizedTest
    @EnumSource
    @Proves("connect-refused")
    void nobodyListeningIsAFailureAtOnce(Loop loop) {
        String nobody = "http://" + scene.network().srvAddress().getHostAddress() + ":9";
        SenderChild sender = scene.senderTowards(nobody, loop, "CONNECT_DEADLINE=60000", "SEND_DEADLINE=60000");
        sender.send("refused", WRITTEN, 100, "answer");
        assertThat(sender.await("failed refused WRITTEN"))
                .endsWith("CONNECT_FAILED", "CONNECT", "NOTHING_WRITTEN", "0");
    }

    @ParameterizedTest
    @EnumSource
    @Proves("no-route")
    void noRouteIsAFailureAtOnce(Loop loop) {
        SenderChild sender =
                scene.senderTowards("http://" + NOWHERE + ":80", loop, "CONNECT_DEADLINE=60000", "SEND_DEADLINE=60000");
        sender.send("unreachable", WRITTEN, 100, "answer");
        assertThat(sender.await("failed unreachable WRITTEN"))
                .endsWith("CONNECT_FAILED", "CONNECT", "NOTHING_WRITTEN", "0");
    }

    @ParameterizedTest
    @CsvSource({"DEDICATED_EPOLL, 40000", "DRIVEN_EPOLL, 40010", "DEDICATED_NIO, 40020", "DRIVEN_NIO, 40030"})
    @Proves("ephemeral-ports-exhausted")
    void withoutALocalPortSendsFailAndNothingSpins(Loop loop, int firstPort) {
        SenderChild sender = scene.sender(loop);
        String id = "ports-" + loop;
        scene.network().app().localPorts(firstPort, firstPort + 1);
        try {
            for (String holder : List.of("one-" + id, "two-" + id)) {
                sender.send(holder, WRITTEN, 100, "silent");
                sender.awaitReached(holder, WRITTEN);
            }
            failsWithoutSpinning(sender, id);
        } finally {
            scene.network().app().localPorts(32_768, 60_999);
        }
        sender.send("after-" + id, ANSWERED, 100, "answer");
        sender.awaitReached("after-" + id, ANSWERED);
    }

    @ParameterizedTest
    @EnumSource
    @Proves("fd-limit-64")
    void withoutADescriptorSendsFailAndNothingSpins(Loop loop) {
        SenderChild sender = scene.sender(loop);
        String id = "descriptors-" + loop;
        sender.send("before-" + id, WRITTEN, 100, "silent");
        sender.awaitReached("before-" + id, WRITTEN);
        sender.limitDescriptors(true);
        try {
            failsWithoutSpinning(sender, id);
        } finally {
            sender.limitDescriptors(false);
        }
        sender.send("after-" + id, ANSWERED, 100, "answer");
        sender.awaitReached("after-" + id, ANSWERED);
    }

    private static void failsWithoutSpinning(SenderChild sender, String id) {
        long before = sender.cpuMillis();
        int sends = 5;
        for (int i = 0; i < sends; i++) {
            sender.send(i + "-" + id, WRITTEN, 100, "answer");
        }
        for (int i = 0; i < sends; i++) {
            assertThat(sender.await("failed " + i + "-" + id + " WRITTEN"))
                    .endsWith("CONNECT_FAILED", "CONNECT", "NOTHING_WRITTEN", "0");
        }
        Await.elapse(A_WHILE);
        assertThat(sender.cpuMillis() - before).isLessThan(BUSY_MILLIS);
        assertThat(scene.server().requests())
                .noneMatch(request -> request.target().endsWith("-" + id)
                        && Character.isDigit(request.target().charAt("/answer/".length())));
    }
}
