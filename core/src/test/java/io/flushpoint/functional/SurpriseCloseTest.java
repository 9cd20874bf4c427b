package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.WireState.FULLY_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.flushpoint.Failure;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Effect;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads send to a server that closes and resets at random; with -Dflushpoint.soak=N it is a soak of N sends. */
class SurpriseCloseTest extends OverSetups {
    private static final int THREADS = 20;
    private static final int SENDS = Integer.getInteger("flushpoint.soak", 1_000);

    /** After so many a server is replaced, since it remembers every request. */
    private static final int ROUND = 4_000;

    @Test
    @Timeout(3_600)
    @Proves({"surprise-close-stress", "leak-paranoid soak"})
    void eachSendIsToldOnceAndIsThereOnceAtMost() throws Exception {
        assumeFalse(setup.isCallerDriven(), "a caller-driven sender belongs to one thread");
        Client client =
                client(options -> options.sendDeadline(Duration.ofMinutes(1)).answerDeadline(Duration.ofMinutes(1)));
        for (int left = SENDS; left > 0; left -= ROUND) {
            round(client, Math.min(left, ROUND) / THREADS);
        }
    }

    private static void round(Client client, int each) throws Exception {
        AtomicIntegerArray arrived = new AtomicIntegerArray(THREADS * each);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (ScriptedServer server = ScriptedServer.start(surprising(arrived))) {
            List<Callable<Integer>> senders = IntStream.range(0, THREADS)
                    .<Callable<Integer>>mapToObj(thread -> () -> send(client, server, arrived, thread * each, each))
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
    private static int send(Client client, ScriptedServer server, AtomicIntegerArray arrived, int first, int count)
            throws InterruptedException, IOException {
        int answered = 0;
        for (int id = first; id < first + count; id++) {
            SendRequest request = SendRequest.post(server.uri("/" + id)).text("x".repeat(id % 10 == 0 ? 50_000 : 10));
            try {
                client.send(request, ANSWERED).await(ANSWERED, Duration.ofMinutes(1));
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

    private static Script surprising(AtomicIntegerArray arrived) {
        Random random = new Random(4711);
        return Script.answering(exchange -> {
                    arrived.incrementAndGet(
                            Integer.parseInt(exchange.request().target().substring(1)));
                    if (!surprised(random, 20, exchange)) {
                        exchange.respond(Response.of(200));
                    }
                })
                .at(At.AFTER_HEAD, perhaps(random, 40))
                .at(At.afterBodyBytes(30_000), perhaps(random, 4))
                .at(At.AFTER_RESPONSE, perhaps(random, 5));
    }

    private static Effect perhaps(Random random, int oneOf) {
        return exchange -> surprised(random, oneOf, exchange);
    }

    private static boolean surprised(Random random, int oneOf, ServerExchange exchange) throws IOException {
        int drawn;
        synchronized (random) {
            drawn = random.nextInt(2 * oneOf);
        }
        switch (drawn) {
            case 0 -> exchange.connection().closeFin();
            case 1 -> exchange.connection().closeRst();
            default -> {
                return false;
            }
        }
        return true;
    }
}
