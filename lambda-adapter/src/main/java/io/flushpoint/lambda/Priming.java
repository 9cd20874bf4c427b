package io.flushpoint.lambda;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.SendRequest;
import java.io.IOException;
import java.time.Duration;

/**
 * Goes the whole way of an invocation's sends a number of times, over a socket to a {@link PrimingPeer}, so that the
 * classes of the first invocation are loaded and its code has been run before. Some requests go on a connection that
 * stands open, some on a fresh one.
 */
final class Priming {
    /** Sends: enough for the code that runs a few times per send to be compiled, and soon done. */
    static final int SENDS = 48;

    /** Every so many sends the connection is closed. */
    private static final int SENDS_PER_CONNECTION = 8;

    private final Environment environment;
    private final PrimingPeer peer;
    private final long end;
    private final PrimingContext context = new PrimingContext(() -> (int) (left() / 1_000_000));

    /** Primes until a moment of the environment's clock at most. */
    Priming(Environment environment, PrimingPeer peer, long end) {
        this.environment = environment;
        this.peer = peer;
        this.end = end;
    }

    /** Primes on the calling thread, and says how many sends went all the way. */
    int run() throws InterruptedException {
        int done = 0;
        while (done < SENDS && left() > 0 && send(done)) {
            done++;
        }
        return done;
    }

    private boolean send(int number) throws InterruptedException {
        boolean last = number % SENDS_PER_CONNECTION == SENDS_PER_CONNECTION - 1;
        String target = last ? PrimingPeer.CLOSING : "/standing";
        Delivery delivery;
        try (Invocation invocation = environment.begin(context)) {
            delivery = invocation.send(SendRequest.post("http://" + peer.authority() + target)
                    .json("{\"number\":" + number + "," + PrimingPeer.END));
        }
        try {
            delivery.await(DeliveryLevel.ANSWERED, Duration.ofNanos(left()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private long left() {
        return Math.max(0, end - environment.clocks().nanos());
    }
}
