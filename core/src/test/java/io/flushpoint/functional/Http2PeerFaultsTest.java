package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static io.flushpoint.WireState.FULLY_WRITTEN;
import static io.flushpoint.WireState.PARTLY_WRITTEN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.AnswerExcerpt;
import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Frame;
import io.flushpoint.testkit.FrameConnection;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RequestSeen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that break HTTP/2, go too far, or go: what each costs, a stream or the connection, and what is told of it. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.flushpoint.functional.Http2Setup#some")
class Http2PeerFaultsTest extends OverHttp2 {
    /** What a peer does to the first request, at the expense of its stream alone. */
    @SuppressWarnings("ImmutableEnumChecker") // the deeds have no state
    private enum StreamFault {
        NO_STATUS((connection, id) -> connection.headers(id, true, "x-id", "1")),
        GARBAGE_STATUS((connection, id) -> connection.headers(id, true, ":status", "2x0")),
        STATUS_101((connection, id) -> connection.headers(id, true, ":status", "101")),
        ENDED_BY_INTERIM((connection, id) -> connection.headers(id, true, ":status", "103")),
        DATA_FIRST((connection, id) -> connection.data(id, new byte[3], true)),
        LENGTHS_THAT_DIFFER((connection, id) ->
                connection.headers(id, true, ":status", "200", "content-length", "1", "content-length", "2")),
        GARBAGE_LENGTH((connection, id) -> connection.headers(id, true, ":status", "200", "content-length", "-1")),
        HUGE_LENGTH((connection, id) ->
                connection.headers(id, true, ":status", "200", "content-length", "99999999999999999999")),
        LENGTH_AND_TRANSFER_ENCODING((connection, id) ->
                connection.headers(id, true, ":status", "200", "content-length", "0", "transfer-encoding", "chunked")),
        EMPTY_HEAD((connection, id) -> connection.headers(id, false)),
        PRIORITY_OF_ITSELF((connection, id) -> connection.frame(
                Frame.PRIORITY, 0, id, ByteBuffer.allocate(5).putInt(id).array())),
        WINDOW_UPDATE_0((connection, id) -> connection.windowUpdate(id, 0)),
        WINDOW_OVERFLOW((connection, id) -> connection.windowUpdate(id, Integer.MAX_VALUE)),
        LONG_HEAD((connection, id) -> connection.headers(id, true, ":status", "200", "x-long", "x".repeat(1100))),
        EMPTY_DATA_FLOOD((connection, id) -> {
            connection.headers(id, false, ":status", "103");
            for (int i = 0; i < 20; i++) {
                connection.data(id, new byte[0], false);
            }
        }),
        INTERIM_FLOOD((connection, id) -> {
            for (int i = 0; i < 70; i++) {
                connection.headers(id, false, ":status", "103");
            }
        });

        private final Deed deed;

        StreamFault(Deed deed) {
            this.deed = deed;
        }
    }

    /** What a peer does with the connection at its expense. */
    @SuppressWarnings("ImmutableEnumChecker") // the deeds have no state
    private enum ConnectionFault {
        HEADERS_ON_OUR_UNOPENED((connection, id) -> connection.headers(id + 100, true, ":status", "200")),
        HEADERS_ON_ITS_UNOPENED((connection, id) -> connection.headers(id + 101, false, ":status", "200")),
        DATA_ON_UNOPENED((connection, id) -> connection.data(id + 100, new byte[3], true)),
        PUSH_PROMISE((connection, id) -> connection.pushPromise(id, 2, ":method", "GET", ":path", "/")),
        WINDOW_UPDATE_0((connection, id) -> connection.windowUpdate(0, 0)),
        WINDOW_OVERFLOW((connection, id) -> connection.windowUpdate(0, Integer.MAX_VALUE)),
        PADDING_TOO_LONG((connection, id) -> connection.frame(Frame.DATA, Frame.PADDED, id, new byte[] {9, 1})),
        GARBAGE((connection, id) -> connection.raw("garbage of more than nine bytes\r\n\r\n".getBytes(US_ASCII))),
        TRUNCATED((connection, id) -> {
            connection.raw(new byte[] {0, 0, 8, 0, 0});
            connection.close();
        }),
        CONTINUATION_FLOOD((connection, id) -> {
            connection.frame(Frame.HEADERS, 0, id, new byte[0]);
            for (int i = 0; i < 1000; i++) {
                connection.frame(Frame.CONTINUATION, 0, id, new byte[0]);
            }
        }),
        ENDLESS_HEAD((connection, id) -> {
            connection.frame(Frame.HEADERS, 0, id, new byte[0]);
            for (int i = 0; i < 100; i++) {
                connection.frame(Frame.CONTINUATION, 0, id, new byte[16_000]);
            }
        }),
        GROWING_GOAWAY((connection, id) -> {
            connection.goAway(id, NO_ERROR);
            connection.goAway(id + 2, NO_ERROR);
        });

        private final Deed deed;

        ConnectionFault(Deed deed) {
            this.deed = deed;
        }
    }

    /** Frames that say nothing, hundreds of them, behind the final head of an answer. */
    private enum Flood {
        EMPTY_DATA(true, Frame.DATA, 0, 0),
        EMPTY_HEADERS(false, Frame.HEADERS, Frame.END_HEADERS, 0),
        TRAILERS(false, Frame.HEADERS, Frame.END_HEADERS | Frame.END_STREAM, 0),
        PRIORITY(false, Frame.PRIORITY, 0, 5) {
            @Override
            int streamId(int answered, int number) {
                return 2 * number + 101;
            }
        },
        WINDOW_UPDATE(false, Frame.WINDOW_UPDATE, 0, 4),
        UNKNOWN(false, 0x42, 0xff, 20);

        private static final int MANY = 200;

        private final boolean costsTheConnection;
        private final int type;
        private final int flags;
        private final int length;

        Flood(boolean costsTheConnection, int type, int flags, int length) {
            this.costsTheConnection = costsTheConnection;
            this.type = type;
            this.flags = flags;
            this.length = length;
        }

        int streamId(int answered, int number) {
            return answered;
        }

        byte[] octets(int answered) {
            byte[] payload = new byte[length];
            if (length > 0) {
                payload[length - 1] = 1;
            }
            ByteBuffer octets = ByteBuffer.allocate(MANY * (9 + length));
            for (int i = 0; i < MANY; i++) {
                octets.put(new byte[] {0, 0, (byte) length, (byte) type, (byte) flags})
                        .putInt(streamId(answered, i))
                        .put(payload);
            }
            return octets.array();
        }
    }

    /** What a peer does about a request on that stream. */
    private interface Deed {
        void to(FrameConnection connection, int stream) throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"cl+te", "dup-cl", "neg-cl", "huge-cl", "header-flood"})
    void aFaultOnAStreamCostsThatStreamOnly(StreamFault fault) {
        FrameServer server = serve(connection -> {
            connection.greet();
            fault.deed.to(connection, connection.takeComplete().streamId());
            connection.answerAll(request -> answer(connection, request));
        });
        Client client = client(options -> options.responseHeadBytes(1024));

        SendException failure = client.fail(client.send(post(server, "/bad"), ANSWERED), ANSWERED);
        Receipt next = client.deliver(post(server, "/next"), ANSWERED);

        Failures.expect(failure, Failure.PROTOCOL_ERROR, Phase.ANSWER, FULLY_WRITTEN);
        assertThat(failure).hasMessageNotContaining("ended without an answer");
        assertThat(next.connection()).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"header-flood", "truncated header"})
    void aFaultOnTheConnectionCostsTheConnectionAndTheNextSendOpensAnew(ConnectionFault fault) {
        FrameServer server = serve(connection -> {
            connection.greet();
            if (connection.number() == 1) {
                fault.deed.to(connection, connection.takeComplete().streamId());
            } else {
                connection.answerAll(request -> answer(connection, request));
            }
        });
        Client client = client(options -> options.answerDeadline(Duration.ofSeconds(5)));

        SendException failure = client.fail(client.send(post(server, "/bad"), ANSWERED), ANSWERED);
        Receipt next = client.deliver(post(server, "/next"), ANSWERED);

        Failure expected = fault == ConnectionFault.TRUNCATED ? Failure.CONNECTION_LOST : Failure.PROTOCOL_ERROR;
        Failures.expect(failure, expected, Phase.ANSWER, FULLY_WRITTEN);
        assertThat(next.connection()).hasValue(2);
    }

    /** Until our SETTINGS are acknowledged a server may push (RFC 9113 §6.6). */
    @Test
    void aPushFromBeforeOurSettingsAreKnownIsRefusedAndCostsNothing() {
        FrameServer server = serve(connection -> {
            connection.autoSettingsAck(false);
            connection.greet();
            int stream = connection.takeComplete().streamId();
            for (int promised = 2; promised <= 6; promised += 2) {
                connection.pushPromise(
                        stream, promised, ":method", "GET", ":scheme", "http", ":authority", "a", ":path", "/");
            }
            for (int promised = 6; promised > 0; promised -= 2) {
                connection.headers(promised, false, ":status", "200");
                connection.data(promised, new byte[1000], false);
                connection.data(promised, new byte[1000], true);
            }
            connection.settingsAck();
            connection.headers(stream, true, ":status", "200");
            connection.answerAll(request -> answer(connection, request));
        });
        Client client = client();

        assertThat(client.deliver(post(server, "/1"), ANSWERED).status()).hasValue(200);
        assertThat(client.deliver(post(server, "/2"), ANSWERED).connection()).hasValue(1);
        assertThat(server.connection(1).frames(Frame.RST_STREAM))
                .extracting(Frame::streamId)
                .contains(2, 4, 6)
                .allMatch(id -> id % 2 == 0);
        assertThat(server.connection(1).frames(Frame.GOAWAY)).isEmpty();
    }

    @Test
    void aPushAfterOurSettingsAreAcknowledgedCostsTheConnection() {
        FrameServer server = serve(connection -> {
            connection.autoSettingsAck(false);
            connection.greet();
            int stream = connection.takeComplete().streamId();
            connection.settingsAck();
            connection.pushPromise(stream, 2, ":method", "GET", ":scheme", "http", ":authority", "a", ":path", "/");
        });
        Client client = client();

        SendException failure = client.fail(client.send(post(server, "/"), ANSWERED), ANSWERED);

        Failures.expect(failure, Failure.PROTOCOL_ERROR, Phase.ANSWER, FULLY_WRITTEN);
        assertThat(server.connection(1)
                        .awaitFrame(frame -> frame.is(Frame.GOAWAY))
                        .errorCode())
                .isEqualTo(PROTOCOL_ERROR);
    }

    @Test
    void whatIsUnknownIsIgnored() {
        FrameServer server = serve(connection -> {
            connection.greet(0x77, 1);
            RequestSeen request = connection.takeComplete();
            connection.frame(0x42, 0xff, request.streamId(), new byte[100]);
            connection.frame(0x43, 0, 0, new byte[0]);
            answer(connection, request);
        });

        assertThat(client().deliver(post(server, "/"), ANSWERED).status()).hasValue(200);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 8, 11, 13, 4711})
    void aResetOfAnyCodeCostsTheStreamOnly(long code) {
        FrameServer server = serve(connection -> {
            connection.greet();
            connection.rst(connection.takeComplete().streamId(), code);
            connection.answerAll(request -> answer(connection, request));
        });
        Client client = client();

        SendException failure = client.fail(client.send(post(server, "/"), ANSWERED), ANSWERED);

        Failures.expect(failure, Failure.STREAM_RESET, Phase.ANSWER, FULLY_WRITTEN);
        assertThat(client.deliver(post(server, "/next"), ANSWERED).connection()).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {413, 503})
    @Proves({"413-then-reads-rest", "503-connection-close-before-body"})
    void anEarlyAnswerAndAResetWithoutErrorLeaveTheConnection(int status) {
        assertAnsweredEarly(status, 0, Body.of(new byte[1_000_000]));
    }

    @Test
    @Proves("408-while-sending-slow-body")
    void aPeerThatGivesUpOnASlowBodyIsToldByItsStatus() {
        assertAnsweredEarly(408, 1_000, Body.stream(Publishers.endless(new byte[1_000]))); // and nothing more
    }

    /** The answer comes once there are so many bytes of the body. */
    private void assertAnsweredEarly(int status, int bytes, Body body) {
        FrameServer server = serve(connection -> {
            connection.autoRefill(false);
            connection.greet();
            RequestSeen request = connection.awaitRequest(1);
            Await.until(() -> request.bodyLength() >= bytes, Client.PATIENCE);
            connection.headers(request.streamId(), true, ":status", Integer.toString(status));
            connection.rst(request.streamId(), NO_ERROR);
            connection.windowUpdate(0, 1_000_000);
            connection.answerAll(next -> answer(connection, next));
        });
        Client client = client();

        SendException failure =
                client.fail(client.send(SendRequest.post(uri(server, "/")).body(body), ANSWERED), WRITTEN);

        Failures.expect(failure, Failure.ANSWERED_EARLY, Phase.WRITE, PARTLY_WRITTEN);
        assertThat(failure.status()).hasValue(status);
        assertThat(client.deliver(post(server, "/next"), ANSWERED).connection()).hasValue(1);
    }

    @Test
    @Proves("expect-100-then-close")
    void aReplayableRequestIsNotRepeatedOnceAnInterimResponseCame() {
        FrameServer server = serve(connection -> {
            connection.autoRefill(false);
            connection.greet();
            connection.headers(connection.awaitRequest(1).streamId(), false, ":status", "100");
            connection.close();
        });
        Client client = client();

        Delivery delivery = client.send(
                SendRequest.put(uri(server, "/"))
                        .body(Body.of(new byte[1_000_000]))
                        .replayable(),
                ANSWERED);

        Failures.expect(client.fail(delivery, ANSWERED), Failure.CONNECTION_LOST, Phase.WRITE, PARTLY_WRITTEN);
        assertThat(delivery.receipt().attempts()).isOne();
        assertThat(client.metrics().retried()).isZero();
        assertThat(server.connections()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\n\r\n", "\0\0\u0008\u0006\0\0\0\0\0\0\0\0\0\0\0\0\0"})
    @Proves("garbage")
    void aPeerThatDoesNotBeginWithSettingsFailsTheSend(String beginning) {
        FrameServer server = serve(connection -> {
            connection.awaitRequest(1);
            connection.raw(beginning.getBytes(US_ASCII));
        });
        Client client = client(options -> options.answerDeadline(Duration.ofSeconds(5)));

        SendException failure = client.fail(client.send(post(server, "/"), ANSWERED), ANSWERED);

        Failures.expect(failure, Failure.PROTOCOL_ERROR, Phase.ANSWER, FULLY_WRITTEN);
    }

    @Test
    void whileNoStreamIsAllowedSendsWaitAndThenGoOut() {
        CountDownLatch waiting = new CountDownLatch(1);
        FrameServer server = serve(connection -> {
            connection.greet(Frame.MAX_CONCURRENT_STREAMS, 0);
            connection.ping(1);
            waiting.await();
            connection.settings(Frame.MAX_CONCURRENT_STREAMS, 1, Frame.HEADER_TABLE_SIZE, 0);
            connection.answerAll(request -> answer(connection, request));
        });
        Client client = client(options -> options.connectionsPerEndpoint(1));
        client.outcome(client.sender().preconnect(URI.create(uri(server, "/"))));
        client.until("known", () -> !server.connection(1).frames(Frame.PING).isEmpty());

        List<Delivery> deliveries =
                List.of(client.send(post(server, "/1"), ANSWERED), client.send(post(server, "/2"), ANSWERED));
        client.until("both wait", () -> client.metrics().queued() == 2);
        waiting.countDown();

        for (Delivery delivery : deliveries) {
            assertThat(client.reach(delivery, ANSWERED).attempts()).isOne();
        }
    }

    @Test
    void anAnswerWithoutEndIsResetAndTheConnectionUsedAgain() {
        FrameServer server = serve(connection -> {
            connection.greet();
            int stream = connection.takeComplete().streamId();
            connection.headers(stream, false, ":status", "200");
            connection.data(stream, new byte[2000], false);
            connection.awaitFrame(frame -> frame.is(Frame.RST_STREAM) && frame.errorCode() == CANCEL);
            connection.data(stream, new byte[2000], true); // may still be under way
            int slow = connection.takeComplete().streamId();
            connection.headers(slow, false, ":status", "200");
            connection.awaitFrame(
                    frame -> frame.is(Frame.RST_STREAM) && frame.streamId() == slow && frame.errorCode() == CANCEL);
            connection.answerAll(request -> answer(connection, request));
        });
        Client client = client(options -> options.drainBytes(1000).drainTime(Duration.ofMillis(100)));

        for (int i = 0; i < 3; i++) {
            assertThat(client.deliver(post(server, "/" + i), ANSWERED).connection())
                    .hasValue(1);
            client.awaitIdle();
        }
    }

    @Test
    void anExcerptEndsThoughTheAnsweredStreamLiesBehindAGoaway() {
        FrameServer server = serve(connection -> {
            connection.greet();
            int stream = connection.takeComplete().streamId();
            connection.headers(stream, false, ":status", "400");
            connection.data(stream, "why".getBytes(US_ASCII), false);
            connection.goAway(0, NO_ERROR);
        });
        Client client = client();

        Delivery delivery = client.send(post(server, "/").keepErrorContent(100), ANSWERED);
        AnswerExcerpt excerpt = client.outcome(delivery.excerpt());

        assertThat(new String(excerpt.content(), US_ASCII)).isEqualTo("why");
        assertThat(client.reach(delivery, ANSWERED).attempts()).isOne();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Proves({"rst-at-byte-n", "fin-at-byte-n"})
    void whenTheConnectionEndsEachStreamFailsWithItsOwnWireState(boolean reset) {
        CountDownLatch go = new CountDownLatch(1);
        FrameServer server = serve(connection -> {
            connection.autoRefill(false);
            connection.greet();
            connection.awaitComplete(1);
            go.await();
            if (reset) {
                connection.reset();
            } else {
                connection.close();
            }
        });
        Client client = client(options -> options.connectionsPerEndpoint(1));
        Delivery whole = client.send(post(server, "/whole"), ANSWERED);
        client.reach(whole, WRITTEN);
        Delivery half = client.send(SendRequest.post(uri(server, "/half")).body(Body.of(new byte[1_000_000])));
        client.until("half of it", () -> server.connection(1).frames(Frame.DATA).size() > 3);
        go.countDown();

        Failures.expect(client.fail(whole, ANSWERED), Failure.CONNECTION_LOST, Phase.ANSWER, FULLY_WRITTEN);
        Failures.expect(client.fail(half, WRITTEN), Failure.CONNECTION_LOST, Phase.WRITE, PARTLY_WRITTEN);
    }

    @ParameterizedTest
    @ValueSource(ints = {Frame.PING, Frame.SETTINGS, Frame.RST_STREAM})
    void aFloodNeitherHangsNorGrows(int type) {
        FrameServer server = serve(connection -> {
            connection.greet();
            int stream = connection.takeComplete().streamId();
            byte[] payload = type == Frame.PING ? new byte[8] : type == Frame.SETTINGS ? new byte[0] : new byte[4];
            ByteBuffer flood = ByteBuffer.allocate(500 * (9 + payload.length));
            for (int i = 0; i < 500; i++) {
                flood.put(new byte[] {0, 0, (byte) payload.length, (byte) type, 0})
                        .putInt(type == Frame.RST_STREAM ? stream : 0)
                        .put(payload);
            }
            for (int i = 0; i < 10; i++) {
                connection.raw(flood.array());
            }
            connection.headers(stream, true, ":status", "200");
            connection.answerAll(request -> answer(connection, request));
        });
        Client client = client();

        Delivery flooded = client.send(post(server, "/"), ANSWERED);
        client.until("its end", () -> client.hasNews(flooded));

        assertThat(client.metrics().bytesInFlight()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aFloodBehindTheFinalHeadLeavesTheAnswerAndTheNextSendGoesOut(Flood flood) {
        FrameServer server = serve(connection -> {
            connection.greet();
            if (connection.number() == 1) {
                int stream = connection.takeComplete().streamId();
                connection.headers(stream, false, ":status", "200");
                connection.raw(flood.octets(stream));
                connection.ping(1);
                connection.awaitFrame(frame -> frame.is(Frame.PING) && frame.isAck());
                connection.data(stream, new byte[0], true);
            }
            connection.answerAll(request -> answer(connection, request));
        });
        Client client = client();

        assertThat(client.deliver(post(server, "/"), ANSWERED).status()).hasValue(200);
        FrameConnection first = server.connection(1);
        if (flood.costsTheConnection) {
            client.until("its end", () -> !first.frames(Frame.GOAWAY).isEmpty());
            assertThat(first.frames(Frame.GOAWAY).get(0).errorCode()).isEqualTo(ENHANCE_YOUR_CALM);
            client.until("a connection less", () -> client.metrics().connectionsRetired() == 1);
        } else {
            client.until(
                    "the flood read", () -> first.frames(Frame.PING).stream().anyMatch(Frame::isAck));
            client.awaitIdle();
        }

        assertThat(client.deliver(post(server, "/next"), ANSWERED).connection())
                .hasValue(flood.costsTheConnection ? 2 : 1);
    }

    /** Far more than there may be at a time, were one kept. */
    @Test
    void pushesFromBeforeOurSettingsAreKnownAreForgottenOnceTheyAreRefused() {
        FrameServer server = serve(connection -> {
            connection.autoSettingsAck(false);
            connection.greet();
            int stream = connection.takeComplete().streamId();
            for (int i = 1; i <= 150; i++) {
                connection.pushPromise(stream, 2 * i, ":method", "GET", ":path", "/");
                if (i % 50 == 0) {
                    connection.ping(i);
                    connection.awaitFrame(i / 50, frame -> frame.is(Frame.PING) && frame.isAck());
                }
            }
            connection.headers(stream, true, ":status", "200");
        });

        client().deliver(post(server, "/"), ANSWERED);

        assertThat(server.connection(1).frames(Frame.RST_STREAM)).hasSize(150);
    }

    private static void answer(FrameConnection connection, RequestSeen request) throws IOException {
        connection.headers(request.streamId(), true, ":status", "200");
    }

    /** As where something that forwards a port has no server behind it. In clear text: TLS would not come so far. */
    @Test
    void connectionsThatAreResetAsSoonAsTheyAreAcceptedKeepNoPlace() throws Exception {
        assumeTrue(!setup.isSecure(), "TLS fails in the handshake");
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread resetting = new Thread(() -> resetAll(listener), "resetting");
            resetting.setDaemon(true);
            resetting.start();
            Client client = client(options -> options.connectionsPerEndpoint(1));
            String uri = "http://" + listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort() + "/";
            for (int i = 0; i < 20; i++) {
                Delivery delivery = client.send(SendRequest.post(uri).text("x"), ANSWERED);
                assertThat(client.fail(delivery, ANSWERED).failure())
                        .isIn(Failure.CONNECTION_LOST, Failure.CONNECT_FAILED);
            }
            client.until(
                    "no connection that counts",
                    () -> client.metrics().connectionsRetired()
                            == client.metrics().connectionsOpened());
        }
    }

    private static void resetAll(ServerSocket listener) {
        try {
            while (true) {
                try (Socket accepted = listener.accept()) {
                    accepted.setSoLinger(true, 0);
                }
            }
        } catch (IOException closed) {
            // the test is over
        }
    }
}
