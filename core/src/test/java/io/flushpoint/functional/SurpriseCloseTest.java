package io.flushpoint.functional;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.flushpoint.testkit.At;
import io.flushpoint.testkit.Effect;
import io.flushpoint.testkit.Proves;
import io.flushpoint.testkit.Response;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import io.flushpoint.testkit.ServerExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads send to a server that closes and resets at random; with -Dflushpoint.soak=N it is a soak of N sends. */
class SurpriseCloseTest extends OverSetups {
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
            round(client, Math.min(left, ROUND) / SurprisedSenders.THREADS);
        }
    }

    private static void round(Client client, int each) throws Exception {
        AtomicIntegerArray arrived = new AtomicIntegerArray(SurprisedSenders.THREADS * each);
        try (ScriptedServer server = ScriptedServer.start(surprising(arrived))) {
            new SurprisedSenders(client, id -> server.uri("/" + id).toString(), arrived).sendAll();
        }
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
