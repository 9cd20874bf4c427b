package io.flushpoint.nemesis;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.DnsmasqServer;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RequiresNetns;
import io.flushpoint.testkit.RequiresServers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Names that the resolver of the platform asks a real DNS server for. A JVM remembers answers for a while, also that there is
 * none, so each test has names of its own.
 */
@RequiresNetns
@RequiresServers
class LookupTest {
    private static final String DEAD = "10.77.0.3";

    @TempDir
    private static Path directory;

    private static Scene scene;
    private static DnsmasqServer dns;

    @BeforeAll
    static void open() {
        scene = new Scene();
        String live = scene.network().srvAddress().getHostAddress();
        dns = DnsmasqServer.start(
                directory,
                scene.network(),
                scene.network().app(),
                "--address=/known.test/" + live,
                "--txt-record=dedicated-epoll.words.test,hello",
                "--txt-record=driven-epoll.words.test,hello",
                "--txt-record=dedicated-nio.words.test,hello",
                "--txt-record=driven-nio.words.test,hello",
                "--address=/two.test/" + DEAD,
                "--address=/two.test/" + live);
    }

    @AfterAll
    static void close() {
        dns.close();
        scene.close();
    }

    @AfterEach
    void tidy() {
        dns.thaw();
        scene.tidy();
    }

    @ParameterizedTest
    @EnumSource
    @Proves("nxdomain")
    void aNameThatDoesNotExistIsAnUnresolvedHost(Loop loop) {
        assertUnresolved(loop, "gone.test");
    }

    /** Of another kind of record than an address. */
    @ParameterizedTest
    @EnumSource
    @Proves("dns-empty-answer")
    void aNameWithoutAnAddressIsAnUnresolvedHost(Loop loop) {
        assertUnresolved(loop, "words.test");
    }

    private static void assertUnresolved(Loop loop, String domain) {
        String host = host(loop, domain);
        SenderChild sender = sender(loop, host);
        sender.send("unresolved", WRITTEN, 100, "answer");

        assertThat(sender.await("failed unresolved WRITTEN"))
                .endsWith("UNRESOLVED_HOST", "RESOLVE", "NOTHING_WRITTEN", "0");
        assertThat(dns.wasAskedFor(host)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @Proves("dns-slow-5s")
    void aServerThatDoesNotAnswerHoldsUpNobodyElse(Loop loop) {
        SenderChild sender = sender(loop, host(loop, "known.test"), "RESOLVE_DEADLINE=300");
        dns.freeze();
        sender.send("slow", WRITTEN, 100, "answer");
        assertThat(sender.await("failed slow WRITTEN")).endsWith("UNRESOLVED_HOST", "RESOLVE", "NOTHING_WRITTEN", "0");
        dns.thaw();
        String id = "after-" + loop;
        sender.send(id, ANSWERED, 100, "answer");
        sender.awaitReached(id, ANSWERED);
        scene.awaitArrival(id);
    }

    @ParameterizedTest
    @EnumSource
    @Proves("multi-address-first-dead")
    void anAddressThatIsDeadIsPassedOver(Loop loop) {
        SenderChild sender = sender(loop, host(loop, "two.test"));
        String id = "two-" + loop;
        sender.send(id, ANSWERED, 100, "answer");
        assertThat(sender.awaitReached(id, ANSWERED).attempts()).isOne();
        scene.awaitArrival(id);
    }

    private static String host(Loop loop, String domain) {
        return loop.words().replace(' ', '-') + "." + domain;
    }

    private static SenderChild sender(Loop loop, String host, String... bounds) {
        return scene.senderTowards("http://" + host + ":" + scene.port(), loop, bounds);
    }
}
