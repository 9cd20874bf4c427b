package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.SENT;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static io.flushpoint.WireState.FULLY_WRITTEN;
import static io.flushpoint.WireState.NOTHING_WRITTEN;
import static io.flushpoint.WireState.PARTLY_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Proxies;
import io.flushpoint.Proxy;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.WireState;
import io.flushpoint.testkit.Frame;
import io.flushpoint.testkit.FrameConnection;
import io.flushpoint.testkit.FrameScript;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RawClient;
import io.flushpoint.testkit.RelayingProxy;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerOptions;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link FailureCatalogueTest}, of a sender that speaks HTTP/2: every {@link Failure}, and every {@link WireState}. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.flushpoint.functional.Http2Setup#some")
class Http2FailureCatalogueTest extends OverHttp2 {
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final Body LARGE = Body.of(new byte[1_000_000]);

    @ParameterizedTest
    @EnumSource
    @Proves({"nxdomain", "connect-refused", "accept-queue-full", "pool-limits", "send-after-close"})
    void everyFailureIsProducedByTheWorld(Failure failure) throws Exception {
        SendException produced = switch (failure) {
            case QUEUE_FULL -> queueFull();
            case BYTES_IN_FLIGHT_EXCEEDED -> bytesInFlightExceeded();
            case SENDER_CLOSED -> senderClosed();
            case CANCELLED -> cancelled(FULLY_WRITTEN);
            case DEADLINE_EXCEEDED -> deadlineExceeded();
            case UNRESOLVED_HOST -> unresolvedHost();
            case CONNECT_FAILED -> connectFailed();
            case CONNECT_TIMEOUT -> connectTimeout();
            case PROXY_FAILED -> proxyFailed();
            case PROXY_TIMEOUT -> proxyTimeout();
            case TLS_FAILED -> tlsFailed();
            case TLS_TIMEOUT -> tlsTimeout();
            case LEVEL_UNAVAILABLE -> levelUnavailable();
            case BODY_FAILED -> bodyFailed();
            case WRITE_TIMEOUT -> writeTimeout();
            case CONNECTION_LOST -> connectionLost();
            case STREAM_RESET -> afterReset(INTERNAL_ERROR, Failure.STREAM_RESET);
            case UNPROCESSED -> afterReset(REFUSED_STREAM, Failure.UNPROCESSED);
            case ANSWERED_EARLY -> answeredEarly();
            case PROTOCOL_ERROR -> protocolError();
            case ANSWER_TIMEOUT -> answerTimeout();
        };

        assertThat(produced.failure()).isEqualTo(failure);
    }

    @ParameterizedTest
    @EnumSource
    @Proves("cancel-before-write")
    void everyWireStateIsProducedByTheWorld(WireState state) {
        assertThat(cancelled(state).wireState()).isEqualTo(state);
    }

    private SendException queueFull() {
        FrameServer server = silent();
        Client client = client(options ->
                options.connectionsPerEndpoint(1).streamsPerConnection(1).queuedSends(1));
        client.reach(client.send(post(server, "/")), WRITTEN);
        client.send(post(server, "/")); // waits for the only stream, which waits for its answer

        return refused(client, client.send(post(server, "/")), Failure.QUEUE_FULL);
    }

    private SendException bytesInFlightExceeded() {
        FrameServer server = silent();
        Client client = client(options -> options.bytesInFlight(1_024));

        return refused(client, client.send(large(server)), Failure.BYTES_IN_FLIGHT_EXCEEDED);
    }

    private SendException senderClosed() {
        FrameServer server = silent();
        Client client = client();
        client.sender().close();

        return refused(client, client.send(post(server, "/")), Failure.SENDER_CLOSED);
    }

    private static SendException refused(Client client, Delivery delivery, Failure failure) {
        return Failures.expect(client.fail(delivery, WRITTEN), failure, Phase.QUEUE, NOTHING_WRITTEN);
    }

    /** Of a send that waits, of one that the peer's window holds back, or of one that is not answered. */
    private SendException cancelled(WireState state) {
        FrameServer server = holdingBack();
        Client client = client(
                options -> options.connectionsPerEndpoint(1).streamsPerConnection(state == NOTHING_WRITTEN ? 1 : 2));
        Delivery delivery = switch (state) {
            case NOTHING_WRITTEN -> {
                client.reach(client.send(post(server, "/first")), WRITTEN);
                Delivery waiting = client.send(post(server, "/"));
                client.until("one that waits", () -> client.metrics().queued() == 1);
                yield waiting;
            }
            case PARTLY_WRITTEN -> {
                Delivery held = client.send(large(server));
                client.until("its window used up", () -> dataOf(server) == 65_535);
                yield held;
            }
            case FULLY_WRITTEN -> {
                Delivery unanswered = client.send(post(server, "/"), ANSWERED);
                client.reach(unanswered, WRITTEN);
                yield unanswered;
            }
        };

        delivery.cancel();

        Phase phase = switch (state) {
            case NOTHING_WRITTEN -> Phase.QUEUE;
            case PARTLY_WRITTEN -> Phase.WRITE;
            case FULLY_WRITTEN -> Phase.ANSWER;
        };
        return Failures.expect(client.fail(delivery, ANSWERED), Failure.CANCELLED, phase, state);
    }

    private static long dataOf(FrameServer server) {
        return server.connections() == 0
                ? 0
                : server.connection(1).frames(Frame.DATA).stream()
                        .mapToLong(Frame::length)
                        .sum();
    }

    private SendException deadlineExceeded() {
        FrameServer server = silent();
        Client client = client();
        client.reach(client.send(post(server, "/first")), WRITTEN); // the next finds a connection
        Delivery delivery = client.send(post(server, "/").timeout(SHORT), ANSWERED);

        return Failures.expect(client.fail(delivery, ANSWERED), Failure.DEADLINE_EXCEEDED, Phase.ANSWER, FULLY_WRITTEN);
    }

    private SendException unresolvedHost() {
        Client client = client(options -> options.resolver(host -> {
            throw new UnknownHostException(host);
        }));

        return before(client, "http://nowhere.test/", Failure.UNRESOLVED_HOST, Phase.RESOLVE);
    }

    private SendException connectFailed() {
        FrameServer server = silent();
        server.refuseNewConnections();

        return before(client(), uri(server, "/"), Failure.CONNECT_FAILED, Phase.CONNECT);
    }

    /** The server's queue of connections is full, so that the kernel answers no SYN. */
    private SendException connectTimeout() throws Exception {
        ServerOptions full = ServerOptions.defaults().backlog(1).notAccepting();
        try (ScriptedServer server = ScriptedServer.start(Script.silent(), full)) {
            List<RawClient> queue = List.of(RawClient.connect(server.address()), RawClient.connect(server.address()));
            Client client = client(options -> options.connectDeadline(SHORT));
            try {
                return before(client, server.uri("/").toString(), Failure.CONNECT_TIMEOUT, Phase.CONNECT);
            } finally {
                for (RawClient queued : queue) {
                    queued.close();
                }
            }
        }
    }

    private SendException proxyFailed() {
        try (RelayingProxy proxy = RelayingProxy.start().requiring("user", "secret")) {
            Proxies proxies = Proxies.of(Proxy.http("127.0.0.1", proxy.port()));
            Client client = client(options -> options.proxies(proxies));

            return before(client, "http://server.test/", Failure.PROXY_FAILED, Phase.PROXY);
        }
    }

    private SendException proxyTimeout() {
        try (RelayingProxy proxy = RelayingProxy.start().silent()) {
            Proxies proxies = Proxies.of(Proxy.http("127.0.0.1", proxy.port()));
            Client client = client(options -> options.proxies(proxies).proxyDeadline(SHORT));

            return before(client, "http://server.test/", Failure.PROXY_TIMEOUT, Phase.PROXY);
        }
    }

    private SendException tlsFailed() {
        try (FrameServer clear = FrameServer.start(FrameScript.answering(200))) {
            return before(client(), "https://127.0.0.1:" + clear.port() + "/", Failure.TLS_FAILED, Phase.TLS);
        }
    }

    private SendException tlsTimeout() {
        try (ScriptedServer stalled = ScriptedServer.start(Script.neverReading())) {
            Client client = client(options -> options.handshakeDeadline(SHORT));

            return before(client, "https://127.0.0.1:" + stalled.port() + "/", Failure.TLS_TIMEOUT, Phase.TLS);
        }
    }

    /** What fails before HTTP/2 is spoken. */
    private static SendException before(Client client, String uri, Failure failure, Phase phase) {
        return Failures.expect(
                client.fail(client.send(SendRequest.get(uri)), WRITTEN), failure, phase, NOTHING_WRITTEN);
    }

    private SendException levelUnavailable() {
        assumeFalse(setup.setup().isEpoll(), "epoll establishes every level");
        Client client = client();

        return Failures.expect(
                client.fail(client.send(post(silent(), "/"), SENT), SENT),
                Failure.LEVEL_UNAVAILABLE,
                Phase.QUEUE,
                NOTHING_WRITTEN);
    }

    private SendException bodyFailed() {
        Client client = client();
        SendRequest request = SendRequest.post(uri(silent(), "/")).body(Body.file(directory.resolve("missing")));

        return Failures.expect(
                client.fail(client.send(request), WRITTEN), Failure.BODY_FAILED, Phase.WRITE, NOTHING_WRITTEN);
    }

    private SendException writeTimeout() {
        Client client = client(options -> options.writeStall(SHORT));

        return Failures.expect(
                client.fail(client.send(large(holdingBack())), WRITTEN),
                Failure.WRITE_TIMEOUT,
                Phase.WRITE,
                PARTLY_WRITTEN);
    }

    private SendException connectionLost() {
        return unanswered(
                connection -> {
                    connection.greet();
                    connection.takeComplete();
                    connection.close();
                },
                Failure.CONNECTION_LOST);
    }

    private SendException afterReset(long code, Failure failure) {
        return unanswered(
                connection -> {
                    connection.greet();
                    connection.answerAll(request -> connection.rst(request.streamId(), code));
                },
                failure);
    }

    private SendException protocolError() {
        return unanswered(
                connection -> {
                    connection.greet();
                    connection.answerAll(request -> connection.headers(request.streamId(), true, ":status", "garbage"));
                },
                Failure.PROTOCOL_ERROR);
    }

    private SendException unanswered(FrameScript script, Failure failure) {
        Client client = client();

        return Failures.expect(
                client.fail(client.send(post(serve(script), "/"), ANSWERED), ANSWERED),
                failure,
                Phase.ANSWER,
                FULLY_WRITTEN);
    }

    private SendException answeredEarly() {
        FrameServer server = serve(connection -> {
            connection.autoRefill(false);
            connection.greet();
            connection.headers(connection.awaitRequest(1).streamId(), true, ":status", "413");
        });
        Client client = client();

        return Failures.expect(
                client.fail(client.send(large(server)), WRITTEN), Failure.ANSWERED_EARLY, Phase.WRITE, PARTLY_WRITTEN);
    }

    private SendException answerTimeout() {
        Client client = client(options -> options.answerDeadline(SHORT));
        Delivery delivery = client.send(post(silent(), "/"));
        client.reach(delivery, WRITTEN);

        return Failures.expect(client.fail(delivery, ANSWERED), Failure.ANSWER_TIMEOUT, Phase.ANSWER, FULLY_WRITTEN);
    }

    private FrameServer silent() {
        return serve(FrameConnection::greet);
    }

    /** A server whose window takes 65,535 bytes and no more. */
    private FrameServer holdingBack() {
        return serve(connection -> connection.autoRefill(false).greet());
    }

    private SendRequest large(FrameServer server) {
        return SendRequest.post(uri(server, "/")).body(LARGE);
    }
}
