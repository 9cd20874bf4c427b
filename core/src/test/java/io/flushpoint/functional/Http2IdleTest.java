package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Receipt;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.FrameConnection;
import io.flushpoint.testkit.FrameScript;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer does on a connection of HTTP/2 that stands idle costs the connection, and no send. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.flushpoint.functional.Http2Setup#some")
class Http2IdleTest extends OverHttp2 {
    private final FrameScript answering = FrameScript.answering(200);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves({"server-fin-while-idle", "server-rst-while-idle"})
    void aConnectionThatEndsWhileIdleIsFoundBeforeTheNextSend(boolean reset) throws IOException {
        FrameServer server = serve(answering);
        Client client = idle(server);

        FrameConnection first = server.connection(1);
        if (reset) {
            first.reset();
        } else {
            first.close();
        }

        client.awaitEvent("retired 1 PEER_CLOSED");
        assertNextOnAFreshConnection(client, server);
    }

    @Test
    @Proves("unsolicited-200-on-idle")
    void anAnswerThatNobodyAskedForEndsTheConnectionAndIsNobodysAnswer() throws IOException {
        FrameServer server = serve(answering);
        Client client = idle(server);

        server.connection(1).headers(101, true, ":status", "500");

        client.awaitEvent("retired 1 PROTOCOL_ERROR");
        assertNextOnAFreshConnection(client, server);
    }

    @Test
    @Proves("freeze-idle-400s")
    void aPauseThatOnlyAnOutsideClockSawCountsAsIdleAge() {
        FrameServer server = serve(answering);
        Client client = idle(server);

        client.sender().resumed(Duration.ofHours(1));

        assertNextOnAFreshConnection(client, server);
    }

    @Test
    @Proves("dns-change-while-pooled")
    void aNameThatMovesIsFollowedOnceTheConnectionIsTooOld() throws IOException {
        FrameServer old = serve(answering);
        InetAddress there = InetAddress.getByAddress(new byte[] {127, 0, 0, 4});
        serve(FrameScript.answering(201), ServerOptions.defaults().bind(there, old.port()));
        AtomicReference<InetAddress> address = new AtomicReference<>(InetAddress.getLoopbackAddress());
        Client client = client(options -> options.connectionAge(Duration.ofMillis(200))
                .ageJitterPercent(0)
                .resolver(host -> List.of(address.get())));
        SendRequest request =
                SendRequest.post(old.uri("localhost", "/").toString()).text("x");
        client.deliver(request, ANSWERED);
        address.set(there);

        client.elapse(Duration.ofMillis(220));
        Receipt after = client.deliver(request, ANSWERED);

        assertThat(after.status()).hasValue(201);
        assertThat(after.attempts()).isOne();
        client.awaitEvent("retired 1 CONNECTION_AGE");
        assertThat(old.connection(1).requests()).hasSize(1);
    }

    private Client idle(FrameServer server) {
        Client client = client();
        client.deliver(post(server, "/before"), ANSWERED);
        client.awaitIdle();
        return client;
    }

    private void assertNextOnAFreshConnection(Client client, FrameServer server) {
        Receipt next = client.deliver(post(server, "/next"), ANSWERED);
        assertThat(next.status()).hasValue(200);
        assertThat(next.connection()).hasValue(2);
        assertThat(next.attempts()).isOne();
    }
}
