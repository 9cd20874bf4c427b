package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.AnswerExcerpt;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryReport;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.Frame;
import io.flushpoint.testkit.FrameConnection;
import io.flushpoint.testkit.FrameServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Answers whose content has another length than they say (RFC 9113 §8.1.1). The status is told, which came first; what was kept
 * of the content is not whole; and no other stream is touched.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.flushpoint.functional.Http2Setup#some")
class Http2ContentLengthTest extends OverHttp2 {
    /** How a content differs from its length. */
    @SuppressWarnings("ImmutableEnumChecker") // the contents have no state
    private enum Content {
        TOO_LONG("abcd", (connection, id) -> connection.data(id, bytes("abcde"), true)),
        TOO_LONG_AND_GOES_ON("abcd", (connection, id) -> {
            connection.data(id, bytes("abcd"), false);
            connection.data(id, bytes("e"), false);
        }),
        TOO_SHORT("abc", (connection, id) -> {
            connection.data(id, bytes("abc"), false);
            connection.data(id, bytes(""), true);
        }),
        TOO_SHORT_BEFORE_TRAILERS("abc", (connection, id) -> {
            connection.data(id, bytes("abc"), false);
            connection.headers(id, true, "x-trailer", "1");
        }),
        NONE("", (connection, id) -> connection.data(id, bytes(""), true)),
        NONE_BEFORE_TRAILERS("", (connection, id) -> connection.headers(id, true, "x-trailer", "1"));

        private final String most;
        private final Deed deed;

        Content(String most, Deed deed) {
            this.most = most;
            this.deed = deed;
        }
    }

    /** What follows the head of an answer. */
    private interface Deed {
        void to(FrameConnection connection, int stream) throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    void contentOfAnotherLengthIsNotWholeAndCostsNoOtherStream(Content content) {
        FrameServer server = serve(connection -> {
            connection.greet();
            connection.awaitComplete(2);
            int bad = connection.requests().get(0).streamId();
            connection.headers(bad, false, ":status", "400", "content-length", "4");
            content.deed.to(connection, bad);
            connection.takeComplete();
            connection.answerAll(request -> connection.headers(request.streamId(), true, ":status", "200"));
        });
        Client client = client(options -> options.connectionsPerEndpoint(1));

        Delivery bad = client.send(post(server, "/bad").keepErrorContent(100), ANSWERED);
        Delivery beside = client.send(post(server, "/beside"), ANSWERED);
        AnswerExcerpt excerpt = client.outcome(bad.excerpt());

        assertThat(client.reach(bad, ANSWERED).status()).hasValue(400);
        assertThat(client.report(bad).kind()).isEqualTo(DeliveryReport.Kind.ANSWERED);
        assertThat(excerpt.isWhole()).isFalse();
        assertThat(content.most).startsWith(new String(excerpt.content(), US_ASCII));
        assertThat(client.reach(beside, ANSWERED).attempts()).isOne();
        assertThat(client.deliver(post(server, "/next"), ANSWERED).connection()).hasValue(1);
        if (!content.most
                .isEmpty()) { // of nothing at all it is known only by what was asked, when its stream has ended
            Frame reset = server.connection(1).awaitFrame(frame -> frame.is(Frame.RST_STREAM));
            assertThat(reset.errorCode()).isEqualTo(PROTOCOL_ERROR);
            assertThat(reset.streamId())
                    .isEqualTo(server.connection(1).requests().get(0).streamId());
        }
    }

    @Test
    void aHeadThatPromisesContentAndEndsItsStreamIsNotWhole() {
        FrameServer server = serve(connection -> {
            connection.greet();
            connection.answerAll(
                    request -> connection.headers(request.streamId(), true, ":status", "400", "content-length", "4"));
        });
        Client client = client();

        Delivery delivery = client.send(post(server, "/").keepErrorContent(100), ANSWERED);

        assertThat(client.outcome(delivery.excerpt()).isWhole()).isFalse();
        assertThat(client.reach(delivery, ANSWERED).status()).hasValue(400);
    }

    @Test
    void anAnswerToHeadIsWholeWithoutTheContentWhoseLengthItTells() {
        FrameServer server = serve(connection -> {
            connection.greet();
            connection.answerAll(
                    request -> connection.headers(request.streamId(), true, ":status", "400", "content-length", "4"));
        });
        Client client = client();

        SendRequest request = SendRequest.head(uri(server, "/")).keepErrorContent(100);
        Delivery delivery = client.send(request.keepHeaders("content-length"), ANSWERED);

        AnswerExcerpt excerpt = client.outcome(delivery.excerpt());
        assertThat(excerpt.isWhole()).isTrue();
        assertThat(excerpt.header("content-length")).hasValue("4");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }
}
