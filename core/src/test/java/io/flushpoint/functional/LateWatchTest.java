package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ACKNOWLEDGED;
import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.SENT;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static io.flushpoint.WireState.FULLY_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Departures that somebody asks for late, of a request whose bytes stay in the send queue: none is watched for ever. */
class LateWatchTest extends OverSetups {
    /** Under the low-water mark: the kernel takes it whole, though the peer has room for a part of it only. */
    private static final byte[] UNREAD = new byte[15_000];

    @BeforeEach
    void seesTheKernel() {
        assumeTrue(setup.isEpoll(), "nio reads no tcp_info");
    }

    @Test
    void aLevelAskedForAfterTheAnswerHasTheAnswersDeadline() throws IOException {
        ScriptedServer server = serveOne();
        Client client = client(options -> options.answerDeadline(Duration.ofMillis(300)));
        Delivery answered = answeredThoughUnread(client, server).answered();

        CompletionStage<?> sent = answered.reached(SENT);
        CompletionStage<?> acknowledged = answered.reached(ACKNOWLEDGED);

        client.until("both are settled", () -> isDone(sent) && isDone(acknowledged));
        Failures.expect(client.fail(answered, SENT), Failure.DEADLINE_EXCEEDED, Phase.SEND, FULLY_WRITTEN);
        client.until("no socket is left", () -> openSockets(server) == 0);
        assertThat(client.metrics().connectionsClosing()).isZero();
    }

    @Test
    void disconnectClosesASocketThatIsOutOfUseAndStillWatched() throws IOException {
        ScriptedServer server = serveOne();
        Client client = client();
        Sends sends = answeredThoughUnread(client, server);
        CompletionStage<?> sent = sends.answered().reached(SENT);
        sends.unread().cancel();
        client.awaitEvent("retired 1 CANCELLED");
        assertThat(client.metrics().connectionsClosing()).isEqualTo(1);
        assertThat(openSockets(server)).isEqualTo(1);

        client.outcome(client.sender().disconnect().thenApply(nothing -> "done"));

        assertThat(openSockets(server)).isZero();
        client.until("the level is settled", () -> isDone(sent));
        Failures.expect(client.fail(sends.answered(), SENT), Failure.CONNECTION_LOST, Phase.SEND, FULLY_WRITTEN);
        assertThat(client.metrics().connectionsClosing()).isZero();
    }

    @Test
    void closeSettlesALevelThatIsStillWatched() {
        ScriptedServer server = serveOne();
        Client client = client();
        Delivery answered = answeredThoughUnread(client, server).answered();
        CompletionStage<?> sent = answered.reached(SENT);

        client.close();

        assertThat(isDone(sent)).isTrue();
    }

    @Test
    void aNeighboursEndLeavesNoSocketBehindForARequestThatIsLostWithIt() {
        ScriptedServer server = serve(
                Script.silent().at(At.ON_ACCEPT, Effects.stall()),
                ServerOptions.defaults().receiveBuffer(4096));
        Client client = client(options -> options.pipeliningDepth(2));
        Delivery watched = client.send(SendRequest.post(server.uri("/1")).body(UNREAD, "application/octet-stream"));
        client.reach(watched, WRITTEN);
        CompletionStage<?> sent = watched.reached(SENT);
        Delivery neighbour = client.send(SendRequest.post(server.uri("/2")).text("x"));
        client.reach(neighbour, WRITTEN);

        neighbour.cancel();

        client.until("the level is settled", () -> isDone(sent));
        Failures.expect(client.fail(watched, SENT), Failure.CONNECTION_LOST, Phase.SEND, FULLY_WRITTEN);
        client.until("no socket is left", () -> openSockets(server) == 0);
    }

    /** Two sends on one connection: the first is answered, and what it wrote stays in the kernel, as does the second. */
    private record Sends(Delivery answered, Delivery unread) {}

    private static Sends answeredThoughUnread(Client client, ScriptedServer server) {
        Delivery answered =
                client.send(SendRequest.post(server.uri("/1")).body(UNREAD, "application/octet-stream"), ANSWERED);
        client.reach(answered, ANSWERED);
        Delivery unread = client.send(SendRequest.post(server.uri("/2")).text("x"));
        client.reach(unread, WRITTEN);
        return new Sends(answered, unread);
    }

    /** Answers one request when it has its head, and reads no more. */
    private ScriptedServer serveOne() {
        return serve(
                Script.silent().at(At.AFTER_HEAD, Effects.respond(200), Effects.stall()),
                ServerOptions.defaults().receiveBuffer(4096));
    }

    private static boolean isDone(CompletionStage<?> stage) {
        return stage.toCompletableFuture().isDone();
    }

    /** Sockets of clients of this server that a process holds: what the kernel alone still has belongs to no inode. */
    private static long openSockets(ScriptedServer server) throws IOException {
        String peer = ":%04X".formatted(server.address().getPort());
        try (Stream<String> four = Files.lines(Path.of("/proc/self/net/tcp"));
                Stream<String> six = Files.lines(Path.of("/proc/self/net/tcp6"))) {
            return Stream.concat(four, six)
                    .map(line -> line.strip().split("\\s+", -1))
                    .filter(fields -> fields[2].endsWith(peer) && !fields[9].equals("0"))
                    .count();
        }
    }
}
