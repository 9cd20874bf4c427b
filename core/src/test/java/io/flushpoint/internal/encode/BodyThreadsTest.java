package io.flushpoint.internal.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

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

    @Test
    void seatsAreBoundedOverAllAndGivenBackOnce() throws IOException {
        BodyThreads two = new BodyThreads(pool, 2, 1);
        BodyThreads.Seat first = two.take(ENDPOINT);
        two.take("http://b.flushpoint.test:80");
        assertThatIOException().isThrownBy(() -> two.take(ENDPOINT)).withMessageContaining("BODIES_BEING_READ: 2");
        first.leave(false);
        first.leave(false);
        two.take(ENDPOINT);

        assertThatIOException().isThrownBy(() -> two.take(ENDPOINT)).withMessageContaining("BODIES_BEING_READ: 2");
    }

    @Test
    void aSeatIsGivenBackOnlyOnceItsCallHasComeBack() throws IOException {
        BodyThreads one = new BodyThreads(pool, 1, 1);
        BodyThreads.Seat seat = one.take(ENDPOINT);
        seat.execute(() -> ran.add("first"));
        seat.leave(false);
        assertThatIOException().isThrownBy(() -> one.take(ENDPOINT));
        pool.runAll();
        one.take(ENDPOINT);

        assertThat(ran).containsExactly("first");
    }

    @Test
    void aCallThatHasNotBegunIsWithdrawnWithItsSeatIfThatIsWanted() throws IOException {
        BodyThreads three = new BodyThreads(pool, 3, 1);
        BodyThreads.Seat inPool = three.take(ENDPOINT);
        BodyThreads.Seat inLine = three.take(ENDPOINT);
        BodyThreads.Seat behind = three.take(ENDPOINT);
        inPool.execute(() -> ran.add("in the pool"));
        inLine.execute(() -> ran.add("in line"));
        behind.execute(() -> ran.add("behind"));
        inLine.leave(true);
        inPool.leave(true);
        pool.runAll();
        assertThat(ran).containsExactly("behind");
        three.take(ENDPOINT);
        three.take(ENDPOINT);

        assertThatIOException().isThrownBy(() -> three.take(ENDPOINT));
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

        @Override
        public boolean remove(Runnable call) {
            return taken.remove(call);
        }

        void runAll() {
            while (!taken.isEmpty()) {
                taken.remove(0).run();
            }
        }
    }
}
