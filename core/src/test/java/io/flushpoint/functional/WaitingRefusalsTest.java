package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.Bound;
import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Refusals that wait to be told, because a loop stands still or a callback runs, are bounded in number. */
class WaitingRefusalsTest extends OverSetups {
    private static final int BOUND = 16;

    /** Its body is larger than all that may be in flight. */
    private static final SendRequest REFUSED =
            SendRequest.post("http://127.0.0.1:1/").body(Body.of(new byte[2_000]));

    @Test
    void deliveriesPastTheBoundHaveFailedAndNoListenerWaitsForThem() throws Exception {
        Client client = bounded();
        List<Delivery> deliveries = new ArrayList<>();
        HeldLoop.duringStandstill(client.sender(), () -> {
            for (int i = 0; i < 2 * BOUND; i++) {
                deliveries.add(client.send(REFUSED));
            }
        });

        assertThat(deliveries)
                .allSatisfy(
                        delivery -> assertThat(client.fail(delivery, ANSWERED).failure())
                                .isEqualTo(Failure.BYTES_IN_FLIGHT_EXCEEDED));
        untilTold(client, BOUND);
        assertThat(client.metrics().failed()).isGreaterThanOrEqualTo(2 * BOUND);
        client.send(REFUSED);
        untilTold(client, BOUND + 1);
    }

    @Test
    void callbacksPastTheBoundAreRefusedByAnExceptionAndTheOthersAreToldOnce() throws Exception {
        Client client = bounded();
        Callbacks callbacks = new Callbacks(client);
        HeldLoop.duringStandstill(client.sender(), callbacks::send);

        untilTold(client, BOUND);
        callbacks.assertOnlyTheFirstWereTold(BOUND);
        HeldLoop.duringStandstill(client.sender(), callbacks::send);
        assertThat(callbacks.accepted).as("there is room again").hasSize(2 * BOUND);
        untilTold(client, 2 * BOUND);
    }

    @Test
    void theyAreBoundedAlsoAfterCloseWhileACallbackRuns() {
        Client client = bounded();
        client.sender().close();
        Callbacks callbacks = new Callbacks(client);
        AtomicBoolean returned = new AtomicBoolean();

        client.sender().send(REFUSED, WRITTEN, (receipt, failure) -> {
            callbacks.send();
            returned.set(true);
        });

        client.until("the callback's return", returned::get);
        client.until("the refusals", () -> client.events().lines("failed").size() == BOUND);
        callbacks.assertOnlyTheFirstWereTold(BOUND - 1); // the place of the one before them is not free again
    }

    private Client bounded() {
        return client(options -> options.bytesInFlight(1_024).refusalsWaiting(BOUND));
    }

    private static void untilTold(Client client, int refusals) {
        String line = "failed " + Failure.BYTES_IN_FLIGHT_EXCEEDED;
        client.until(
                "the refusals",
                () -> client.events().lines("failed").stream()
                                .filter(line::equals)
                                .count()
                        == refusals);
    }

    /** Twice as many refused sends as may wait, each with a callback. */
    private static final class Callbacks {
        private final Client client;
        private final AtomicIntegerArray told = new AtomicIntegerArray(2 * BOUND);
        private final List<Integer> accepted = new ArrayList<>();
        private final List<RejectedExecutionException> thrown = new ArrayList<>();

        Callbacks(Client client) {
            this.client = client;
        }

        void send() {
            for (int i = 0; i < 2 * BOUND; i++) {
                int index = i;
                try {
                    client.sender().send(REFUSED, WRITTEN, (receipt, failure) -> told.incrementAndGet(index));
                    accepted.add(index);
                } catch (RejectedExecutionException e) {
                    thrown.add(e);
                }
            }
        }

        void assertOnlyTheFirstWereTold(int sends) {
            assertThat(accepted).isEqualTo(IntStream.range(0, sends).boxed().toList());
            assertThat(IntStream.range(0, 2 * BOUND).map(told::get).toArray())
                    .containsExactly(IntStream.range(0, 2 * BOUND)
                            .map(index -> index < sends ? 1 : 0)
                            .toArray());
            assertThat(thrown)
                    .hasSize(2 * BOUND - sends)
                    .allSatisfy(e -> assertThat(e)
                            .hasMessageContaining(Bound.REFUSALS_WAITING.name())
                            .hasCauseInstanceOf(SendException.class));
        }
    }
}
