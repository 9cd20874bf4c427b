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
import io.flushpoint.testkit.Frame;
import io.flushpoint.testkit.FrameConnection;
import io.flushpoint.testkit.FrameServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Behind a RST_STREAM of ours no frame of its stream follows (RFC 9113 §5.1). */
@ParameterizedClass(name = "{0}")
@MethodSource("io.flushpoint.functional.Http2Setup#some")
class Http2ResetTest extends OverHttp2 {
    private static final int WINDOW = 65_535; // RFC 9113 §6.9.2
    private static final int WIDE = 1 << 20;
    private static final int LEFT = 5_000;

    /** What a peer says first. */
    @FunctionalInterface
    private interface Greeting {
        void by(FrameConnection connection) throws IOException;
    }

    /** Opens the windows, of which Netty tells all streams, one by one. */
    @FunctionalInterface
    private interface Opening {
        void of(FrameConnection connection, int stream) throws IOException;
    }

    @Test
    void aBodyThatFailsWhenTheWindowOfTheConnectionOpensIsWrittenNoFurther() {
        bodyFailsWhenItGoesOn(FrameConnection::greet, (connection, stream) -> {
            connection.windowUpdate(stream, WIDE);
            connection.windowUpdate(0, WIDE);
        });
    }

    @Test
    void aBodyThatFailsWhenSettingsOpenTheWindowOfItsStreamIsWrittenNoFurther() {
        bodyFailsWhenItGoesOn(
                connection -> {
                    connection.greet();
                    connection.windowUpdate(0, WIDE);
                },
                (connection, stream) -> connection.settings(Frame.INITIAL_WINDOW_SIZE, WIDE));
    }

    /** The failure is known when the window opens for which some of the body waits, and another body beside it. */
    private void bodyFailsWhenItGoesOn(Greeting greeting, Opening opening) {
        OneBuffer body = new OneBuffer(WINDOW + LEFT);
        FrameServer server = serve(connection -> {
            connection.autoRefill(false);
            greeting.by(connection);
            int stream = connection.awaitRequest(1).streamId();
            connection.awaitRequest(2);
            body.fail();
            connection.ping(1);
            connection.awaitFrame(frame -> frame.is(Frame.PING)); // the failure is known
            opening.of(connection, stream);
            connection.headers(connection.takeComplete().streamId(), true, ":status", "200");
        });
        Client client = client(options -> options.connectionsPerEndpoint(1));

        Delivery delivery = client.send(SendRequest.post(uri(server, "/")).body(Body.stream(body)), ANSWERED);
        client.until("the window used up", () -> server.connections() == 1 && received(server.connection(1)) == WINDOW);
        Delivery beside = client.send(SendRequest.post(uri(server, "/")).body(Body.of(new byte[LEFT])), ANSWERED);
        SendException failure = client.fail(delivery, WRITTEN);

        Failures.expect(failure, Failure.BODY_FAILED, Phase.WRITE, PARTLY_WRITTEN);
        client.reach(beside, ANSWERED);
        FrameConnection connection = server.connection(1);
        connection.awaitFrame(frame -> frame.is(Frame.RST_STREAM));
        client.close();
        connection.awaitEnd();
        List<Frame> ofStream = connection.frames().stream()
                .filter(frame -> frame.streamId() == connection.awaitRequest(1).streamId())
                .toList();
        assertThat(ofStream.get(ofStream.size() - 1).is(Frame.RST_STREAM)).isTrue();
    }

    private static long received(FrameConnection connection) {
        return connection.frames(Frame.DATA).stream().mapToLong(Frame::length).sum();
    }

    /** Gives so many bytes at once, and no more. */
    private static final class OneBuffer implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
        private final AtomicInteger left;
        private final AtomicReference<Flow.Subscriber<? super ByteBuffer>> subscriber = new AtomicReference<>();

        OneBuffer(int length) {
            left = new AtomicInteger(length);
        }

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> reader) {
            subscriber.set(reader);
            reader.onSubscribe(this);
        }

        @Override
        public void request(long count) {
            int length = left.getAndSet(0);
            if (length > 0) {
                subscriber.get().onNext(ByteBuffer.allocate(length));
            }
        }

        @Override
        public void cancel() {}

        void fail() {
            subscriber.get().onError(new IllegalStateException("no more"));
        }
    }
}
