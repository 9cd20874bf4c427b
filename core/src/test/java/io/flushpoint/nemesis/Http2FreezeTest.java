package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.ChildJvm;
import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.Namespaces;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RequiresNetns;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that is frozen and thawed while a connection of HTTP/2 stands idle. */
@RequiresNetns
class Http2FreezeTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Over the second from which on a connection is verified. */
    private static final Duration FREEZE = Duration.ofMillis(1_200);

    private static Namespaces network;
    private static ChildJvm server;
    private static SenderChild sender;

    @BeforeAll
    static void open() {
        network = Namespaces.create();
        String address = network.srvAddress().getHostAddress();
        server = ChildJvm.of(FrameServerMain.class, address, "8080")
                .in(network.srv())
                .start();
        server.await("listening", SOON);
        sender = SenderChild.start(network.app());
    }

    @AfterAll
    static void close() {
        sender.close();
        server.close();
        network.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"DRIVEN_EPOLL", "DEDICATED_NIO"})
    @Proves(value = "freeze-idle-1s", over = Medium.HTTP_2)
    void aHealthyConnectionCarriesTheNextSend(Loop loop) {
        String id = connected("healthy-", loop);
        sender.freeze();
        network.gateOn();
        Await.elapse(FREEZE);
        network.gateOff();
        sender.thaw();

        sender.send(id, ANSWERED, 100, "answer");
        assertThat(sender.awaitReached(id, ANSWERED).connection()).isOne();
        server.await("seen /answer/" + id, SOON);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL", "DRIVEN_NIO"})
    @Proves(value = "freeze, server FIN during freeze", over = Medium.HTTP_2)
    void aSendInTheInstantOfTheThawGoesRoundAConnectionThatWasClosed(Loop loop) {
        String id = connected("closed-", loop);
        sender.freeze();
        end("fin");
        sender.send(id, ANSWERED, 100, "answer");
        Await.elapse(Duration.ofMillis(600)); // over the freeze gap, under the second of the probe
        sender.thaw();

        answeredOnAFreshConnection(id);
    }

    @ParameterizedTest
    @EnumSource(names = "DRIVEN_EPOLL")
    @Proves(value = "freeze, server RST lost during freeze", over = Medium.HTTP_2)
    void aResetThatWasLostDuringTheFreezeIsFoundByTheProbe(Loop loop) {
        String id = connected("lost-", loop);
        sender.freeze();
        network.gateOn();
        end("rst");
        sender.send(id, ANSWERED, 100, "answer");
        Await.elapse(FREEZE);
        network.gateOff();
        sender.thaw();

        answeredOnAFreshConnection(id);
    }

    /** A new sender with a connection, and the name of the send that follows. */
    private static String connected(String name, Loop loop) {
        assumeThat(loop.isAvailable()).as("the transport of %s", loop).isTrue();
        sender.make(loop, "http://" + network.srvAddress().getHostAddress() + ":8080", "protocol=HTTP_2");
        sender.send("before", ANSWERED, 10, "answer");
        assertThat(sender.awaitReached("before", ANSWERED).connection()).isOne();
        sender.await("news before ANSWERED");
        return name + loop;
    }

    private static void end(String how) {
        server.send(how);
        server.await("done", SOON);
    }

    private static void answeredOnAFreshConnection(String id) {
        SenderChild.Reached answered = sender.awaitReached(id, ANSWERED);
        assertThat(answered.connection()).isEqualTo(2);
        assertThat(answered.attempts()).isLessThanOrEqualTo(2);
        assertThat(sender.await("retired 1").get(2)).isIn("PROBE_FAILED", "PEER_CLOSED");
        server.await("seen /answer/" + id, SOON);
    }
}
