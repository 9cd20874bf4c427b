package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static io.flushpoint.WireState.NOTHING_WRITTEN;
import static io.flushpoint.WireState.PARTLY_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.Frame;
import io.flushpoint.testkit.FrameScript;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.RequestSeen;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that fail over HTTP/2: their stream is reset, and the server never gets a whole request. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.flushpoint.functional.Http2Setup#some")
class Http2BodyFailureTest extends OverHttp2 {
    @Test
    @Proves("body-publisher-fails-mid-body")
    void aPublisherThatFailsFailsTheSendAndItsStreamIsReset() {
        SendException failure =
                fails(Body.stream(Publishers.failing(new byte[1_000], new IllegalStateException("out of paper"))));

        Failures.expect(failure, Failure.BODY_FAILED, Phase.WRITE, PARTLY_WRITTEN);
        assertThat(failure).hasRootCauseMessage("out of paper");
    }

    @Test
    @Proves("cl-mismatch")
    void aPublisherThatEndsTooEarlyFailsTheSend() {
        SendException failure = fails(Body.stream(Publishers.of(new byte[999], 500), 1_000));

        Failures.expect(failure, Failure.BODY_FAILED, Phase.WRITE, PARTLY_WRITTEN);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 1_000})
    @Proves("cl-mismatch")
    void aPublisherThatGivesTooMuchFailsTheSend(int declared) {
        List<ByteBuffer> tooMuch = List.of(ByteBuffer.allocate(declared), ByteBuffer.allocate(1));

        SendException failure = fails(Body.stream(Publishers.of(tooMuch), declared));

        assertThat(failure.failure()).isEqualTo(Failure.BODY_FAILED);
        assertThat(failure.wireState()).isIn(NOTHING_WRITTEN, PARTLY_WRITTEN);
    }

    /** Up to its reset, where there is one, the server has all that it gets of it. */
    private SendException fails(Body body) {
        FrameServer server = serve(FrameScript.answering(200));
        Client client = client();

        SendException failure = client.fail(
                client.send(SendRequest.post(uri(server, "/failing")).body(body)), WRITTEN);

        if (failure.wireState() != NOTHING_WRITTEN) {
            server.connection(1).awaitFrame(frame -> frame.is(Frame.RST_STREAM));
        }
        client.deliver(post(server, "/next"), ANSWERED);
        assertThat(server.all().stream()
                        .flatMap(connection -> connection.requests().stream())
                        .filter(RequestSeen::isComplete))
                .extracting(RequestSeen::path)
                .containsExactly("/next");
        return failure;
    }
}
