package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.AnswerExcerpt;
import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryReport;
import io.flushpoint.HttpProtocol;
import io.flushpoint.Receipt;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.Frame;
import io.flushpoint.testkit.FrameScript;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.HeaderLine;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RequestSeen;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers over HTTP/2, when all goes well. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.flushpoint.functional.Http2Setup#all")
class Http2ExchangeTest extends OverHttp2 {
    @Test
    void aRequestIsAnsweredAndTheReceiptNamesProtocolAndStream() {
        FrameServer server = serve(FrameScript.answering(202));
        Client client = client();

        Receipt receipt = client.deliver(post(server, "/a?b=c"), ANSWERED);

        assertThat(receipt.status()).hasValue(202);
        assertThat(receipt.protocol()).hasValue(HttpProtocol.HTTP_2);
        assertThat(receipt.attempts()).isOne();
        RequestSeen seen = server.connection(1).awaitComplete(1);
        assertThat(receipt.stream()).hasValue(seen.streamId());
        assertThat(seen.bodyText()).isEqualTo("hello");
        assertThat(receipt.bytes()).isEqualTo(bytesOf(server, seen.streamId()));
    }

    private static long bytesOf(FrameServer server, int stream) {
        return server.connection(1).frames().stream()
                .filter(frame -> frame.streamId() == stream)
                .mapToLong(frame -> 9 + frame.length())
                .sum();
    }

    @Test
    @Proves("user-sets cl/te/host/connection/upgrade/trailer")
    void theHeadHasItsPseudoHeaderFieldsFirstAndNoFieldOfHttp1() {
        FrameServer server = serve(FrameScript.answering(200));
        Client client = client();

        client.deliver(
                SendRequest.put(uri(server, "/x")).header("X-Trace", "Ab").text("12345"), ANSWERED);

        RequestSeen seen = server.connection(1).awaitComplete(1);
        assertThat(seen.headers().stream().map(HeaderLine::name))
                .containsExactly(
                        ":method",
                        ":scheme",
                        ":authority",
                        ":path",
                        "x-trace",
                        "content-type",
                        "user-agent",
                        "content-length");
        assertThat(seen.method()).isEqualTo("PUT");
        assertThat(seen.path()).isEqualTo("/x");
        assertThat(seen.header(":scheme")).hasValue(setup.isSecure() ? "https" : "http");
        assertThat(seen.header(":authority"))
                .hasValueSatisfying(value -> assertThat(uri(server, "/x")).contains(value));
        assertThat(seen.header("x-trace")).hasValue("Ab");
        assertThat(seen.header("content-length")).hasValue("5");
    }

    @Test
    void manyRequestsShareOneConnectionAtATime() {
        FrameServer server = serve(connection -> {
            connection.greet();
            connection.awaitComplete(50);
            connection.answerAll(request -> connection.headers(request.streamId(), true, ":status", "200"));
        });
        Client client = client();
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            deliveries.add(client.send(post(server, "/" + i), ANSWERED));
        }

        deliveries.forEach(delivery -> client.reach(delivery, ANSWERED));

        assertThat(server.connections()).isOne();
        assertThat(server.connection(1).requests().stream().map(RequestSeen::path))
                .containsExactlyInAnyOrderElementsOf(deliveries.stream()
                        .map(delivery -> "/" + deliveries.indexOf(delivery))
                        .toList());
    }

    @Test
    void eachAnswerReachesItsOwnRequestWhateverTheirOrder() {
        FrameServer server = serve(connection -> {
            connection.greet();
            connection.awaitComplete(5);
            List<RequestSeen> seen = new ArrayList<>(connection.requests());
            for (int i = seen.size() - 1; i >= 0; i--) {
                int status = 200 + Integer.parseInt(seen.get(i).path().substring(1));
                connection.headers(seen.get(i).streamId(), true, ":status", Integer.toString(status));
            }
        });
        Client client = client();
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            deliveries.add(client.send(post(server, "/" + i), ANSWERED));
        }

        for (int i = 0; i < 5; i++) {
            assertThat(client.reach(deliveries.get(i), ANSWERED).status()).hasValue(200 + i);
        }
    }

    @Test
    void aStreamThatIsOverMakesRoomForAnotherWithinThePeersLimit() {
        FrameServer server = serve(connection -> {
            connection.greet(Frame.MAX_CONCURRENT_STREAMS, 2);
            connection.answerAll(request -> connection.headers(request.streamId(), true, ":status", "200"));
        });
        Client client = client(options -> options.connectionsPerEndpoint(1));
        client.deliver(post(server, "/first"), ANSWERED); // the limit is known from here on
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            deliveries.add(client.send(post(server, "/" + i), ANSWERED));
        }

        for (Delivery delivery : deliveries) {
            assertThat(client.reach(delivery, ANSWERED).attempts()).isOne();
        }
        assertThat(server.connections()).isOne();
    }

    @Test
    void anotherConnectionIsOpenedWhenTheStreamsAreUsedUp() {
        FrameServer server = serve(connection -> connection.greet());
        Client client = client(options -> options.streamsPerConnection(3).connectionsPerEndpoint(2));
        for (int i = 0; i < 6; i++) {
            client.reach(client.send(post(server, "/" + i)), WRITTEN);
        }

        assertThat(server.connection(1).awaitRequest(3).streamId()).isPositive();
        assertThat(server.connection(2).awaitRequest(3).streamId()).isPositive();
        assertThat(server.connections()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 1_000_000})
    @Proves({"happy-small", "happy-0-byte-body"})
    void aBodyOfAnySizeArrivesUnchanged(int length) {
        FrameServer server = serve(FrameScript.answering(200));
        Client client = client();
        byte[] body = bytes(length);

        Receipt receipt = client.deliver(SendRequest.post(uri(server, "/")).body(Body.of(body)), ANSWERED);

        RequestSeen seen = server.connection(1).awaitComplete(1);
        assertThat(Arrays.equals(seen.body(), body)).isTrue();
        assertThat(seen.header("content-length")).hasValue(Integer.toString(length));
        assertThat(receipt.bytes()).isEqualTo(bytesOf(server, seen.streamId()));
    }

    @Test
    void filesAndStreamsAndCompressedStreamsArriveUnchanged() throws Exception {
        FrameServer server = serve(FrameScript.answering(200));
        Client client = client();
        Path file = Files.write(directory.resolve("body"), bytes(200_000));
        ByteBuffer piece = ByteBuffer.wrap("piece".getBytes(StandardCharsets.UTF_8));

        client.deliver(SendRequest.post(uri(server, "/file")).body(Body.file(file)), ANSWERED);
        client.deliver(
                SendRequest.post(uri(server, "/stream"))
                        .body(Body.stream(Publishers.of(List.of(piece.duplicate(), piece)))),
                ANSWERED);

        assertThat(Arrays.equals(server.connection(1).awaitComplete(1).body(), bytes(200_000)))
                .isTrue();
        RequestSeen streamed = server.connection(1).awaitComplete(2);
        assertThat(streamed.bodyText()).isEqualTo("piecepiece");
        assertThat(streamed.header("content-length")).isEmpty();
        assertThat(streamed.header("transfer-encoding")).isEmpty();
    }

    @Test
    @Proves("fragment/userinfo/space/backslash/empty path in URL")
    void anEmptyPathIsASlash() {
        FrameServer server = serve(FrameScript.answering(200));

        client().deliver(SendRequest.get(uri(server, "")), ANSWERED);

        assertThat(server.connection(1).awaitComplete(1).path()).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"100", "102", "103"})
    @Proves({"100-unrequested", "102", "103"})
    void interimResponsesAndTrailersAreReadAway(String interim) {
        FrameServer server = serve(connection -> {
            connection.greet();
            connection.answerAll(request -> {
                int stream = request.streamId();
                connection.headers(stream, false, ":status", interim, "link", "</x>");
                connection.headers(stream, false, ":status", "200", "x-id", "7");
                connection.paddedData(stream, "body".getBytes(StandardCharsets.UTF_8), 17, false);
                connection.headers(stream, true, "x-trailer", "t");
            });
        });
        Client client = client();

        for (int i = 0; i < 3; i++) {
            assertThat(client.deliver(post(server, "/" + i), ANSWERED).status()).hasValue(200);
        }

        assertThat(server.connections()).isOne();
    }

    @Test
    void whatTheRequestAsksToKeepOfTheAnswerIsKept() {
        FrameServer server = serve(connection -> {
            connection.greet();
            connection.answerAll(request -> {
                connection.headers(request.streamId(), false, ":status", "400", "x-id", "7");
                connection.data(request.streamId(), "what is wrong".getBytes(StandardCharsets.UTF_8), true);
            });
        });
        Client client = client();

        Delivery delivery = client.send(post(server, "/").keepHeaders("X-Id").keepErrorContent(100), ANSWERED);
        AnswerExcerpt excerpt = client.outcome(delivery.excerpt());

        assertThat(excerpt.header("x-id")).hasValue("7");
        assertThat(new String(excerpt.content(), StandardCharsets.UTF_8)).isEqualTo("what is wrong");
    }

    @Test
    void anIdleConnectionIsUsedAgainAndANewsOfEachSendIsItsOwn() {
        FrameServer server = serve(FrameScript.answering(200));
        Client client = client();
        Receipt first = client.deliver(post(server, "/1"), ANSWERED);
        client.awaitIdle();

        Delivery second = client.send(post(server, "/2"), ANSWERED);

        assertThat(client.report(second).kind()).isEqualTo(DeliveryReport.Kind.ANSWERED);
        Receipt receipt = client.reach(second, ANSWERED);
        assertThat(receipt.reused()).isTrue();
        assertThat(receipt.connection()).isEqualTo(first.connection());
        assertThat(receipt.stream().orElseThrow()).isGreaterThan(first.stream().orElseThrow());
    }

    @Test
    void noConnectionIsOpenedAheadWhereOneTakesAnotherStream() {
        FrameServer server = serve(connection -> connection.greet());
        Client client = client(options -> options.streamsPerConnection(1));
        URI uri = URI.create(uri(server, "/"));
        assertThat(client.outcome(client.sender().preconnect(uri)).connection()).hasValue(1);

        assertThat(client.outcome(client.sender().preconnect(uri)).connection()).isEmpty();
        client.reach(client.send(post(server, "/")), WRITTEN);
        assertThat(client.outcome(client.sender().preconnect(uri)).connection()).hasValue(2);
    }

    @Test
    void aPingOfThePeersIsAnswered() {
        FrameServer server = serve(connection -> {
            connection.greet();
            connection.awaitComplete(1);
            connection.ping(4711);
            connection.awaitFrame(frame -> frame.is(Frame.PING) && frame.isAck());
            connection.headers(connection.awaitComplete(1).streamId(), true, ":status", "200");
        });
        Client client = client();

        assertThat(client.deliver(post(server, "/"), ANSWERED).status()).hasValue(200);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
