package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.WireState.NOTHING_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.Frame;
import io.flushpoint.testkit.FrameConnection;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.RequestSeen;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer says in SETTINGS (RFC 9113 §6.5.2), at first and later: its limits hold from when they are acknowledged. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.flushpoint.functional.Http2Setup#some")
class Http2SettingsTest extends OverHttp2 {
    private static final int WIDE = 1 << 29;
    private static final int SMALL_FRAME = 1 << 14;
    private static final int LARGE_FRAME = 1 << 20;
    private static final int PART = 150_000;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSizeOfFramesFollowsThePeersWhileABodyIsWritten(boolean fromFile) throws Exception {
        byte[] bytes = bytes(3 * PART);
        FrameServer server = serve(connection -> {
            connection.autoRefill(false);
            connection.greet(Frame.INITIAL_WINDOW_SIZE, PART);
            connection.windowUpdate(0, WIDE);
            answer(connection, connection.takeComplete());
            RequestSeen request = connection.awaitRequest(2);
            connection.awaitFrame(frame -> request.bodyLength() == PART);
            connection.settings(Frame.MAX_FRAME_SIZE, LARGE_FRAME);
            connection.windowUpdate(request.streamId(), PART);
            connection.awaitFrame(frame -> request.bodyLength() == 2 * PART);
            connection.settings(Frame.MAX_FRAME_SIZE, SMALL_FRAME);
            connection.windowUpdate(request.streamId(), PART);
            answer(connection, connection.takeComplete());
        });
        Client client = client();
        client.deliver(post(server, "/"), ANSWERED); // the window is known from here on
        Body body = fromFile ? Body.file(Files.write(directory.resolve("frames"), bytes)) : Body.of(bytes);

        Receipt receipt = client.deliver(SendRequest.post(uri(server, "/large")).body(body), ANSWERED);

        FrameConnection connection = server.connection(1);
        RequestSeen seen = connection.awaitComplete(2);
        assertThat(Arrays.equals(seen.body(), bytes)).isTrue();
        assertThat(receipt.bytes()).isEqualTo(bytesOf(connection, seen.streamId()));
        assertThat(largestData(connection, 1)).isEqualTo(SMALL_FRAME);
        assertThat(largestData(connection, 2)).isGreaterThan(SMALL_FRAME).isLessThanOrEqualTo(LARGE_FRAME);
        assertThat(largestData(connection, 3)).isEqualTo(SMALL_FRAME);
    }

    /** Of the DATA between so many acknowledgements of SETTINGS and one more. */
    private static int largestData(FrameConnection connection, int acknowledged) {
        int acknowledgements = 0;
        int largest = 0;
        for (Frame frame : connection.frames()) {
            if (frame.is(Frame.SETTINGS) && frame.isAck()) {
                acknowledgements++;
            } else if (frame.is(Frame.DATA) && acknowledgements == acknowledged) {
                largest = Math.max(largest, frame.length());
            }
        }
        return largest;
    }

    private static long bytesOf(FrameConnection connection, int stream) {
        return connection.frames().stream()
                .filter(frame -> frame.streamId() == stream && !frame.is(Frame.WINDOW_UPDATE))
                .mapToLong(frame -> 9 + frame.length())
                .sum();
    }

    @Test
    void aHeadLargerThanAFrameGoesOnInFurtherOnesUntilThePeerTakesLargerOnes() {
        FrameServer server = serve(connection -> {
            connection.greet();
            answer(connection, connection.takeComplete());
            connection.settings(Frame.MAX_FRAME_SIZE, LARGE_FRAME);
            connection.answerAll(request -> answer(connection, request));
        });
        Client client = client();
        String value = "x!".repeat(10_000);
        SendRequest request = post(server, "/").header("x-long", value);

        Receipt first = client.deliver(request, ANSWERED);
        client.until("the larger size known", () -> acknowledgements(server) == 2);
        Receipt second = client.deliver(request.header("x-other", value), ANSWERED);

        FrameConnection connection = server.connection(1);
        assertThat(connection.frames(Frame.CONTINUATION))
                .isNotEmpty()
                .allMatch(frame -> frame.streamId() == first.stream().orElseThrow());
        for (Receipt receipt : List.of(first, second)) {
            assertThat(receipt.bytes())
                    .isEqualTo(bytesOf(connection, receipt.stream().orElseThrow()));
        }
        assertThat(connection.requests())
                .allSatisfy(seen -> assertThat(seen.header("x-long")).hasValue(value));
    }

    /** RFC 9113 has the limit advise, and yet what is behind it can cost every stream of the connection. */
    @Test
    void aHeadLongerThanThePeerTakesIsNotWrittenAndLeavesTheConnectionToOthers() {
        FrameServer server = serve(connection -> {
            connection.autoRefill(false);
            connection.greet(Frame.MAX_HEADER_LIST_SIZE, 1000);
            connection.windowUpdate(0, WIDE);
            answer(connection, connection.takeComplete());
            connection.awaitRequest(3);
            connection.windowUpdate(connection.requests().get(1).streamId(), PART);
            connection.answerAll(request -> answer(connection, request));
        });
        Client client = client(options -> options.connectionsPerEndpoint(1));
        client.deliver(post(server, "/1"), ANSWERED); // the limit is known from here on
        Delivery beside = client.send(SendRequest.post(uri(server, "/2")).body(Body.of(bytes(PART))), ANSWERED);
        client.until("its head", () -> server.connection(1).requests().size() == 2);

        for (SendRequest request : List.of(
                SendRequest.get(uri(server, "/get")),
                post(server, "/small").replayable(),
                SendRequest.post(uri(server, "/large")).body(Body.of(bytes(PART))))) {
            SendException failure =
                    client.fail(client.send(request.header("x-long", "x".repeat(1000)), ANSWERED), ANSWERED);

            Failures.expect(failure, Failure.PROTOCOL_ERROR, Phase.WRITE, NOTHING_WRITTEN);
            assertThat(failure)
                    .hasMessageContaining("SETTINGS_MAX_HEADER_LIST_SIZE")
                    .hasMessageContaining("1000");
            assertThat(failure.receipt().attempts()).isOne();
        }

        assertThat(client.deliver(post(server, "/3"), ANSWERED).connection()).hasValue(1);
        assertThat(client.reach(beside, ANSWERED).connection()).hasValue(1);
        assertThat(server.connection(1).requests())
                .extracting(RequestSeen::path)
                .containsExactly("/1", "/2", "/3");
        assertThat(server.connection(1).frames(Frame.RST_STREAM)).isEmpty();
    }

    @Test
    void aHeadThatIsWrittenBeforeTheLimitIsKnownIsForThePeerToAnswer() {
        FrameServer server = serve(connection -> {
            connection.awaitRequest(1);
            connection.greet(Frame.MAX_HEADER_LIST_SIZE, 1000);
            connection.headers(connection.takeComplete().streamId(), true, ":status", "431");
        });

        Receipt receipt = client().deliver(post(server, "/").header("x-long", "x".repeat(1000)), ANSWERED);

        assertThat(receipt.status()).hasValue(431);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, PART})
    void aBodyWaitsForAFirstWindowThatSettingsOpen(int length) {
        CountDownLatch waited = new CountDownLatch(1);
        FrameServer server = serve(connection -> {
            connection.greet(Frame.INITIAL_WINDOW_SIZE, 0);
            answer(connection, connection.takeComplete());
            RequestSeen request = connection.awaitRequest(2);
            waited.await();
            assertThat(request.bodyLength()).isZero();
            connection.settings(Frame.INITIAL_WINDOW_SIZE, 65_535);
            connection.answerAll(next -> answer(connection, next));
        });
        Client client = client();
        client.deliver(SendRequest.get(uri(server, "/")), ANSWERED); // the window is known from here on
        byte[] body = bytes(length);

        Delivery delivery = client.send(SendRequest.post(uri(server, "/")).body(Body.of(body)), ANSWERED);
        client.until("its head", () -> server.connection(1).requests().size() == 2);
        assertThat(delivery.receipt().level()).isEmpty();
        waited.countDown();

        assertThat(client.reach(delivery, ANSWERED).connection()).hasValue(1);
        assertThat(Arrays.equals(server.connection(1).awaitComplete(2).body(), body))
                .isTrue();
    }

    @Test
    void noHeadUsesTheDynamicTableSoThePeerMayChangeItsSizeAtAnyTime() {
        FrameServer server = serve(connection -> {
            connection.greet();
            for (int i = 0; i < 2; i++) {
                answer(connection, connection.takeComplete());
            }
            connection.settings(Frame.HEADER_TABLE_SIZE, 0);
            for (int i = 0; i < 2; i++) {
                answer(connection, connection.takeComplete());
            }
            connection.settings(Frame.HEADER_TABLE_SIZE, 4096);
            connection.answerAll(request -> answer(connection, request));
        });
        Client client = client();
        SendRequest request = post(server, "/").header("x-trace", "Ab").header("x-span", "Cd");

        for (int i = 0; i < 6; i++) {
            int expected = 1 + i / 2;
            client.until(
                    "SETTINGS acknowledged",
                    () -> server.connections() == 0 ? expected == 1 : acknowledgements(server) >= expected);
            assertThat(client.deliver(request, ANSWERED).connection()).hasValue(1);
        }

        List<Frame> heads = server.connection(1).frames(Frame.HEADERS);
        assertThat(heads).hasSize(6);
        assertThat(heads.get(0).payload()[0])
                .as("an empty table from now on (RFC 7541 §6.3)")
                .isEqualTo((byte) 0x20);
        assertThat(heads.subList(1, 6))
                .allSatisfy(head -> assertThat(head.length())
                        .as("as the first, less that octet")
                        .isEqualTo(heads.get(0).length() - 1));
        assertThat(server.connection(1).requests())
                .allSatisfy(seen -> assertThat(seen.header("x-trace")).hasValue("Ab"));
    }

    @Test
    void settingsThatAreOutOfTheirRangesCostTheConnection() {
        for (int[] setting : List.of(
                new int[] {Frame.MAX_FRAME_SIZE, SMALL_FRAME - 1},
                new int[] {Frame.MAX_FRAME_SIZE, 1 << 24},
                new int[] {Frame.INITIAL_WINDOW_SIZE, -1},
                new int[] {Frame.ENABLE_PUSH, 1},
                new int[] {Frame.ENABLE_PUSH, 2})) {
            FrameServer server = serve(connection -> {
                connection.greet();
                connection.takeComplete();
                connection.settings(setting);
            });
            Client client = client();

            SendException failure = client.fail(client.send(post(server, "/"), ANSWERED), ANSWERED);

            assertThat(failure.failure()).isEqualTo(Failure.PROTOCOL_ERROR);
            assertThat(server.connection(1)
                            .awaitFrame(frame -> frame.is(Frame.GOAWAY))
                            .errorCode())
                    .isNotEqualTo(NO_ERROR);
        }
    }

    /** Of the server's SETTINGS by the client. */
    private static long acknowledgements(FrameServer server) {
        return server.connection(1).frames(Frame.SETTINGS).stream()
                .filter(Frame::isAck)
                .count();
    }

    private static void answer(FrameConnection connection, RequestSeen request) throws IOException {
        connection.headers(request.streamId(), true, ":status", "200");
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
