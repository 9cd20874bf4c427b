package io.flushpoint.internal.encode;

import static io.flushpoint.stress.Interleavings.require;

import io.flushpoint.stress.InterleavedTasks;
import io.flushpoint.stress.Interleavings;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever asks and cancels at the same moment: a publisher is called serially, for all that is wanted, and cancelled once. */
@Tag("interleavings")
class SubscriptionCallsInterleavingsTest {
    @Test
    void callsAreSerialAndAskForAllThatIsWantedUnlessCancelled() {
        Interleavings.explore(10, Calls.class);
    }

    /** Calls on one subscription. */
    public static final class Calls implements Flow.Subscription {
        private final InterleavedTasks threads = new InterleavedTasks();
        private final SubscriptionCalls calls = new SubscriptionCalls(this, threads, thrown -> {});
        private final AtomicInteger calling = new AtomicInteger();
        private final AtomicInteger cancelled = new AtomicInteger();
        private final AtomicLong wanted = new AtomicLong();
        private final AtomicLong asked = new AtomicLong();
        private volatile boolean cancelling;
        private volatile boolean overlapped;
        private volatile boolean late;

        @Override
        public void request(long more) {
            overlapped |= calling.incrementAndGet() > 1;
            late |= cancelled.get() > 0;
            asked.addAndGet(more);
            calling.decrementAndGet();
        }

        @Override
        public void cancel() {
            overlapped |= calling.incrementAndGet() > 1;
            cancelled.incrementAndGet();
            calling.decrementAndGet();
        }

        @Operation
        public void want() {
            wanted.incrementAndGet();
            calls.request(1);
        }

        @Operation
        public void giveUp() {
            cancelling = true;
            calls.cancel();
        }

        @Operation
        public void call() {
            threads.runNext();
        }

        @Validate
        public void allIsAskedForOrCancelledOnce() {
            threads.runAll();
            require(!overlapped, "calls do not overlap");
            require(!late, "nothing is asked for after the end");
            require(cancelled.get() == (cancelling ? 1 : 0), "it is cancelled once if it is to be");
            require(cancelling || asked.get() == wanted.get(), "all that is wanted is asked for");
            require(calls.asked() == asked.get(), "what is asked for is known");
        }
    }
}
