package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static io.flushpoint.WireState.FULLY_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests written ahead of the answers to those before them: only if asked for, and each gets its own answer. */
class PipeliningTest extends OverSetups {
    @Test
    void withoutItNoRequestIsWrittenBeforeTheAnswerToTheOneBefore() {
        ScriptedServer server = serve(Script.silent());
        Client client = clientOfOneConnection();
        client.deliver(SendRequest.get(server.uri("/1")), WRITTEN);
        server.awaitRequest(Client.PATIENCE);

        Delivery second = client.send(SendRequest.get(server.uri("/2")));
        client.elapse(Duration.ofMillis(40));

        assertThat(second.reached(WRITTEN).toCompletableFuture()).isNotDone();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void withItAsManyAreWrittenAsTheDepthSays() {
        ScriptedServer server = serve(Script.silent());
        Client client = pipelining(4);

        List<Delivery> deliveries = sendMany(client, server, 5);
        deliveries.subList(0, 4).forEach(delivery -> client.reach(delivery, WRITTEN));
        server.connection(1);
        client.elapse(Duration.ofMillis(40));

        assertThat(deliveries.get(4).reached(WRITTEN).toCompletableFuture()).isNotDone();
        assertThat(server.connections()).hasSize(1);
        assertThat(client.metrics().awaitingAnswer()).isEqualTo(4);
    }

    @Test
    void answersArePairedInOrder() {
        ScriptedServer server = serve(Script.answering(exchange -> exchange.respond(
                Response.of(210 + Integer.parseInt(exchange.request().target().substring(1)))
                        .body("x".repeat(100)))));
        Client client = pipelining(4);

        List<Delivery> deliveries = sendMany(client, server, 40);

        for (int i = 0; i < 40; i++) {
            assertThat(client.reach(deliveries.get(i), ANSWERED).status()).hasValue(210 + i);
        }
        assertThat(server.connections()).hasSize(1);
    }

    @Test
    void aHeadRequestsAnswerWithoutBodyDoesNotShiftTheOthers() {
        ScriptedServer server = serve(Script.answering(200)
                .at(
                        At.AFTER_REQUEST.ofRequest(3),
                        Effects.raw("HTTP/1.1 201 A\r\nContent-Length: 2\r\n\r\nab"
                                + "HTTP/1.1 103 Hints\r\n\r\n"
                                + "HTTP/1.1 202 B\r\nContent-Length: 5000\r\n\r\n"
                                + "HTTP/1.1 203 C\r\nContent-Length: 0\r\n\r\n"))
                .at(At.AFTER_REQUEST.ofRequest(1), exchange -> exchange.leaveUnanswered())
                .at(At.AFTER_REQUEST.ofRequest(2), exchange -> exchange.leaveUnanswered()));
        Client client = pipelining(4);

        Delivery get = client.send(SendRequest.get(server.uri("/1")), ANSWERED);
        Delivery head = client.send(SendRequest.head(server.uri("/2")), ANSWERED);
        Delivery post = client.send(SendRequest.post(server.uri("/3")).text("x"), ANSWERED);

        assertThat(client.reach(get, ANSWERED).status()).hasValue(201);
        assertThat(client.reach(head, ANSWERED).status()).hasValue(202);
        assertThat(client.reach(post, ANSWERED).status()).hasValue(203);
    }

    @Test
    void aLostConnectionTakesAllRequestsOnIt() {
        ScriptedServer server = serve(Script.silent().at(At.AFTER_REQUEST.ofRequest(4), Effects.closeFin()));
        Client client = pipelining(4);

        List<Delivery> deliveries = sendMany(client, server, 4);

        for (Delivery delivery : deliveries) {
            DeliveryReport report = client.report(delivery);
            assertThat(report.kind()).isEqualTo(DeliveryReport.Kind.LOST);
            assertThat(client.fail(delivery, ANSWERED).wireState()).isEqualTo(FULLY_WRITTEN);
        }
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void aConnectionThatClosesAfterTheFirstAnswerLosesTheOthersOnly() {
        ScriptedServer server = serve(Script.answering(200)
                .at(At.AFTER_REQUEST.ofRequest(1), exchange -> exchange.leaveUnanswered())
                .at(At.AFTER_REQUEST.ofRequest(2), exchange -> exchange.leaveUnanswered())
                .at(
                        At.AFTER_REQUEST.ofRequest(3).onConnection(1),
                        Effects.respond(Response.of(201).close()),
                        Effects.closeFin()));
        Client client = pipelining(4);

        List<Delivery> deliveries = sendMany(client, server, 3);

        assertThat(client.reach(deliveries.get(0), ANSWERED).status()).hasValue(201);
        for (Delivery delivery : deliveries.subList(1, 3)) {
            SendException failure = client.fail(delivery, ANSWERED);
            assertThat(failure.failure()).isEqualTo(Failure.CONNECTION_LOST);
            assertThat(failure.wireState()).isEqualTo(FULLY_WRITTEN);
        }
        assertThat(server.requests()).as("each arrived once").hasSize(3);
    }

    @Test
    void oneMoreResponseThanRequestsEndsTheConnection() {
        String one = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        ScriptedServer server = serve(Script.answering(200)
                .at(At.AFTER_REQUEST.ofRequest(1), exchange -> exchange.leaveUnanswered())
                .at(At.AFTER_REQUEST.ofRequest(2).onConnection(1), Effects.raw(one + one + one)));
        Client client = pipelining(4);

        List<Delivery> deliveries = sendMany(client, server, 2);

        deliveries.forEach(delivery ->
                assertThat(client.reach(delivery, ANSWERED).status()).hasValue(200));
        client.awaitEvent("retired 1 PROTOCOL_ERROR");
    }

    @Test
    void cancellingOneRetiresTheConnectionOfAll() {
        ScriptedServer server = serve(Script.silent());
        Client client = pipelining(4);
        List<Delivery> deliveries = sendMany(client, server, 3);
        deliveries.forEach(delivery -> client.reach(delivery, WRITTEN));

        deliveries.get(1).cancel();

        assertThat(client.fail(deliveries.get(1), ANSWERED).failure()).isEqualTo(Failure.CANCELLED);
        assertThat(client.fail(deliveries.get(0), ANSWERED).failure()).isEqualTo(Failure.CONNECTION_LOST);
        assertThat(client.fail(deliveries.get(2), ANSWERED).failure()).isEqualTo(Failure.CONNECTION_LOST);
        client.awaitEvent("retired 1 CANCELLED");
    }

    @Test
    void closesThatRaceSendsNeitherDuplicateNorContradictThemselves() {
        ScriptedServer server = serve(Script.answering(200).at(At.AFTER_RESPONSE.ofRequest(3), Effects.closeRst()));
        Client client = pipelining(4);

        for (int round = 0; round < 50; round++) {
            int first = round * 8;
            List<Delivery> deliveries = IntStream.range(first, first + 8)
                    .mapToObj(i ->
                            client.send(SendRequest.post(server.uri("/" + i)).text("x"), ANSWERED))
                    .toList();
            for (Delivery delivery : deliveries) {
                client.until(
                        "the outcome",
                        () -> delivery.reached(ANSWERED).toCompletableFuture().isDone());
                boolean written =
                        !delivery.reached(WRITTEN).toCompletableFuture().isCompletedExceptionally();
                assertThat(client.hasNews(delivery))
                        .as("news if and only if WRITTEN was reached")
                        .isEqualTo(written);
            }
        }

        client.close();
        assertThat(server.requests().stream().map(request -> request.target()).toList())
                .doesNotHaveDuplicates();
    }

    private Client pipelining(int depth) {
        return client(options -> options.connectionsPerEndpoint(1).pipeliningDepth(depth));
    }

    private static List<Delivery> sendMany(Client client, ScriptedServer server, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> client.send(SendRequest.get(server.uri("/" + i)), ANSWERED))
                .toList();
    }
}
