package io.flushpoint.internal.connection;

import static io.flushpoint.stress.Interleavings.require;

import io.flushpoint.stress.InterleavedTasks;
import io.flushpoint.stress.Interleavings;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever comes, is dropped, runs or is refused at the same moment: no turn is lost, and no endpoint has more than its share. */
@Tag("interleavings")
class HandshakeThreadsInterleavingsTest {
    @Test
    void everyTurnRunsOrIsDroppedOrRefusedOnceWithinItsShare() {
        Interleavings.explore(10, OneEndpoint.class);
    }

    /** With one thread. */
    public static final class OneEndpoint {
        private final Endpoint endpoint = new Endpoint(true, "one", 443);
        private final InterleavedTasks threads = new InterleavedTasks();
        private final HandshakeThreads handshakes = new HandshakeThreads(threads, 1);
        private final AtomicInteger busy = new AtomicInteger();
        private final AtomicInteger came = new AtomicInteger();
        private final AtomicInteger over = new AtomicInteger();
        private volatile boolean closed;
        private volatile boolean overlapped;

        private HandshakeThreads.Turn next() {
            came.incrementAndGet();
            return handshakes.execute(endpoint, this::verify, refusal -> over.incrementAndGet());
        }

        private void verify() {
            overlapped |= busy.incrementAndGet() > 1;
            busy.decrementAndGet();
            over.incrementAndGet();
        }

        @Operation
        public void come() {
            next();
        }

        @Operation
        public void comeAndBeDropped() {
            if (next().drop()) {
                over.incrementAndGet();
            }
        }

        @Operation
        public void run() {
            threads.runNext();
        }

        @Operation(runOnce = true)
        public void close() {
            closed = true;
            threads.close();
        }

        @Validate
        public void noTurnIsLost() {
            threads.runAll();
            require(!overlapped, "an endpoint has no more than its share");
            require(over.get() == came.get(), "each turn ran, was dropped or was refused, once");
            next();
            require(closed || !threads.isEmpty(), "there is a thread for the next");
        }
    }
}
