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
import io.flushpoint.HttpProtocol;
import io.flushpoint.Phase;
import io.flushpoint.Proxies;
import io.flushpoint.Proxy;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.TlsOptions;
import io.flushpoint.WireState;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Effects;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.RelayingProxy;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every constant of {@link Failure}, produced by the world and not by a mock. The switch over the constants has no
 * default, so a new constant does not compile before it has its scenario.
 */
class FailureCatalogueTest extends OverSetups {
    private static final long INTERNAL_ERROR = 2; // RFC 9113 §7
    private static final long REFUSED_STREAM = 7;

    private static final Body LARGE = Body.of(new byte[16 << 20]);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void everyFailureIsProducedByTheWorld(Failure failure) throws IOException {
        SendException produced = produce(failure);

        assertThat(produced.failure()).isEqualTo(failure);
        assertThat(produced.getMessage()).doesNotContain("secret");
        assertThat(produced.receipt()).isNotNull();
    }

    private SendException produce(Failure failure) throws IOException {
        return switch (failure) {
            case QUEUE_FULL -> queueFull();
            case BYTES_IN_FLIGHT_EXCEEDED -> bytesInFlightExceeded();
            case SENDER_CLOSED -> senderClosed();
            case CANCELLED -> cancelled();
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
            case STREAM_RESET -> streamReset();
            case UNPROCESSED -> unprocessed();
            case ANSWERED_EARLY -> answeredEarly();
            case PROTOCOL_ERROR -> protocolError();
            case ANSWER_TIMEOUT -> answerTimeout();
        };
    }

    private SendException queueFull() {
        ScriptedServer server = serve(Script.silent());
        Client client = client(options -> options.connectionsPerEndpoint(1).queuedSends(1));
        client.deliver(get(server), WRITTEN);
        client.send(get(server)); // waits for the only connection, which waits for its answer

        return refused(client, client.send(get(server)), Failure.QUEUE_FULL);
    }

    private SendException bytesInFlightExceeded() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client(options -> options.bytesInFlight(1_024));

        Delivery tooMuch = client.send(post(server).body(Body.of(new byte[1_025])));

        return refused(client, tooMuch, Failure.BYTES_IN_FLIGHT_EXCEEDED);
    }

    private SendException senderClosed() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();
        client.sender().close();

        return refused(client, client.send(get(server)), Failure.SENDER_CLOSED);
    }

    private SendException cancelled() {
        ScriptedServer server = serve(Script.silent());
        Client client = client();
        Delivery delivery = client.send(get(server), ANSWERED);
        client.reach(delivery, WRITTEN);

        delivery.cancel();

        return Failures.expect(client.fail(delivery, ANSWERED), Failure.CANCELLED, Phase.ANSWER, FULLY_WRITTEN);
    }

    private SendException deadlineExceeded() {
        ScriptedServer server = serve(Script.silent());
        Client client = client();

        Delivery delivery = client.send(get(server).timeout(Duration.ofMillis(100)), ANSWERED);

        return Failures.expect(client.fail(delivery, ANSWERED), Failure.DEADLINE_EXCEEDED, Phase.ANSWER, FULLY_WRITTEN);
    }

    private SendException unresolvedHost() {
        Client client = client(options -> options.resolver(host -> {
            throw new UnknownHostException(host);
        }));

        Delivery delivery = client.send(SendRequest.get("http://nowhere.test/?secret"));

        return Failures.expect(client.fail(delivery, WRITTEN), Failure.UNRESOLVED_HOST, Phase.RESOLVE, NOTHING_WRITTEN);
    }

    private SendException connectFailed() {
        ScriptedServer server = serve(Script.answering(200));
        server.refuseNewConnections();
        Client client = client();

        SendException failure = client.fail(client.send(get(server)), WRITTEN);

        return Failures.expect(failure, Failure.CONNECT_FAILED, Phase.CONNECT, NOTHING_WRITTEN);
    }

    private SendException connectTimeout() throws IOException {
        ScriptedServer server = serveNobody();
        Client client = client(options -> options.connectDeadline(Duration.ofMillis(150)));

        SendException failure = client.fail(client.send(get(server)), WRITTEN);

        return Failures.expect(failure, Failure.CONNECT_TIMEOUT, Phase.CONNECT, NOTHING_WRITTEN);
    }

    private SendException proxyFailed() {
        try (RelayingProxy proxy = RelayingProxy.start().requiring("user", "secret")) {
            Proxies proxies = Proxies.of(Proxy.http("127.0.0.1", proxy.port()).credentials("user", "secret as well"));
            Client client = client(options -> options.proxies(proxies));

            SendException failure = client.fail(client.send(SendRequest.get("https://server.test/?secret")), WRITTEN);

            return Failures.expect(failure, Failure.PROXY_FAILED, Phase.PROXY, NOTHING_WRITTEN);
        }
    }

    private SendException proxyTimeout() {
        try (RelayingProxy proxy = RelayingProxy.start().silent()) {
            Proxies proxies = Proxies.of(Proxy.socks5("127.0.0.1", proxy.port()));
            Client client = client(options -> options.proxies(proxies).proxyDeadline(Duration.ofMillis(150)));

            SendException failure = client.fail(client.send(SendRequest.get("https://server.test/?secret")), WRITTEN);

            return Failures.expect(failure, Failure.PROXY_TIMEOUT, Phase.PROXY, NOTHING_WRITTEN);
        }
    }

    private SendException tlsFailed() {
        ScriptedServer plain = serve(
                Script.silent().at(At.ON_ACCEPT, Effects.discard(5), Effects.raw("HTTP/1.1 400 Bad Request\r\n\r\n")));
        Client client = client(options -> options.tls(TlsOptions.defaults().provider(TlsOptions.Provider.JDK)));

        SendException failure = client.fail(client.send(getSecurely(plain)), WRITTEN);

        return Failures.expect(failure, Failure.TLS_FAILED, Phase.TLS, NOTHING_WRITTEN);
    }

    private SendException tlsTimeout() {
        ScriptedServer stalled = serve(Script.neverReading());
        Client client = client(options -> options.handshakeDeadline(Duration.ofMillis(150))
                .tls(TlsOptions.defaults().provider(TlsOptions.Provider.JDK)));

        SendException failure = client.fail(client.send(getSecurely(stalled)), WRITTEN);

        return Failures.expect(failure, Failure.TLS_TIMEOUT, Phase.TLS, NOTHING_WRITTEN);
    }

    private SendException levelUnavailable() {
        assumeFalse(setup.isEpoll(), "epoll establishes every level");
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();

        return Failures.expect(
                client.fail(client.send(get(server), SENT), SENT),
                Failure.LEVEL_UNAVAILABLE,
                Phase.QUEUE,
                NOTHING_WRITTEN);
    }

    private SendException bodyFailed() {
        ScriptedServer server = serve(Script.answering(200));
        Client client = client();

        Delivery delivery = client.send(post(server).body(Body.file(directory.resolve("missing"))));

        return Failures.expect(client.fail(delivery, WRITTEN), Failure.BODY_FAILED, Phase.WRITE, NOTHING_WRITTEN);
    }

    private SendException writeTimeout() {
        ScriptedServer server = serve(Script.neverReading());
        Client client = client(options -> options.writeStall(Duration.ofMillis(150)));

        Delivery delivery = client.send(post(server).body(LARGE));

        return Failures.expect(client.fail(delivery, WRITTEN), Failure.WRITE_TIMEOUT, Phase.WRITE, PARTLY_WRITTEN);
    }

    private SendException connectionLost() {
        ScriptedServer server = serve(Script.closingUnanswered());
        Client client = client();

        Delivery delivery = client.send(post(server).text("secret"), ANSWERED);

        return Failures.expect(client.fail(delivery, ANSWERED), Failure.CONNECTION_LOST, Phase.ANSWER, FULLY_WRITTEN);
    }

    private SendException streamReset() {
        FrameServer server = serveFrames(connection -> {
            connection.greet();
            connection.answerAll(request -> connection.rst(request.streamId(), INTERNAL_ERROR));
        });
        Client client = client(options -> options.protocol(HttpProtocol.HTTP_2));

        SendException failure = client.fail(client.send(post(server), ANSWERED), ANSWERED);

        return Failures.expect(failure, Failure.STREAM_RESET, Phase.ANSWER, FULLY_WRITTEN);
    }

    private SendException unprocessed() {
        FrameServer server = serveFrames(connection -> {
            connection.greet();
            connection.answerAll(request -> connection.rst(request.streamId(), REFUSED_STREAM));
        });
        Client client = client(options -> options.protocol(HttpProtocol.HTTP_2));

        SendException failure = client.fail(client.send(post(server), ANSWERED), ANSWERED);

        assertThat(failure.receipt().attempts()).isEqualTo(2);
        return Failures.expect(failure, Failure.UNPROCESSED, Phase.ANSWER, FULLY_WRITTEN);
    }

    private static SendRequest post(FrameServer server) {
        return SendRequest.post(server.uri("/?secret").toString()).text("secret");
    }

    private SendException answeredEarly() {
        ScriptedServer server = serve(Script.silent().at(At.AFTER_HEAD, Effects.respond(413), Effects.stall()));
        Client client = client();

        Delivery delivery = client.send(post(server).body(LARGE));

        return Failures.expect(client.fail(delivery, WRITTEN), Failure.ANSWERED_EARLY, Phase.WRITE, PARTLY_WRITTEN);
    }

    private SendException protocolError() {
        ScriptedServer server = serve(Script.answering(Effects.raw("garbage\r\n\r\n")));
        Client client = client();

        Delivery delivery = client.send(get(server), ANSWERED);

        return Failures.expect(client.fail(delivery, ANSWERED), Failure.PROTOCOL_ERROR, Phase.ANSWER, FULLY_WRITTEN);
    }

    private SendException answerTimeout() {
        ScriptedServer server = serve(Script.silent());
        Client client = client(options -> options.answerDeadline(Duration.ofMillis(100)));

        Delivery delivery = client.send(get(server));
        client.reach(delivery, WRITTEN);

        return Failures.expect(client.fail(delivery, ANSWERED), Failure.ANSWER_TIMEOUT, Phase.ANSWER, FULLY_WRITTEN);
    }

    private static SendException refused(Client client, Delivery delivery, Failure failure) {
        return Failures.expect(client.fail(delivery, WRITTEN), failure, Phase.QUEUE, WireState.NOTHING_WRITTEN);
    }

    private static SendRequest get(ScriptedServer server) {
        return SendRequest.get(server.uri("/path?secret=1")).header("Authorization", "secret");
    }

    private static SendRequest post(ScriptedServer server) {
        return SendRequest.post(server.uri("/path?secret=1")).header("Authorization", "secret");
    }

    private static SendRequest getSecurely(ScriptedServer server) {
        return SendRequest.get("https://127.0.0.1:" + server.port() + "/?secret=1");
    }
}
