package io.flushpoint.functional;

import io.flushpoint.testkit.FrameConnection;
import io.flushpoint.testkit.FrameScript;
import io.flushpoint.testkit.FrameServer;
import io.flushpoint.testkit.Proves;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Many threads send over HTTP/2 to a server that closes and resets at random, as a request leaves and at other times. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.flushpoint.functional.Http2Setup#someDedicated")
class Http2SurpriseCloseTest extends OverHttp2 {
    private static final int SENDS = 400;

    @Test
    @Proves({"server-fin-races-send", "surprise-close-stress", "leak-paranoid soak"})
    void eachSendIsToldOnceAndIsThereOnceAtMost() throws Exception {
        AtomicIntegerArray arrived = new AtomicIntegerArray(SENDS);
        FrameServer server = serve(surprising(arrived));
        Client client =
                client(options -> options.sendDeadline(Duration.ofMinutes(1)).answerDeadline(Duration.ofMinutes(1)));

        new SurprisedSenders(client, id -> uri(server, "/" + id), arrived).sendAll();
    }

    private static FrameScript surprising(AtomicIntegerArray arrived) {
        Random random = new Random(4711);
        return connection -> {
            connection.greet();
            connection.answerAll(request -> {
                arrived.incrementAndGet(Integer.parseInt(request.path().substring(1)));
                if (!surprised(random, connection)) {
                    connection.headers(request.streamId(), true, ":status", "200");
                    surprised(random, connection);
                }
            });
        };
    }

    private static boolean surprised(Random random, FrameConnection connection) throws IOException {
        int drawn;
        synchronized (random) {
            drawn = random.nextInt(120);
        }
        switch (drawn) {
            case 0 -> connection.close();
            case 1 -> connection.reset();
            default -> {
                return false;
            }
        }
        return true;
    }
}
