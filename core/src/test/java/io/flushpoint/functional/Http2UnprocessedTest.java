package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static io.flushpoint.WireState.FULLY_WRITTEN;
import static io.flushpoint.WireState.PARTLY_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.RequestSeen;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a peer proves not to have processed (RFC 9113 §8.7) is sent again, once, whatever its method and also after it was
 * written; what it only resets is not.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.flushpoint.functional.Http2Setup#all")
class Http2UnprocessedTest extends OverHttp2 {
    @Test
    void aRefusedStreamIsSentAgainOnTheSameConnection() {
        FrameServer server = serve(connection -> {
            connection.greet();
            connection.rst(connection.takeComplete().streamId(), REFUSED_STREAM);
            connection.answerAll(request -> connection.headers(request.streamId(), true, ":status", "200"));
        });
        Client client = client();

        Delivery delivery = client.send(post(server, "/"), ANSWERED);
        Receipt receipt = client.reach(delivery, ANSWERED);

        assertThat(receipt.attempts()).isEqualTo(2);
        assertThat(server.connections()).isOne();
        assertThat(server.connection(1).requests())
                .extracting(RequestSeen::bodyText)
                .containsExactly("hello", "hello");
        assertThat(client.report(delivery).kind()).isEqualTo(DeliveryReport.Kind.ANSWERED);
        assertThat(client.metrics().retried()).isOne();
    }

    @Test
    void whatLiesBehindTheLastStreamOfAGoawayIsSentAgainOnAnotherConnectionAndWhatLiesBeforeItIsAnswered() {
        FrameServer server = serve(connection -> {
            connection.greet();
            if (connection.number() == 1) {
                connection.awaitComplete(4);
                int second = connection.requests().get(1).streamId();
                connection.goAway(second, NO_ERROR);
                for (int i = 0; i < 2; i++) {
                    connection.headers(connection.requests().get(i).streamId(), true, ":status", "201");
                }
            } else {
                connection.answerAll(request -> connection.headers(request.streamId(), true, ":status", "202"));
            }
        });
        Client client = client();
        Delivery[] deliveries = new Delivery[4];
        for (int i = 0; i < deliveries.length; i++) {
            deliveries[i] = client.send(post(server, "/" + i), WRITTEN);
        }

        for (int i = 0; i < deliveries.length; i++) {
            DeliveryReport report = client.report(deliveries[i]);
            assertThat(report.status()).hasValue(i < 2 ? 201 : 202);
            assertThat(report.receipt().attempts()).isEqualTo(i < 2 ? 1 : 2);
        }
        client.awaitEvent("retired 1 GOING_AWAY");
    }

    @Test
    void aGoawayInTwoStepsLosesNothing() {
        FrameServer server = serve(connection -> {
            connection.greet();
            if (connection.number() == 1) {
                connection.awaitComplete(2);
                connection.goAway(Integer.MAX_VALUE, NO_ERROR);
                connection.goAway(connection.requests().get(0).streamId(), NO_ERROR);
                connection.headers(connection.requests().get(0).streamId(), true, ":status", "200");
                connection.close();
            } else {
                connection.answerAll(request -> connection.headers(request.streamId(), true, ":status", "200"));
            }
        });
        Client client = client();

        Delivery first = client.send(post(server, "/1"), ANSWERED);
        Delivery second = client.send(post(server, "/2"), ANSWERED);

        assertThat(client.reach(first, ANSWERED).attempts()).isOne();
        assertThat(client.reach(second, ANSWERED).attempts()).isEqualTo(2);
    }

    @Test
    void anIdleConnectionThatIsGoingAwayIsNotUsedAgain() {
        FrameServer server = serve(connection -> {
            connection.greet();
            connection.headers(connection.takeComplete().streamId(), true, ":status", "200");
            if (connection.number() == 1) {
                connection.goAway(Integer.MAX_VALUE, NO_ERROR);
            }
        });
        Client client = client();
        client.deliver(post(server, "/1"), ANSWERED);
        client.awaitEvent("retired 1 GOING_AWAY");

        Receipt receipt = client.deliver(post(server, "/2"), ANSWERED);

        assertThat(receipt.connection()).hasValue(2);
        assertThat(receipt.attempts()).isOne();
    }

    @Test
    void refusedTwiceItFailsAndSaysThatItWasNotProcessed() {
        FrameServer server = serve(connection -> {
            connection.greet();
            connection.answerAll(request -> connection.rst(request.streamId(), REFUSED_STREAM));
        });
        Client client = client();

        Delivery delivery = client.send(post(server, "/"), ANSWERED);

        Failures.expect(client.fail(delivery, ANSWERED), Failure.UNPROCESSED, Phase.ANSWER, FULLY_WRITTEN);
        client.reach(delivery, WRITTEN);
        DeliveryReport report = client.report(delivery);
        assertThat(report.kind()).isEqualTo(DeliveryReport.Kind.LOST);
        assertThat(report.failure()).hasValue(Failure.UNPROCESSED);
        assertThat(server.connection(1).requests()).hasSize(2);
    }

    @Test
    void aRefusalBehindTheTimeForWhichRequestsAreKeptIsToldAndNothingIsSentAgain() {
        CountDownLatch looked = new CountDownLatch(1);
        FrameServer server = serve(connection -> {
            connection.greet();
            RequestSeen request = connection.takeComplete();
            looked.await();
            connection.rst(request.streamId(), REFUSED_STREAM);
        });
        Client client = client(options -> options.keptAfterWritten(Duration.ZERO));

        Delivery delivery = client.send(post(server, "/"), WRITTEN);
        client.reach(delivery, WRITTEN);
        assertThat(client.metrics().bytesInFlight()).isZero();
        looked.countDown();

        assertThat(client.report(delivery).failure()).hasValue(Failure.UNPROCESSED);
        assertThat(server.connection(1).requests()).hasSize(1);
    }

    @Test
    void bytesAreInFlightUntilTheAnswerOrForAsLongAsTheRequestIsKept() {
        FrameServer server = serve(connection -> connection.greet());
        Client client = client(options -> options.keptAfterWritten(Duration.ofMillis(300)));

        client.reach(client.send(post(server, "/"), WRITTEN), WRITTEN);

        assertThat(client.metrics().bytesInFlight()).isEqualTo(5);
        client.until("no bytes in flight", () -> client.metrics().bytesInFlight() == 0);
        assertThat(client.metrics().awaitingAnswer()).isOne();
    }

    @Test
    void aStreamedBodyIsNotSentAgainUnlessItIsSaidThatItCanBe() {
        FrameServer server = serve(connection -> {
            connection.greet();
            connection.rst(connection.takeComplete().streamId(), REFUSED_STREAM);
            connection.rst(connection.takeComplete().streamId(), REFUSED_STREAM);
            connection.answerAll(request -> connection.headers(request.streamId(), true, ":status", "200"));
        });
        Client client = client();
        SendRequest streamed = SendRequest.post(uri(server, "/")).body(Body.stream(Publishers.of(new byte[10], 10)));

        SendException failure = client.fail(client.send(streamed, ANSWERED), ANSWERED);
        Receipt receipt = client.deliver(streamed.replayable(), ANSWERED);

        Failures.expect(failure, Failure.UNPROCESSED, Phase.ANSWER, FULLY_WRITTEN);
        assertThat(receipt.attempts()).isEqualTo(2);
    }

    @Test
    void aRequestThatIsRefusedHalfWayIsSentAgainToo() {
        byte[] body = new byte[1_000_000];
        FrameServer server = serve(connection -> {
            connection.autoRefill(connection.number() == 2);
            connection.greet();
            if (connection.number() == 1) {
                connection.goAway(0, NO_ERROR);
            } else {
                connection.answerAll(request -> connection.headers(request.streamId(), true, ":status", "200"));
            }
        });
        Client client = client();

        Receipt receipt = client.deliver(SendRequest.post(uri(server, "/")).body(Body.of(body)), ANSWERED);

        assertThat(receipt.status()).hasValue(200);
        assertThat(server.connection(2).awaitComplete(1).bodyLength()).isEqualTo(body.length);
    }

    @Test
    void anyOtherResetIsToldByItsCodeAndNotSentAgain() {
        FrameServer server = serve(connection -> {
            connection.greet();
            connection.answerAll(request -> connection.rst(request.streamId(), ENHANCE_YOUR_CALM));
        });
        Client client = client();

        Delivery delivery = client.send(post(server, "/").replayable(), ANSWERED);
        SendException failure = client.fail(delivery, ANSWERED);

        Failures.expect(failure, Failure.STREAM_RESET, Phase.ANSWER, FULLY_WRITTEN);
        assertThat(failure).hasMessageContaining("ENHANCE_YOUR_CALM");
        assertThat(client.report(delivery).heard()).isTrue();
        assertThat(client.report(delivery).kind()).isEqualTo(DeliveryReport.Kind.LOST);
        assertThat(server.connection(1).requests()).hasSize(1);
    }

    @Test
    void aResetWhileTheRequestIsBeingWrittenLeavesItPartlyWrittenAndTheConnectionInUse() {
        FrameServer server = serve(connection -> {
            connection.autoRefill(false);
            connection.greet();
            connection.rst(connection.awaitRequest(1).streamId(), INTERNAL_ERROR);
            connection.windowUpdate(0, 1_000_000);
            connection.answerAll(request -> connection.headers(request.streamId(), true, ":status", "200"));
        });
        Client client = client();

        SendException failure = client.fail(
                client.send(SendRequest.post(uri(server, "/")).body(Body.of(new byte[1_000_000]))), WRITTEN);
        Receipt next = client.deliver(post(server, "/next"), ANSWERED);

        Failures.expect(failure, Failure.STREAM_RESET, Phase.WRITE, PARTLY_WRITTEN);
        assertThat(next.connection()).hasValue(1);
    }
}
