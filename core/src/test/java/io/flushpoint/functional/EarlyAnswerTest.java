package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static io.flushpoint.WireState.PARTLY_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.ConnectionEnd;
import io.flushpoint.testkit.Effect;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server answers before it has read the request, and is gone: its answer lies in our socket when a write finds the
 * reset. A caller-driven loop stands still meanwhile, so that the write comes first.
 */
class EarlyAnswerTest extends OverSetups {
    private static final Body LARGE = Body.text("x".repeat(24 << 20));

    @Test
    @Proves("413-then-reads-rest")
    void aRefusalThatLiesInTheSocketIsToldWhenTheWriteFails() {
        ScriptedServer server = serve(stalled(Effects.respond(413), Effects.closeFin()));
        Client client = client();

        SendException early =
                refused(client, server, SendRequest.post(server.uri("/")).body(LARGE));

        assertThat(early.status()).hasValue(413);
        client.awaitEvent("retired 1 REQUEST_UNFINISHED");
    }

    @Test
    void aRefusedUploadIsNotRepeatedThoughItCouldBe() {
        ScriptedServer server = serve(stalled(Effects.respond(413), Effects.closeFin()));
        Client client = client();

        SendException early = refused(
                client, server, SendRequest.post(server.uri("/")).body(LARGE).replayable());

        assertThat(early.receipt().attempts()).isEqualTo(1);
        assertThat(server.connections()).hasSize(1);
    }

    @Test
    void aRefusalOfAFileThatTheKernelCopiesIsToldLikewise(@TempDir Path directory) throws Exception {
        Path file = Files.write(directory.resolve("body"), new byte[24 << 20]);
        ScriptedServer server = serve(stalled(Effects.respond(413), Effects.closeFin()));
        Client client = client();

        SendException early = refused(
                client, server, SendRequest.post(server.uri("/")).body(Body.file(file), "application/octet-stream"));

        assertThat(early.status()).hasValue(413);
    }

    @Test
    void aRefusalBehindAnInterimResponseIsFound() {
        ScriptedServer server = serve(stalled(Effects.interim(100), Effects.respond(503), Effects.closeFin()));
        Client client = client();

        SendException early =
                refused(client, server, SendRequest.post(server.uri("/")).body(LARGE));

        assertThat(early.status()).hasValue(503);
    }

    @Test
    void theAnswerToAnEarlierRequestIsReadBeforeTheWriteOfALaterOneLosesIt() {
        Script script = Script.silent()
                .at(
                        At.AFTER_HEAD.ofRequest(2).onConnection(1),
                        Effects.stall(),
                        exchange -> exchange.connection().send(Response.of(200)),
                        Effects.respond(413),
                        Effects.closeFin());
        ScriptedServer server = serve(script);
        Client client = client(options -> options.connectionsPerEndpoint(1).pipeliningDepth(2));
        Delivery first = client.send(SendRequest.post(server.uri("/1")).text("small"), ANSWERED);
        Delivery second = client.send(SendRequest.post(server.uri("/2")).body(LARGE));

        endsInTheMiddle(client, server, 2);

        assertThat(client.reach(first, ANSWERED).status()).hasValue(200);
        SendException early = client.fail(second, WRITTEN);
        Failures.expect(early, Failure.ANSWERED_EARLY, Phase.WRITE, PARTLY_WRITTEN);
        assertThat(early.status()).hasValue(413);
    }

    @Test
    void withoutAnAnswerInTheSocketTheFailedWriteIsALossAtOnce() {
        ScriptedServer server = serve(stalled(Effects.closeRst()));
        Client client = client(options -> options.writeStall(Duration.ofMinutes(1)));
        Delivery delivery = client.send(SendRequest.post(server.uri("/")).body(LARGE));

        endsInTheMiddle(client, server, 1);

        Failures.expect(client.fail(delivery, WRITTEN), Failure.CONNECTION_LOST, Phase.WRITE, PARTLY_WRITTEN);
        client.awaitEvent("retired 1 PEER_CLOSED");
    }

    @Test
    @Proves("408-while-sending-slow-body")
    void aServerThatGivesUpOnASlowBodyIsToldByItsStatus() {
        ScriptedServer server = serve(Script.silent()
                .at(At.afterBodyBytes(1_000), Effects.respond(Response.of(408).close()), Effects.closeFin()));
        Client client = client();
        Body slow = Body.stream(Publishers.endless(new byte[1_000])); // and nothing more, for as long as anybody waits

        Delivery delivery = client.send(SendRequest.post(server.uri("/")).body(slow));

        refusedAndNotUsedAgain(client, delivery, 408);
    }

    @Test
    @Proves("503-connection-close-before-body")
    void aServerThatRefusesBeforeTheBodyIsToldByItsStatus() {
        ScriptedServer server = serve(Script.silent()
                .at(At.AFTER_HEAD, Effects.respond(Response.of(503).close()), Effects.stall()));
        Client client = client();

        Delivery delivery = client.send(SendRequest.post(server.uri("/")).body(LARGE));

        refusedAndNotUsedAgain(client, delivery, 503);
    }

    private static void refusedAndNotUsedAgain(Client client, Delivery delivery, int status) {
        SendException early = client.fail(delivery, WRITTEN);
        Failures.expect(early, Failure.ANSWERED_EARLY, Phase.WRITE, PARTLY_WRITTEN);
        assertThat(early.status()).hasValue(status);
        client.awaitEvent("retired 1 REQUEST_UNFINISHED");
    }

    private static Script stalled(Effect... then) {
        return Script.silent()
                .at(At.AFTER_HEAD.onConnection(1), Effects.stall())
                .at(At.AFTER_HEAD.onConnection(1), then);
    }

    private static SendException refused(Client client, ScriptedServer server, SendRequest request) {
        Delivery delivery = client.send(request);
        endsInTheMiddle(client, server, 1);
        SendException early = client.fail(delivery, WRITTEN);
        Failures.expect(early, Failure.ANSWERED_EARLY, Phase.WRITE, PARTLY_WRITTEN);
        assertThat(delivery.receipt().status()).isEqualTo(early.status());
        return early;
    }

    /** Lets the server say what it has to say and go, with nobody reading meanwhile if the loop is driven by us. */
    private static void endsInTheMiddle(Client client, ScriptedServer server, int request) {
        client.until("the head of request " + request, () -> server.requests().size() == request);
        server.connection(1).resume();
        Await.until("the server's end", () -> server.connection(1).end() != ConnectionEnd.OPEN, Client.PATIENCE);
    }
}
