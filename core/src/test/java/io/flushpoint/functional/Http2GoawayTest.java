package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static io.flushpoint.WireState.FULLY_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.testkit.FrameConnection;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.RequestSeen;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that go away with an error (RFC 9113 §6.8): what they prove with the last stream is as good as without one. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.flushpoint.functional.Http2Setup#some")
class Http2GoawayTest extends OverHttp2 {
    /** As of a peer that has met an error (§5.4.1): it says what it may have processed, and closes. */
    @ParameterizedTest
    @CsvSource({"1, 0", "1, 2", "11, 1", "11, 3", "11, 4", "4711, 1"})
    void aGoawayWithAnErrorProvesWhatLiesBehindItsLastStreamAndLosesTheRest(long code, int processed) {
        FrameServer server = serve(connection -> {
            connection.greet();
            if (connection.number() == 1) {
                connection.awaitComplete(3);
                connection.goAway(lastStream(connection, processed), code);
                connection.close();
            } else {
                connection.answerAll(request -> connection.headers(request.streamId(), true, ":status", "202"));
            }
        });
        Client client = client();
        List<Delivery> deliveries = sendThree(client, server);

        for (Delivery delivery : deliveries) {
            if (deliveries.indexOf(delivery) < processed) {
                SendException failure = client.fail(delivery, ANSWERED);
                Failures.expect(failure, Failure.CONNECTION_LOST, Phase.ANSWER, FULLY_WRITTEN);
                assertThat(failure.receipt().attempts()).isOne();
                assertThat(client.report(delivery).kind()).isEqualTo(DeliveryReport.Kind.LOST);
            } else {
                Receipt receipt = client.reach(delivery, ANSWERED);
                assertThat(receipt.status()).hasValue(202);
                assertThat(receipt.attempts()).isEqualTo(2);
            }
        }
        assertThat(client.metrics().retried()).isEqualTo(Math.max(0, 3 - processed));
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "11, 3", "11, 4"})
    void whatLiesBeforeAGoawayWithAnErrorIsAnsweredIfThePeerStillDoes(long code, int processed) {
        FrameServer server = serve(connection -> {
            connection.greet();
            if (connection.number() == 1) {
                connection.awaitComplete(3);
                connection.goAway(lastStream(connection, processed), code);
                for (RequestSeen request : connection.requests().subList(0, Math.min(3, processed))) {
                    connection.headers(request.streamId(), true, ":status", "201");
                }
            } else {
                connection.answerAll(request -> connection.headers(request.streamId(), true, ":status", "202"));
            }
        });
        Client client = client();
        List<Delivery> deliveries = sendThree(client, server);

        for (Delivery delivery : deliveries) {
            boolean first = deliveries.indexOf(delivery) < processed;
            Receipt receipt = client.reach(delivery, ANSWERED);
            assertThat(receipt.status()).hasValue(first ? 201 : 202);
            assertThat(receipt.attempts()).isEqualTo(first ? 1 : 2);
        }
        client.awaitEvent("retired 1 GOING_AWAY");
    }

    @ParameterizedTest
    @ValueSource(longs = {NO_ERROR, PROTOCOL_ERROR, ENHANCE_YOUR_CALM})
    void twoPeersThatGoAwayLeaveARequestUnprocessed(long code) {
        FrameServer server = serve(connection -> {
            connection.greet();
            connection.takeComplete();
            connection.goAway(0, code);
            connection.close();
        });
        Client client = client();

        SendException failure = client.fail(client.send(post(server, "/"), ANSWERED), ANSWERED);

        Failures.expect(failure, Failure.UNPROCESSED, Phase.ANSWER, FULLY_WRITTEN);
        assertThat(failure.receipt().attempts()).isEqualTo(2);
        assertThat(server.connections()).isEqualTo(2);
    }

    /** The number of the stream that was begun as that one; of a fourth of three, the highest that there can be. */
    private static int lastStream(FrameConnection connection, int begun) {
        return begun == 0
                ? 0
                : begun > 3
                        ? Integer.MAX_VALUE
                        : connection.requests().get(begun - 1).streamId();
    }

    /** In the order of their streams. */
    private List<Delivery> sendThree(Client client, FrameServer server) {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Delivery delivery = client.send(post(server, "/" + i), ANSWERED);
            client.reach(delivery, WRITTEN);
            deliveries.add(delivery);
        }
        return deliveries;
    }
}
