package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Receipt;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RecordedRequest;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrives on a connection before a send, or that nobody asked for, is never the answer of that send, and costs it nothing. */
@ParameterizedClass(name = "{0}")
@EnumSource(Setup.class)
class SurplusTest extends OverHttp1 {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n", OK, "H", "\r\n", "\0"})
    @Proves({"408-on-idle", "unsolicited-200-on-idle"})
    void bytesOnAnIdleConnectionEndItAndTheNextSendIsNotTouched(String surplus) throws IOException {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        client.deliver(SendRequest.get(server.uri("/1")), ANSWERED);
        client.awaitIdle();

        server.connection(1).sendRaw(surplus);
        client.awaitEvent("retired 1 PROTOCOL_ERROR");
        Receipt next = client.deliver(SendRequest.get(server.uri("/2")), ANSWERED);
        assertThat(next.connection()).hasValue(2);
        assertThat(next.attempts()).isEqualTo(1);
        assertThat(next.status()).hasValue(200);
    }

    @Test
    void aResponseThatIsThereBeforeTheRequestIsNotItsAnswer() {
        assumeFalse(setup.isSecure(), "TLS fails in the handshake");
        ScriptedServer server = serve(Script.answering(200)
                .at(
                        At.ON_ACCEPT.onConnection(1),
                        exchange -> exchange.connection().sendRaw(OK.replace("200", "500"))));
        Client client = client();
        client.outcome(client.sender().preconnect(server.uri("/")));
        client.awaitEvent("retired 1 PROTOCOL_ERROR");

        assertThat(client.deliver(SendRequest.get(server.uri("/")), ANSWERED).status())
                .hasValue(200);
    }

    @Test
    void aResponseThatCameWhileTheLoopStoodStillIsNotTheAnswerOfALaterSend() throws Exception {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        client.deliver(SendRequest.get(server.uri("/1")), ANSWERED);
        client.awaitIdle();

        List<Delivery> later = new ArrayList<>();
        HeldLoop.duringStandstill(client.sender(), () -> {
            server.connection(1).sendRaw(OK.replace("200", "500"));
            later.add(client.send(SendRequest.get(server.uri("/2")), ANSWERED));
        });

        Receipt next = client.reach(later.get(0), ANSWERED);
        assertThat(next.status()).hasValue(200);
        assertThat(next.connection()).hasValue(2);
        assertThat(client.events().lines()).contains("retired 1 PROTOCOL_ERROR");
    }

    @Test
    void aFinThatCameWhileTheLoopStoodStillCostsALaterSendNothing() throws Exception {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        client.deliver(SendRequest.get(server.uri("/1")), ANSWERED);
        client.awaitIdle();

        List<Delivery> later = new ArrayList<>();
        HeldLoop.duringStandstill(client.sender(), () -> {
            server.connection(1).closeFin();
            later.add(client.send(SendRequest.post(server.uri("/2")).text("x"), ANSWERED));
        });

        Receipt next = client.reach(later.get(0), ANSWERED);
        assertThat(next.status()).hasValue(200);
        assertThat(next.attempts()).isEqualTo(1);
    }

    /** The answer on the first connection makes a send possible, in the look that finds the FIN on the second. */
    @Test
    void aConnectionIsLeasedOnlyWhenAllThatTheLookFoundIsRead() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        ScriptedServer server = serve(Script.answering(exchange -> {
            if (requests.incrementAndGet() > 2) {
                exchange.connection().sendRaw(OK);
            }
        }));
        Client client = client(options -> options.connectionsPerEndpoint(2));
        client.send(SendRequest.get(server.uri("/1")));
        client.until("the first request", () -> requests.get() == 1);
        client.sender().send(SendRequest.get(server.uri("/2")), ANSWERED, (receipt, failure) -> {
            try {
                server.connection(1).sendRaw(OK.substring(20));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        client.until("the second request", () -> requests.get() == 2);

        List<Delivery> later = new ArrayList<>();
        HeldLoop.duringStandstill(client.sender(), () -> {
            server.connection(1).sendRaw(OK.substring(0, 20));
            server.connection(2).sendRaw(OK);
            server.connection(2).closeFin();
            later.add(client.send(SendRequest.post(server.uri("/3")).text("x"), ANSWERED));
        });

        Receipt receipt = client.reach(later.get(0), ANSWERED);
        assertThat(receipt.status()).hasValue(200);
        assertThat(receipt.attempts()).isEqualTo(1);
    }

    @Test
    void aResponseThatCameSinceTheLoopLookedIsNotTheAnswerOfASendOfACallback() {
        ScriptedServer server = serve(Script.answering(200));
        ScriptedServer other = serve(Script.answering(200));
        Client client = client();
        client.deliver(SendRequest.get(server.uri("/1")), ANSWERED);
        client.awaitIdle();

        CompletableFuture<Delivery> later = new CompletableFuture<>();
        client.sender().send(SendRequest.get(other.uri("/")), ANSWERED, (receipt, failure) -> {
            try {
                server.connection(1).sendRaw(OK.replace("200", "500"));
                later.complete(client.send(SendRequest.get(server.uri("/2")), ANSWERED));
            } catch (IOException e) {
                later.completeExceptionally(e);
            }
        });

        assertThat(client.reach(client.outcome(later), ANSWERED).status()).hasValue(200);
        assertThat(client.events().lines()).contains("retired 1 PROTOCOL_ERROR");
    }

    @Test
    void aResponseThatCameBetweenTwoSendsIsNotTheAnswerOfTheSecond() throws IOException {
        ScriptedServer server = serve(Script.answering(200));
        ScriptedServer other = serve(Script.answering(200));
        Client client = client();
        client.deliver(SendRequest.get(server.uri("/0")), ANSWERED);
        for (int round = 1; round <= 50; round++) {
            client.until("an idle connection", () -> client.metrics().connectionsBusy() == 0);
            client.deliver(SendRequest.get(other.uri("/")), ANSWERED);

            server.connection(round).sendRaw(OK.replace("200", "500"));
            Receipt next = client.deliver(SendRequest.get(server.uri("/" + round)), ANSWERED);

            assertThat(next.status()).hasValue(200);
            assertThat(next.connection().orElseThrow()).isNotEqualTo(round);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 500 Error\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\n\r\nHTTP/1.1 500 Error\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\nHTTP/1.1 500 Error\r\nContent-Length: 0\r\n\r\n"
            })
    @Proves("two-responses")
    void aSurplusResponseIsNotGivenToTheNextInTheQueue(String bytes) {
        ScriptedServer server = serve(Script.answering(Effects.raw(bytes)));
        Client client = clientOfOneConnection();
        List<Delivery> deliveries = IntStream.range(0, 6)
                .mapToObj(i -> client.send(SendRequest.get(server.uri("/" + i)), ANSWERED))
                .toList();

        for (Delivery delivery : deliveries) {
            assertThat(client.reach(delivery, ANSWERED).status().getAsInt()).isLessThan(400);
        }
        assertThat(server.requests()).hasSize(deliveries.size());
    }

    @Test
    void aSurplusResponseThatLiesUnreadIsNotTheAnswerOfAPipelinedRequest() throws Exception {
        ScriptedServer server = pipelinedWhileUnread(OK + OK.replace("200", "500"));

        assertThat(server.connections()).hasSize(2);
    }

    @Test
    void anAnswerThatLiesUnreadDoesNotKeepARequestFromItsConnection() throws Exception {
        ScriptedServer server = pipelinedWhileUnread(OK);

        assertThat(server.connections()).hasSize(1);
    }

    /** Sends a second request while those bytes lie unread behind the first: both get their own answer. */
    private ScriptedServer pipelinedWhileUnread(String bytes) throws Exception {
        ScriptedServer server = serve(answeringAllButTheFirst());
        Client client = client(options -> options.connectionsPerEndpoint(1).pipeliningDepth(4));
        Delivery first = client.send(SendRequest.get(server.uri("/1")), ANSWERED);
        client.until("the first request", () -> !server.requests().isEmpty());

        List<Delivery> later = new ArrayList<>();
        HeldLoop.duringStandstill(client.sender(), () -> {
            server.connection(1).sendRaw(bytes);
            later.add(client.send(SendRequest.get(server.uri("/2")), ANSWERED));
        });

        assertThat(client.reach(first, ANSWERED).status()).hasValue(200);
        assertThat(client.reach(later.get(0), ANSWERED).status()).hasValue(202);
        return server;
    }

    private static Script answeringAllButTheFirst() {
        return Script.answering(exchange -> {
            if (exchange.request().target().equals("/1")) {
                exchange.leaveUnanswered();
            } else {
                exchange.respond(Response.of(202));
            }
        });
    }

    @Test
    void queuedSendsAreNotWrittenToAConnectionWhoseFinIsThere() throws Exception {
        ScriptedServer server = serve(Script.answering(200)
                .at(At.AFTER_REQUEST.onConnection(1), Effects.stall(), Effects.respond(200), Effects.closeFin()));
        Client client = clientOfOneConnection();
        List<Delivery> deliveries = IntStream.range(0, 5)
                .mapToObj(n -> client.send(SendRequest.post(server.uri("/" + n)).text("x"), ANSWERED))
                .toList();
        client.until("the first request", () -> !server.requests().isEmpty());

        HeldLoop.duringStandstill(client.sender(), () -> {
            server.connection(1).resume();
            server.connection(1).awaitEnd(Client.PATIENCE);
        });

        for (Delivery delivery : deliveries) {
            assertThat(client.reach(delivery, ANSWERED).status()).hasValue(200);
            assertThat(client.reach(delivery, ANSWERED).attempts()).isEqualTo(1);
            assertThat(client.report(delivery).kind()).isEqualTo(DeliveryReport.Kind.ANSWERED);
        }
        assertThat(server.connection(1).requests()).hasSize(1);
        assertThat(server.requests())
                .extracting(RecordedRequest::target)
                .containsExactlyInAnyOrder("/0", "/1", "/2", "/3", "/4");
    }
}
