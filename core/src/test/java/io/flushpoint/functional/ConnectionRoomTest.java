package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.WireState.NOTHING_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendCallback;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.SenderMetrics;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Connections over all endpoints are bounded, and each endpoint has its turn. */
class ConnectionRoomTest extends OverSetups {
    private static final int MANY = 600;

    @Test
    void manyEndpointsShareTheRoomForAFew() throws Exception {
        ScriptedServer server = serveEverywhere(Script.answering(200));
        AtomicReference<@Nullable Client> watched = new AtomicReference<>();
        AtomicInteger most = new AtomicInteger();
        Client client = client(options -> options.connectionsOverAll(50).listener(new SenderListener() {
            @Override
            public void onConnectionOpened(String endpoint, long connection) {
                Client self = watched.get();
                if (self != null) {
                    most.accumulateAndGet((int) connections(self.metrics()), Math::max);
                }
            }
        }));
        watched.set(client);

        List<Delivery> deliveries = IntStream.range(0, MANY)
                .mapToObj(endpoint -> client.send(to(server, endpoint), ANSWERED))
                .toList();

        deliveries.forEach(delivery -> client.reach(delivery, ANSWERED));
        assertThat(most.get()).isBetween(2, 50);
        client.until("room for the last ones only", () -> client.metrics().connectionsIdle() <= 50);
        assertThat(client.events().lines("opened")).hasSize(MANY);
        assertThat(client.events().lines("retired")).hasSize(MANY - 50).allMatch(line -> line.endsWith(" MADE_ROOM"));
    }

    @Test
    void theConnectionThatWasIdleForLongestMakesRoom() throws Exception {
        ScriptedServer server = serveEverywhere(Script.answering(200));
        Client client = clientOf(3);

        for (int endpoint : new int[] {1, 2, 3, 1, 4, 1, 3, 5}) {
            client.deliver(to(server, endpoint), ANSWERED);
        }

        assertThat(client.events().lines("retired")).containsExactly("retired 2 MADE_ROOM", "retired 4 MADE_ROOM");
        assertThat(client.events().lines("reused")).containsExactly("reused 1", "reused 1", "reused 3");
    }

    @Test
    void aSendWaitsUntilAConnectionOfAnotherEndpointIsFree() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        ScriptedServer server = serveEverywhere(answeringOnce(answer));
        Client client = clientOf(1);
        Delivery first = client.send(to(server, 1), ANSWERED);
        client.until("the first request", () -> server.requests().size() == 1);
        Delivery second = client.send(to(server, 2), ANSWERED);
        Delivery third = client.send(to(server, 3), ANSWERED);
        client.elapse(Duration.ofMillis(20));
        assertThat(server.connections()).hasSize(1);

        answer.countDown();

        List.of(first, second, third).forEach(delivery -> client.reach(delivery, ANSWERED));
        assertThat(server.requests()).extracting(request -> request.target()).containsExactly("/1", "/2", "/3");
    }

    @Test
    void aSendWaitsUntilAConnectionOfAnotherEndpointIsClosed() throws Exception {
        CountDownLatch close = new CountDownLatch(1);
        ScriptedServer server = serveEverywhere(Script.answering(exchange -> {
            if (exchange.request().target().equals("/1")) {
                close.await();
                Effects.closeRst().apply(exchange);
            } else {
                Effects.respond(200).apply(exchange);
            }
        }));
        Client client = clientOf(1);
        Delivery lost = client.send(to(server, 1), ANSWERED);
        client.until("the first request", () -> server.requests().size() == 1);
        Delivery waiting = client.send(to(server, 2), ANSWERED);
        client.elapse(Duration.ofMillis(20));

        close.countDown();

        client.fail(lost, ANSWERED);
        client.reach(waiting, ANSWERED);
    }

    @Test
    void aConnectionThatCannotBeOpenedLeavesItsRoom() throws Exception {
        ScriptedServer gone = serveEverywhere(Script.answering(200));
        gone.refuseNewConnections();
        ScriptedServer server = serveEverywhere(Script.answering(200));
        Client client = clientOf(2);

        List<Delivery> failing = IntStream.range(0, 20)
                .mapToObj(endpoint -> client.send(to(gone, endpoint), ANSWERED))
                .toList();
        List<Delivery> deliveries = IntStream.range(0, 20)
                .mapToObj(endpoint -> client.send(to(server, endpoint), ANSWERED))
                .toList();

        failing.forEach(delivery -> Failures.expect(
                client.fail(delivery, ANSWERED), Failure.CONNECT_FAILED, Phase.CONNECT, NOTHING_WRITTEN));
        deliveries.forEach(delivery -> client.reach(delivery, ANSWERED));
    }

    @Test
    @Proves("pool-limits")
    void aSendWaitsForRoomUntilItsDeadlineAndLeavesItsPlaceToOthers() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        ScriptedServer server = serveEverywhere(answeringOnce(answer));
        Client client = clientOf(1);
        Delivery first = client.send(to(server, 1), ANSWERED);
        client.until("the first request", () -> server.requests().size() == 1);
        Delivery late = client.send(to(server, 2).timeout(Duration.ofMillis(150)), ANSWERED);
        Delivery cancelled = client.send(to(server, 3), ANSWERED);
        Delivery last = client.send(to(server, 4), ANSWERED);

        Failures.expect(client.fail(late, ANSWERED), Failure.DEADLINE_EXCEEDED, Phase.QUEUE, NOTHING_WRITTEN);
        cancelled.cancel();
        Failures.expect(client.fail(cancelled, ANSWERED), Failure.CANCELLED, Phase.QUEUE, NOTHING_WRITTEN);
        answer.countDown();

        client.reach(first, ANSWERED);
        client.reach(last, ANSWERED);
        assertThat(server.requests()).extracting(request -> request.target()).containsExactly("/1", "/4");
    }

    @Test
    void anEndpointWithoutAnEndOfSendsLetsTheOthersHaveTheirTurn() throws Exception {
        ScriptedServer server = serveEverywhere(Script.answering(200));
        Client client = clientOf(2);
        AtomicInteger others = new AtomicInteger(20);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        SendCallback endless = new SendCallback() {
            @Override
            public void onSettled(Receipt receipt, @Nullable SendException failed) {
                if (failed != null) {
                    failure.set(failed);
                } else if (others.get() > 0) {
                    client.sender().send(to(server, 0), ANSWERED, this);
                }
            }
        };
        for (int i = 0; i < 8; i++) {
            client.sender().send(to(server, 0), ANSWERED, endless);
        }

        List<Delivery> deliveries = IntStream.rangeClosed(1, 20)
                .mapToObj(endpoint -> client.send(to(server, endpoint), ANSWERED))
                .toList();

        deliveries.forEach(delivery -> client.reach(delivery, ANSWERED));
        others.set(0);
        client.until(
                "the end of the others",
                () -> client.metrics().awaitingAnswer() == 0 && client.metrics().queued() == 0);
        assertThat(failure.get()).isNull();
    }

    @Test
    void endpointsThatShareTheRoomEvenlyKeepTheirConnections() throws Exception {
        ScriptedServer server = serveEverywhere(Script.answering(200));
        Client client = clientOf(4);

        CompletableFuture<List<Delivery>> deliveries = new CompletableFuture<>();
        client.sender()
                .send(
                        to(server, 3),
                        ANSWERED,
                        (receipt, failure) -> // on the loop, so that all of them wait at once
                        deliveries.complete(IntStream.range(0, 400)
                                .mapToObj(i -> client.send(to(server, i < 200 ? 1 : 2), ANSWERED))
                                .toList()));

        client.outcome(deliveries).forEach(delivery -> client.reach(delivery, ANSWERED));
        assertThat(client.events().lines("opened")).hasSizeBetween(5, 9);
    }

    @Test
    void aConnectionOpenedAheadOfNeedMakesRoomToo() throws Exception {
        ScriptedServer server = serveEverywhere(Script.answering(200));
        Client client = clientOf(2);
        client.deliver(to(server, 1), ANSWERED);
        client.deliver(to(server, 2), ANSWERED);

        Receipt receipt = client.outcome(client.sender().preconnect(uri(server, 3)));

        assertThat(receipt.connection()).hasValue(3);
        client.awaitEvent("retired 1 MADE_ROOM");
        client.deliver(to(server, 3), ANSWERED);
        assertThat(client.events().lines("reused")).containsExactly("reused 3");
    }

    @Test
    void aConnectionOpenedAheadOfNeedDoesWithoutWhereAllAreBusy() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        ScriptedServer server = serveEverywhere(answeringOnce(answer));
        Client client = clientOf(1);
        Delivery first = client.send(to(server, 1), ANSWERED);
        client.until("the first request", () -> server.requests().size() == 1);

        Receipt none = client.outcome(client.sender().preconnect(uri(server, 2)));

        assertThat(none.connection()).isEmpty();
        answer.countDown();
        client.reach(first, ANSWERED);
        client.deliver(to(server, 2), ANSWERED);
    }

    private Client clientOf(int connections) {
        return client(options -> options.connectionsOverAll(connections));
    }

    /** On every address of this machine: each of 127.0.0.0/8 is an endpoint of its own. */
    private ScriptedServer serveEverywhere(Script script) throws Exception {
        return serve(script, ServerOptions.defaults().bind(InetAddress.getByName("0.0.0.0"), 0));
    }

    private static Script answeringOnce(CountDownLatch latch) {
        return Script.answering(exchange -> {
            latch.await();
            Effects.respond(200).apply(exchange);
        });
    }

    private static SendRequest to(ScriptedServer server, int endpoint) {
        return SendRequest.get(uri(server, endpoint));
    }

    private static URI uri(ScriptedServer server, int endpoint) {
        String host = "127.0." + (1 + endpoint / 200) + "." + (1 + endpoint % 200);
        return server.uri(host, "/" + endpoint);
    }

    private static long connections(SenderMetrics metrics) {
        return metrics.connectionsOpening()
                + metrics.connectionsIdle()
                + metrics.connectionsBusy()
                + metrics.connectionsClosing();
    }
}
