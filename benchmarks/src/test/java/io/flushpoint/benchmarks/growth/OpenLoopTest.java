package io.flushpoint.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.benchmarks.child.Figures;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.Witness;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private static final long STALL = 300_000_000L;

    @Test
    void aStallIsPaidByEveryPostThatItDelayed() throws Exception {
        OpenLoop loop = new OpenLoop(List.of(new StallingClient()), 100);

        loop.run(1);

        Figures figures = loop.figures();
        assertThat(figures.get("posts")).isEqualTo(100);
        assertThat(figures.get("unanswered")).isZero();
        // 30 posts were due within the stall: the tenth longest latency is some 200 ms. Timed from when they were made,
        // one is.
        assertThat(figures.get("max")).isGreaterThan(STALL * 9 / 10);
        assertThat(figures.get("p90")).isGreaterThan(STALL / 3);
    }

    /** Answers at once, but for its first post. */
    private static final class StallingClient implements OpenClient {
        private boolean stalled;

        @Override
        public void post(Witness witness) {
            long end = System.nanoTime() + STALL;
            while (!stalled && System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
            stalled = true;
            witness.hook();
            witness.answered();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
