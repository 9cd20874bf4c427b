package io.flushpoint.internal.encode;

import static io.flushpoint.stress.Interleavings.require;

import io.flushpoint.stress.InterleavedTasks;
import io.flushpoint.stress.Interleavings;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever bodies are read or withdrawn at the same moment: seats and threads come back. */
@Tag("interleavings")
class BodyThreadsInterleavingsTest {
    private static final int SEATS = 2;

    @Test
    void seatsAndThreadsComeBackAndNoEndpointHasMoreThanItsShare() {
        Interleavings.explore(10, OneEndpoint.class);
    }

    /** With one thread. */
    public static final class OneEndpoint {
        private final InterleavedTasks threads = new InterleavedTasks();
        private final BodyThreads bodies = new BodyThreads(threads, SEATS, 1);
        private final AtomicInteger busy = new AtomicInteger();
        private final AtomicInteger seated = new AtomicInteger();
        private final AtomicInteger toRead = new AtomicInteger();
        private volatile boolean overlapped;
        private volatile boolean tooMany;

        private void read() {
            overlapped |= busy.incrementAndGet() > 1;
            busy.decrementAndGet();
        }

        private void readForGood() {
            toRead.decrementAndGet();
            read();
        }

        private void sit(boolean withdrawing) {
            try {
                BodyThreads.Seat seat = bodies.take("one");
                tooMany |= seated.incrementAndGet() > SEATS;
                if (!withdrawing) {
                    toRead.incrementAndGet();
                }
                seat.execute(withdrawing ? this::read : this::readForGood);
                seated.decrementAndGet();
                seat.leave(withdrawing);
            } catch (IOException full) {
                // others sit
            }
        }

        @Operation
        public void readAndLeave() {
            sit(false);
        }

        @Operation
        public void readAndWithdraw() {
            sit(true);
        }

        @Operation
        public void run() {
            threads.runNext();
        }

        @Validate
        public void allComesBack() throws IOException {
            threads.runAll();
            require(!overlapped, "an endpoint has no more than its share");
            require(!tooMany, "there are no more seats than that");
            require(toRead.get() == 0, "what is not withdrawn is read");
            for (int i = 0; i < SEATS; i++) {
                bodies.take("one").execute(this::read);
                require(!threads.isEmpty(), "there is a thread for the next");
                threads.runAll();
            }
        }
    }
}
