package io.flushpoint.internal.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A publisher whose calls find no thread. */
class SubscriptionCallsTest {
    static List<Throwable> reasons() {
        return List.of(new RejectedExecutionException("closing"), new OutOfMemoryError("no thread"));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void aCallForWhichThereIsNoThreadIsToldAndCanBeMadeLater(Throwable reason) {
        List<String> calls = new ArrayList<>();
        List<Throwable> told = new ArrayList<>();
        List<Throwable> obstacles = new ArrayList<>(List.of(reason));
        SubscriptionCalls subscription = new SubscriptionCalls(
                new Flow.Subscription() {
                    @Override
                    public void request(long count) {
                        calls.add("request " + count);
                    }

                    @Override
                    public void cancel() {
                        calls.add("cancel");
                    }
                },
                call -> {
                    if (!obstacles.isEmpty()) {
                        throwUnchecked(obstacles.remove(0));
                    }
                    call.run();
                },
                told::add);

        subscription.request(3);
        subscription.cancel();

        assertThat(told).containsExactly(reason);
        assertThat(calls).containsExactly("cancel");
    }

    private static void throwUnchecked(Throwable reason) {
        if (reason instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) reason;
    }
}
