package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.Delivery;
import io.flushpoint.Receipt;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.ConnectionEnd;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a connection that stands open is used again, and when not. */
class ReuseTest extends OverSetups {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void aConnectionIdleForTooLongIsRetired() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client(options -> options.idleAge(Duration.ofMillis(100)));
        answeredAndIdle(client, server);

        client.elapse(Duration.ofMillis(120));

        assertThat(next(client, server).connection()).hasValue(2);
        client.awaitEvent("retired 1 IDLE_AGE");
    }

    @Test
    void anIdleConnectionIsClosedInTimeThoughNobodySends() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client(options -> options.idleAge(Duration.ofMillis(60)));
        answeredAndIdle(client, server);

        client.awaitEvent("retired 1 IDLE_AGE");

        assertThat(server.connection(1).awaitEnd(Client.PATIENCE)).isEqualTo(ConnectionEnd.CLIENT_FIN);
    }

    @Test
    void anIdleAgeOfZeroMeansOneSendAConnection() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client(options -> options.idleAge(Duration.ZERO));

        assertThat(next(client, server).connection()).hasValue(1);
        assertThat(next(client, server).connection()).hasValue(2);
        assertThat(server.connections()).hasSize(2);
    }

    @Test
    void anAgeBelowAnyRoundTripMeansOneSendAConnection() {
        ScriptedServer server = serve(Script.answering(200));
        Client client =
                client(options -> options.connectionAge(Duration.ofMillis(1)).ageJitterPercent(100));

        for (int i = 1; i <= 5; i++) {
            assertThat(next(client, server).attempts()).isEqualTo(1);
        }
        assertThat(server.connections()).hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void aConnectionThatIsTooOldIsRetired() {
        ScriptedServer server = serve(Script.answering(200));
        Client client =
                client(options -> options.connectionAge(Duration.ofMillis(150)).ageJitterPercent(0));
        answeredAndIdle(client, server);
        assertThat(next(client, server).connection()).hasValue(1);

        client.elapse(Duration.ofMillis(160));

        assertThat(next(client, server).connection()).hasValue(2);
        client.awaitEvent("retired 1 CONNECTION_AGE");
    }

    @Test
    void theServersKeepAliveHintLowersTheIdleAge() {
        ScriptedServer server = serve(Script.answering(Response.of(200).header("Keep-Alive", "timeout=1, max=100")));
        Client client = client();
        answeredAndIdle(client, server);

        client.elapse(Duration.ofMillis(600));

        assertThat(next(client, server).connection())
                .as("after half of the second")
                .hasValue(2);
        client.awaitEvent("retired 1 IDLE_AGE");
    }

    @Test
    void theHintIsUnderstoodInEveryWriting() {
        List<String> hints = List.of(
                "Timeout=1",
                "TIMEOUT=1, MAX=100",
                "max=100,Timeout = 1",
                "max=100; timeout=\"1\"",
                "timeout=0000000001",
                "timeout=600, timeout=1",
                "max=5\r\nkeep-alive: timeout=1");
        List<ScriptedServer> servers = hints.stream()
                .map(hint -> serve(Script.answering(Response.of(200).header("Keep-Alive", hint))))
                .toList();
        Client client = client();
        servers.forEach(server -> next(client, server));
        client.until("idle connections", () -> client.metrics().connectionsIdle() == hints.size());

        client.elapse(Duration.ofMillis(600));

        assertThat(servers).noneMatch(server -> next(client, server).reused());
        assertThat(client.events().lines("retired")).hasSize(hints.size()).allMatch(line -> line.endsWith(" IDLE_AGE"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"connection: CLOSE", "Connection: Keep-Alive, Close", "CONNECTION: foo\r\nConnection: Close"})
    void aConnectionThatTheResponseEndsIsNotUsedAgainInWhateverCase(String line) {
        String[] header = line.split(": ", 2);
        ScriptedServer server = serve(Script.answering(Response.of(200).header(header[0], header[1])));
        Client client = client();
        next(client, server);

        assertThat(next(client, server).connection()).hasValue(2);
        client.awaitEvent("retired 1 RESPONSE_SAYS_CLOSE");
    }

    @Test
    void theServersKeepAliveHintDoesNotLiftTheIdleAge() {
        ScriptedServer server = serve(Script.answering(Response.of(200).header("Keep-Alive", "timeout=600")));
        Client client = client(options -> options.idleAge(Duration.ofMillis(100)));
        answeredAndIdle(client, server);
        assertThat(next(client, server).connection()).hasValue(1);
        client.elapse(Duration.ofMillis(120));

        assertThat(next(client, server).connection()).hasValue(2);
    }

    @Test
    void renewRetiresWhatIsIdleAtOnce() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        answeredAndIdle(client, server);

        client.sender().renew();

        assertThat(next(client, server).connection()).hasValue(2);
        client.awaitEvent("retired 1 GENERATION");
    }

    @Test
    void renewRetiresWhatIsBusyOnceItsExchangeEnds() {
        ScriptedServer server = serve(Script.thinking(Duration.ofMillis(60), 200));
        Client client = client();
        Delivery delivery = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        client.reach(delivery, WRITTEN);

        client.sender().renew();

        assertThat(client.reach(delivery, ANSWERED).status()).hasValue(200);
        client.awaitEvent("retired 1 GENERATION");
        assertThat(next(client, server).connection()).hasValue(2);
    }

    @Test
    void resumedWithoutAHintKeepsAHealthyConnection() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        answeredAndIdle(client, server);

        client.sender().resumed(Duration.ZERO);

        assertThat(next(client, server).connection()).hasValue(1);
    }

    @Test
    @Proves("freeze-idle-400s")
    void aPauseThatOnlyAnOutsideClockSawCountsAsIdleAge() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        answeredAndIdle(client, server);

        client.sender().resumed(HOUR);

        assertThat(next(client, server).connection()).hasValue(2);
        assertThat(client.events().lines("retired"))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("retired 1 "));
    }

    @Test
    void aPauseThatTheKernelDidNotSeeRetiresTheConnection() {
        assumeTrue(setup.isEpoll(), "only epoll asks the kernel");
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        answeredAndIdle(client, server);

        client.sender().resumed(Duration.ofSeconds(10));

        assertThat(next(client, server).connection()).hasValue(2);
        client.awaitEvent("retired 1 CLOCK_DISAGREES");
    }

    @Test
    void aConnectionThatTheServerClosedIsFoundByResumed() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        answeredAndIdle(client, server);
        server.connection(1).closeWithoutNotify();
        server.connection(1).awaitEnd(Client.PATIENCE);

        client.sender().resumed(Duration.ZERO);

        Receipt receipt = next(client, server);
        assertThat(receipt.connection()).hasValue(2);
        assertThat(receipt.attempts()).isEqualTo(1);
    }

    @Test
    void aConnectionIdleForMoreThanASecondIsProbedAndUsedAgain() {
        assumeTrue(setup.isEpoll(), "only epoll probes");
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        answeredAndIdle(client, server);
        client.elapse(Duration.ofMillis(1_300));

        Receipt receipt = next(client, server);

        assertThat(receipt.connection()).hasValue(1);
        assertThat(receipt.attempts()).isEqualTo(1);
        assertThat(client.events().lines("retired")).isEmpty();
    }

    @Test
    void theConnectionUsedLastIsUsedFirst() {
        ScriptedServer server = serve(Script.thinking(Duration.ofMillis(30), 200));
        Client client = client();
        Delivery first = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        Delivery second = client.send(SendRequest.get(server.uri("/")), ANSWERED);
        client.reach(first, ANSWERED);
        client.reach(second, ANSWERED);
        client.until("two idle connections", () -> client.metrics().connectionsIdle() == 2);

        long used = next(client, server).connection().orElseThrow();
        client.until("two idle connections", () -> client.metrics().connectionsIdle() == 2);

        assertThat(next(client, server).connection()).hasValue(used);
    }

    @Test
    void endpointsDoNotShareConnections() {
        ScriptedServer one = serve(Script.answering(200));
        ScriptedServer two = serve(Script.answering(200));
        Client client = client();

        answeredAndIdle(client, one);

        assertThat(client.deliver(SendRequest.get(two.uri("/")), ANSWERED).connection())
                .hasValue(2);
        assertThat(two.connections()).hasSize(1);
    }

    private static void answeredAndIdle(Client client, ScriptedServer server) {
        next(client, server);
        client.until("an idle connection", () -> client.metrics().connectionsIdle() == 1);
    }

    private static Receipt next(Client client, ScriptedServer server) {
        return client.deliver(SendRequest.get(server.uri("/")).timeout(Duration.ofSeconds(3)), ANSWERED);
    }
}
