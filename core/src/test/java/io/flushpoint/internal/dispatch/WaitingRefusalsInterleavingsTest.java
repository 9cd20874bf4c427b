package io.flushpoint.internal.dispatch;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.internal.connection.Clocks;
import io.flushpoint.stress.Interleavings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Refusals that come from many threads at once find the places that they would find one after the other. */
@Tag("interleavings")
class WaitingRefusalsInterleavingsTest {
    private static final int MAX = 2;

    /** Two threads, and those of what comes before and after them. */
    private static final int THREADS = 4;

    @Test
    void aRefusalWaitsUnlessSoManyWaitInTruth() {
        Interleavings.explore(15, AtOnce.class, OneByOne.class);
    }

    /** Refusals that are told by the thread that has added them. */
    public static final class AtOnce {
        private final WaitingRefusals refusals = new WaitingRefusals(MAX);
        private final List<Deque<Runnable>> untold = Stream.generate(() -> (Deque<Runnable>) new ArrayDeque<Runnable>())
                .limit(THREADS)
                .toList();
        private final Settlement refused = new Settlement(
                new Reporter(new Counters(), SenderListener.NONE),
                SendRequest.get("http://a.flushpoint.test/"),
                DeliveryLevel.WRITTEN,
                null,
                new Progress(new Clocks()));

        /** One of each thread waits already. */
        public AtOnce() {
            add(1, false);
            add(2, false);
        }

        @Operation
        public boolean add(@Param(gen = ThreadIdGen.class) int thread, @Param(gen = BooleanGen.class) boolean lasting) {
            Runnable telling = refusals.add(refused, lasting);
            if (telling != null) {
                untold.get(thread).add(telling);
            }
            return telling != null;
        }

        @Operation
        public void tell(@Param(gen = ThreadIdGen.class) int thread) {
            Runnable telling = untold.get(thread).poll();
            if (telling != null) {
                telling.run();
            }
        }
    }

    /** The same, as what it comes to if nobody comes meanwhile. */
    public static final class OneByOne {
        private final List<Deque<Boolean>> untold = Stream.generate(() -> (Deque<Boolean>) new ArrayDeque<Boolean>())
                .limit(THREADS)
                .toList();
        private int waiting;

        public OneByOne() {
            add(1, false);
            add(2, false);
        }

        public boolean add(int thread, boolean lasting) {
            boolean added = waiting < MAX;
            if (added) {
                waiting++;
                untold.get(thread).add(lasting);
            }
            return added;
        }

        public void tell(int thread) {
            Boolean lasting = untold.get(thread).poll();
            if (lasting != null && !lasting) {
                waiting--;
            }
        }
    }
}
