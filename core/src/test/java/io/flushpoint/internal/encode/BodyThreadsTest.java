package io.flushpoint.internal.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BodyThreadsTest {
    private static final String ENDPOINT = "http://a.flushpoint.test:80";

    private final Pool pool = new Pool();
    private final BodyThreads threads = new BodyThreads(pool, 8, 1);
    private final List<String> ran = new ArrayList<>();

    @Test
    void aCallThatGetsNoThreadLeavesItsPlaceToOthers() throws IOException {
        BodyThreads.Seat seat = threads.take(ENDPOINT);
        pool.failing = true;
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> seat.execute(() -> ran.add("first")));

        pool.failing = false;
        threads.take(ENDPOINT).execute(() -> ran.add("second"));
        pool.runAll();

        assertThat(ran).containsExactly("second");
    }

    @Test
    void oneThatWaitedAndGetsNoThreadLeavesItsPlaceToTheNext() throws IOException {
        threads.take(ENDPOINT).execute(() -> ran.add("first"));
        threads.take(ENDPOINT).execute(() -> ran.add("second"));
        pool.failing = true;
        pool.runAll();
        pool.failing = false;

        threads.take(ENDPOINT).execute(() -> ran.add("third"));
        pool.runAll();

        assertThat(ran).containsExactly("first", "third");
    }

    /** A pool whose calls the test runs. */
    private static final class Pool extends ThreadPoolExecutor {
        private final List<Runnable> taken = new ArrayList<>();
        private boolean failing;

        Pool() {
            super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        }

        @Override
        public void execute(Runnable call) {
            if (failing) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            taken.add(call);
        }

        void runAll() {
            while (!taken.isEmpty()) {
                taken.remove(0).run();
            }
        }
    }
}
