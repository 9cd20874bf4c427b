package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Receipt;
import io.flushpoint.testkit.Await;
import io.flushpoint.testkit.Frame;
import io.flushpoint.testkit.FrameConnection;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RequestSeen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers over HTTP/2 that are slow, packed, cut off or more than one. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.flushpoint.functional.Http2Setup#some")
class Http2AnswerTest extends OverHttp2 {
    private static final Duration A_DRIP = Duration.ofMillis(5);

    /** How a peer ends a connection. */
    private enum End {
        FIN,
        /** In clear as {@link #FIN}. */
        FIN_WITHOUT_CLOSE_NOTIFY,
        RST;

        void of(FrameConnection connection) throws IOException {
            switch (this) {
                case FIN -> connection.close();
                case FIN_WITHOUT_CLOSE_NOTIFY -> connection.closeWithoutNotify();
                case RST -> connection.reset();
            }
        }
    }

    @Test
    @Proves("slow-drip 1 B/s")
    void aHeadThatDripsDoesNotOutliveTheAnswersDeadline() {
        FrameServer server = serve(connection -> {
            connection.greet();
            int stream = connection.takeComplete().streamId();
            connection.autoSettingsAck(false).autoPingAck(false); // nothing gets in between
            byte[] frame = ByteBuffer.allocate(9 + 5_000)
                    .putInt(5_000 << 8 | Frame.HEADERS)
                    .put((byte) Frame.END_HEADERS)
                    .putInt(stream)
                    .array();
            for (byte octet : frame) {
                connection.raw(new byte[] {octet});
                Await.elapse(A_DRIP);
            }
        });
        Client client = client(options -> options.answerDeadline(Duration.ofMillis(120)));

        DeliveryReport report = client.report(client.send(post(server, "/")));

        assertThat(report.kind()).isEqualTo(DeliveryReport.Kind.UNKNOWN);
        assertThat(report.failure()).hasValue(Failure.ANSWER_TIMEOUT);
    }

    @Test
    @Proves("slow-drip 1 B/s")
    void contentThatDripsIsCutOffInTime() {
        FrameServer server = serve(connection -> {
            connection.greet();
            int stream = connection.takeComplete().streamId();
            connection.headers(stream, false, ":status", "200");
            while (connection.frames(Frame.RST_STREAM).isEmpty()) {
                connection.data(stream, new byte[1], false);
                Await.elapse(A_DRIP);
            }
            connection.answerAll(request -> answer(connection, request));
        });
        Client client = client(options -> options.drainTime(Duration.ofMillis(100)));

        assertThat(client.deliver(post(server, "/"), ANSWERED).status()).hasValue(200);
        client.until(
                "its reset",
                () -> !server.connection(1).frames(Frame.RST_STREAM).isEmpty());

        assertThat(client.deliver(post(server, "/next"), ANSWERED).connection()).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br"})
    @Proves({"gzip-bomb", "br-bomb"})
    void nothingIsUnpacked(String coding) throws IOException {
        byte[] bomb = ResponseTest.gzip(new byte[8 << 20]);
        FrameServer server = serve(connection -> {
            connection.greet();
            connection.answerAll(request -> {
                connection.headers(request.streamId(), false, ":status", "500", "content-encoding", coding);
                connection.data(request.streamId(), bomb, true);
            });
        });
        Client client = client(options -> options.drainBytes(bomb.length));

        Delivery delivery = client.send(post(server, "/").keepErrorContent(1_000), ANSWERED);

        assertThat(client.outcome(delivery.excerpt()).content()).isEqualTo(Arrays.copyOf(bomb, 1_000));
        client.awaitIdle();
        assertThat(server.connection(1).frames(Frame.RST_STREAM)).isEmpty();
    }

    @Test
    @Proves({"two-responses", "extra-bytes-after-response"})
    void whatFollowsTheEndOfAnAnswerIsNobodysAnswer() {
        FrameServer server = serve(connection -> {
            connection.greet();
            int stream = connection.takeComplete().streamId();
            connection.headers(stream, true, ":status", "200");
            connection.headers(stream, false, ":status", "500");
            connection.data(stream, new byte[100], true);
            connection.answerAll(request -> connection.headers(request.streamId(), true, ":status", "201"));
        });
        Client client = client(options -> options.connectionsPerEndpoint(1));

        Delivery first = client.send(post(server, "/first"), ANSWERED);
        assertThat(client.reach(first, ANSWERED).status()).hasValue(200);
        Receipt next = client.deliver(post(server, "/next"), ANSWERED);

        assertThat(next.status()).hasValue(201);
        assertThat(next.connection()).hasValue(1);
        assertThat(client.report(first).status()).hasValue(200);
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"truncated cl", "fin-without-close_notify"})
    void contentThatTheConnectionCutsOffIsNotWhole(End end) {
        FrameServer server = serve(connection -> {
            connection.greet();
            if (connection.number() == 1) {
                int stream = connection.takeComplete().streamId();
                connection.headers(stream, false, ":status", "500", "content-length", "5000");
                connection.data(stream, new byte[100], false);
                connection.ping(1);
                connection.awaitFrame(frame -> frame.is(Frame.PING) && frame.isAck()); // by then it is read
                end.of(connection);
            }
            connection.answerAll(request -> answer(connection, request));
        });
        Client client = client();

        Delivery cut = client.send(post(server, "/").keepErrorContent(1_000), ANSWERED);

        assertThat(client.reach(cut, ANSWERED).status()).hasValue(500);
        assertThat(client.outcome(cut.excerpt()).isWhole()).isFalse();
        assertThat(client.report(cut).kind()).isEqualTo(DeliveryReport.Kind.ANSWERED);
        client.awaitEvent("retired 1 PEER_CLOSED");
        assertThat(client.deliver(post(server, "/next"), ANSWERED).connection()).hasValue(2);
    }

    @ParameterizedTest
    @EnumSource
    @Proves("fin-without-close_notify")
    void whatIsWrittenStaysSoWhenTheConnectionEndsInPlaceOfTheAnswer(End end) {
        FrameServer server = serve(connection -> {
            connection.greet();
            if (connection.number() == 1) {
                connection.takeComplete();
                end.of(connection);
            }
            connection.answerAll(request -> answer(connection, request));
        });
        Client client = client();

        Delivery lost = client.send(post(server, "/"));

        assertThat(client.report(lost).kind()).isEqualTo(DeliveryReport.Kind.LOST);
        assertThat(client.reach(lost, WRITTEN).attempts()).isOne();
        assertThat(client.deliver(post(server, "/next"), ANSWERED).connection()).hasValue(2);
    }

    private static void answer(FrameConnection connection, RequestSeen request) throws IOException {
        connection.headers(request.streamId(), true, ":status", "200");
    }
}
