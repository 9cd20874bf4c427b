package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ACKNOWLEDGED;
import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.TlsOptions;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.ChildJvm;
import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.Namespaces;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RequiresNetns;
import io.netty.handler.ssl.OpenSsl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process with a connection of HTTP/2 over TLS that is frozen and thawed, or whose peer is gone unseen. */
@RequiresNetns
class Http2FreezeTest {
    /** What a sender runs over. */
    enum Over implements Medium.Choice {
        DRIVEN_EPOLL_JDK(Loop.DRIVEN_EPOLL, TlsOptions.Provider.JDK),
        DRIVEN_EPOLL_BORINGSSL(Loop.DRIVEN_EPOLL, TlsOptions.Provider.BORINGSSL),
        DEDICATED_EPOLL_BORINGSSL(Loop.DEDICATED_EPOLL, TlsOptions.Provider.BORINGSSL),
        DEDICATED_NIO_JDK(Loop.DEDICATED_NIO, TlsOptions.Provider.JDK),
        DRIVEN_NIO_JDK(Loop.DRIVEN_NIO, TlsOptions.Provider.JDK);

        private final Loop loop;
        private final TlsOptions.Provider provider;

        Over(Loop loop, TlsOptions.Provider provider) {
            this.loop = loop;
            this.provider = provider;
        }

        @Override
        public Set<Medium> media() {
            return Set.of(
                    loop.isEpoll() ? Medium.EPOLL : Medium.NIO,
                    provider == TlsOptions.Provider.JDK ? Medium.JDK : Medium.BORINGSSL,
                    Medium.HTTP_2);
        }

        private void assumeExists() {
            assumeThat(loop.isAvailable()).as("the transport of %s", this).isTrue();
            assumeThat(provider != TlsOptions.Provider.BORINGSSL || OpenSsl.isAvailable())
                    .as("the TLS of %s", this)
                    .isTrue();
        }
    }

    @TempDir
    private static Path files;

    private static final Duration SOON = Duration.ofSeconds(20);

    /** Over the second from which on a connection is verified. */
    private static final Duration FREEZE = Duration.ofMillis(1_200);

    private static final int MEGABYTE = 1_000_000;

    /** More than the windows of the peer's, and than the link takes while somebody looks. */
    private static final int UPLOAD = 8 * MEGABYTE;

    /** More than a kernel sends before the first of it is acknowledged, and less than a window. */
    private static final int MORE_THAN_A_FLIGHT = 25_000;

    private static Namespaces network;
    private static ChildJvm server;
    private static SenderChild sender;

    @BeforeAll
    static void open() {
        network = Namespaces.create();
        String address = network.srvAddress().getHostAddress();
        server = ChildJvm.of(FrameServerMain.class, address, "8080", files.toString())
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
    @EnumSource(names = {"DRIVEN_EPOLL_BORINGSSL", "DEDICATED_NIO_JDK"})
    @Proves("freeze-idle-1s")
    void aHealthyConnectionCarriesTheNextSend(Over over) {
        String id = connected("healthy-", over);
        sender.freeze();
        network.gateOn();
        Await.elapse(FREEZE);
        network.gateOff();
        sender.thaw();

        sender.send(id, ANSWERED, 100, "answer");
        SenderChild.Reached answered = sender.awaitReached(id, ANSWERED);
        assertThat(answered.connection()).as("of %s", sender.said()).isOne();
        server.await("seen /answer/" + id, SOON);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL_BORINGSSL", "DRIVEN_NIO_JDK"})
    @Proves("freeze, server FIN during freeze")
    void aSendInTheInstantOfTheThawGoesRoundAConnectionThatWasClosed(Over over) {
        String id = connected("closed-", over);
        sender.freeze();
        end("fin");
        sender.send(id, ANSWERED, 100, "answer");
        Await.elapse(Duration.ofMillis(600)); // over the freeze gap, under the second of the probe
        sender.thaw();

        answeredOnAFreshConnection(id);
    }

    @ParameterizedTest
    @EnumSource(names = {"DRIVEN_EPOLL_JDK", "DRIVEN_EPOLL_BORINGSSL"})
    @Proves("freeze, server RST lost during freeze")
    void aResetThatWasLostDuringTheFreezeIsFoundByTheProbe(Over over) {
        String id = connected("lost-", over);
        sender.freeze();
        network.gateOn();
        end("rst");
        sender.send(id, ANSWERED, 100, "answer");
        Await.elapse(FREEZE);
        network.gateOff();
        sender.thaw();

        answeredOnAFreshConnection(id);
    }

    /** Over so slow a link that a part has left. */
    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL_BORINGSSL", "DRIVEN_EPOLL_JDK"})
    @Proves("freeze-mid-write + gate")
    void anUploadGoesOnAfterTheThaw(Over over) {
        String id = connected("upload-", over);
        uploadAndFreeze(id, ACKNOWLEDGED);
        Await.elapse(FREEZE);
        network.gateOff();
        sender.thaw();

        sender.awaitReached(id, ACKNOWLEDGED);
        server.await("seen /answer/" + id, SOON);
        sender.await("news " + id + " ANSWERED");
        assertThat(sender.said("retried")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"DRIVEN_EPOLL_BORINGSSL", "DEDICATED_NIO_JDK"})
    @Proves("freeze-mid-write + gate")
    void anUploadWhosePeerWentAwayFailsOnceAndIsNotSentAgain(Over over) {
        String id = connected("upload-lost-", over);
        uploadAndFreeze(id, WRITTEN);
        end("rst");
        Await.elapse(Duration.ofMillis(300));
        network.gateOff();
        sender.thaw();

        assertThat(sender.await("failed " + id + " WRITTEN")).containsSubsequence("CONNECTION_LOST", "PARTLY_WRITTEN");
        assertThat(sender.said("reached " + id)).isEmpty();
        assertThat(sender.said("retried")).isEmpty();
    }

    /** What WRITTEN does not prove: the network takes nothing, and so the bytes stay here until the thaw. */
    @ParameterizedTest
    @EnumSource(names = {"DRIVEN_EPOLL_BORINGSSL", "DEDICATED_NIO_JDK"})
    @Proves("freeze-after-flush-before-transmit")
    void whatIsWrittenAndHasNotLeftArrivesAfterTheThawOnly(Over over) {
        String id = connected("kept-", over);
        network.gateOn();
        sender.send(id, WRITTEN, MORE_THAN_A_FLIGHT, "answer");
        sender.awaitReached(id, WRITTEN);
        sender.freeze();
        Await.elapse(FREEZE);
        assertThat(sender.said("reached " + id + " SENT")).isEmpty();
        network.gateOff();
        sender.thaw();

        server.await("seen /answer/" + id, SOON);
        sender.await("news " + id + " ANSWERED");
    }

    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL_BORINGSSL", "DRIVEN_EPOLL_JDK"})
    @Proves("freeze-idle-10s")
    void aKernelThatStoodStillIsNotBelieved(Over over) {
        String id = connected("stood-still-", over);
        sender.command("resumed 20000"); // over the second, under the idle age
        sender.send(id, ANSWERED, 100, "answer");

        SenderChild.Reached answered = sender.awaitReached(id, ANSWERED);
        assertThat(answered.connection()).isEqualTo(2);
        assertThat(answered.attempts()).isOne();
        assertThat(sender.await("retired 1")).endsWith("CLOCK_DISAGREES");
    }

    /** A deadline that such a freeze would miss if it counted. */
    @ParameterizedTest
    @EnumSource(names = {"DEDICATED_EPOLL_BORINGSSL", "DRIVEN_NIO_JDK"})
    @Proves("freeze longer than response timer")
    void aFreezeBringsNoDeadlineNearerAndTheDeadlineStillEndsASendAfterIt(Over over) {
        String id = connected("late-", over, "FREEZE_GAP=200");
        String never = "never-" + over;
        sender.command("timeout " + (FREEZE.toMillis() - 20));
        sender.send(id, ANSWERED, 100, "stall");
        server.await("seen /stall/" + id, SOON);
        sender.send(never, ANSWERED, 100, "stall");
        sender.awaitReached(never, WRITTEN);
        sender.freeze();
        network.gateOn();
        Await.elapse(FREEZE);
        network.gateOff();
        end("answer");
        sender.thaw();

        sender.awaitReached(id, ANSWERED);
        List<String> failed = sender.await("failed " + never + " ANSWERED");
        assertThat(failed).containsSubsequence("DEADLINE_EXCEEDED", "ANSWER", "FULLY_WRITTEN");
        assertThat(sender.said("retired")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"DRIVEN_EPOLL_JDK", "DEDICATED_EPOLL_BORINGSSL"})
    @Proves("half-open-rst-lost")
    void aResetThatWasLostWhileItStoodIdleIsFoundBeforeAByteIsWritten(Over over) {
        String id = connected("half-open-", over);
        loseReset();
        Await.elapse(FREEZE);
        sender.send(id, ANSWERED, 100, "answer");

        answeredOnAFreshConnection(id);
    }

    @ParameterizedTest
    @EnumSource(names = "DEDICATED_NIO_JDK")
    @Proves("half-open-rst-lost")
    void withoutAProbeALossIsTold(Over over) {
        String id = connected("no-probe-", over);
        loseReset();
        sender.send(id, WRITTEN, 100, "answer");

        assertThat(sender.awaitReached(id, WRITTEN).reused()).isTrue();
        assertThat(sender.await("news " + id)).endsWith("LOST", "CONNECTION_LOST");
    }

    @ParameterizedTest
    @EnumSource(names = {"DRIVEN_EPOLL_BORINGSSL", "DEDICATED_NIO_JDK"})
    @Proves("half-open-blackhole")
    void ofWhatThePathSwallowsTheNewsIsUnknown(Over over) {
        String id = connected("hole-", over, "ANSWER_DEADLINE=1000");
        network.gateOn();
        sender.send(id, WRITTEN, 100, "answer");

        assertThat(sender.awaitReached(id, WRITTEN).reused()).isTrue();
        assertThat(sender.await("news " + id)).endsWith("UNKNOWN", "ANSWER_TIMEOUT");
        network.gateOff();
    }

    /** Leaves the child frozen amid an upload, in a network that passes nothing. */
    private static void uploadAndFreeze(String id, DeliveryLevel goal) {
        network.app().tbf(Namespaces.ETH, "20mbit", MEGABYTE);
        try {
            long before = network.mid().receivedBytes(Namespaces.TO_APP);
            sender.send(id, goal, UPLOAD, "answer");
            Await.until(
                    "part of the upload",
                    () -> network.mid().receivedBytes(Namespaces.TO_APP) - before > 200_000,
                    SOON);
            sender.freeze();
            network.gateOn();
            Await.elapse(Duration.ofMillis(100)); // what had left app arrives
        } finally {
            network.app().noTbf(Namespaces.ETH);
        }
    }

    /** The peer is gone, and its reset was lost on the way. */
    private static void loseReset() {
        network.gateOn();
        end("rst");
        network.gateOff();
    }

    /** A new sender with a connection, and the name of the send that follows. */
    private static String connected(String name, Over over, String... bounds) {
        over.assumeExists();
        sender.make(
                over.loop,
                "https://" + network.srvAddress().getHostAddress() + ":8080",
                Stream.concat(
                                Stream.of(
                                        "protocol=HTTP_2",
                                        "provider=" + over.provider,
                                        "tls=" + FrameServerMain.authority(files)),
                                Arrays.stream(bounds))
                        .toArray(String[]::new));
        sender.send("before", ANSWERED, 10, "answer");
        assertThat(sender.awaitReached("before", ANSWERED).connection()).isOne();
        sender.await("news before ANSWERED");
        return name + over;
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
