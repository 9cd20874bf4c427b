package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.WireState.FULLY_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Failure;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Threads that send at once, one request after the other each, to a server that goes away at random, and hold what is told
 * against what the server counts.
 *
 * @param uri of a request by its number
 * @param arrived how often the server has got each request whole
 */
record SurprisedSenders(Client client, IntFunction<String> uri, AtomicIntegerArray arrived) {
    static final int THREADS = 20;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Sends as many as can be counted. */
    void sendAll() throws Exception {
        int each = arrived.length() / THREADS;
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Integer>> senders = IntStream.range(0, THREADS)
                    .<Callable<Integer>>mapToObj(thread -> () -> send(thread * each, each))
                    .toList();
            int answered = 0;
            for (Future<Integer> sender : threads.invokeAll(senders)) {
                answered += sender.get();
            }
            assertThat(answered).isGreaterThan(THREADS * each / 2);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Sends one after the other, and returns how many were answered. */
    private int send(int first, int count) throws InterruptedException, IOException {
        int answered = 0;
        for (int id = first; id < first + count; id++) {
            SendRequest request = SendRequest.post(uri.apply(id)).text("x".repeat(id % 10 == 0 ? 50_000 : 10));
            try {
                client.send(request, ANSWERED).await(ANSWERED, PATIENCE);
                assertThat(arrived.get(id)).as("copies of an answered request").isOne();
                answered++;
            } catch (SendException e) {
                assertThat(e.failure()).isEqualTo(Failure.CONNECTION_LOST);
                assertThat(arrived.get(id))
                        .as("copies where it is told %s", e.wireState())
                        .isLessThanOrEqualTo(e.wireState() == FULLY_WRITTEN ? 1 : 0);
            }
        }
        return answered;
    }
}
