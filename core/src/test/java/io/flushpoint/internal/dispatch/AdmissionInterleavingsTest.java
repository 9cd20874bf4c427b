package io.flushpoint.internal.dispatch;

import io.flushpoint.Body;
import io.flushpoint.SenderOptions;
import io.flushpoint.internal.dispatch.Admission.Refusal;
import io.flushpoint.internal.dispatch.Admission.Share;
import io.flushpoint.stress.Interleavings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In whatever order threads come to the door of a sender, it is as if they had come one after the other. */
@Tag("interleavings")
class AdmissionInterleavingsTest {
    private static final int QUEUED = 3;
    private static final int QUEUED_OF_ENDPOINT = 2;
    private static final long BYTES = 3;
    private static final long BYTES_OF_ENDPOINT = 2;
    private static final Body BODY = Body.of(new byte[1024]);
    private static final SenderOptions OPTIONS = SenderOptions.defaults()
            .queuedSends(QUEUED)
            .queuedSendsPerEndpoint(QUEUED_OF_ENDPOINT)
            .bytesInFlight(BYTES * 1024)
            .bytesInFlightPerEndpoint(BYTES_OF_ENDPOINT * 1024);

    /** Two threads, and those of what comes before and after them. */
    private static final int THREADS = 4;

    private static <T> List<Deque<T>> ofThreads() {
        return Stream.generate(() -> (Deque<T>) new ArrayDeque<T>())
                .limit(THREADS)
                .toList();
    }

    @Test
    void everySendIsLetInOrRefusedAsIfNobodyCameMeanwhile() {
        Interleavings.explore(60, AtOnce.class, OneByOne.class);
    }

    /** Sends with a body each, that are queued, on their way and then forgotten by the thread that brought them. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    @Param(name = "endpoint", gen = IntGen.class, conf = "0:1")
    public static final class AtOnce {
        private final Admission door = new Admission(OPTIONS);
        private final List<Share> early = List.of(door.share("0"), door.share("1"));
        private final List<Deque<Share>> queued = ofThreads();
        private final List<Deque<Share>> underway = ofThreads();

        /** One is queued by each thread already. */
        public AtOnce() {
            enter(1, 0, false);
            enter(2, 1, false);
        }

        /** {@code anew}: with the share that is known, and not with one that may have been forgotten. */
        @Operation
        public String enter(
                @Param(name = "thread") int thread,
                @Param(name = "endpoint") int endpoint,
                @Param(gen = BooleanGen.class) boolean anew) {
            Share share = anew ? door.share(Integer.toString(endpoint)) : early.get(endpoint);
            Refusal refused = door.enter(share, BODY);
            door.entered();
            if (refused == null) {
                queued.get(thread).add(share);
            }
            return refused == null ? "in" : refused.name();
        }

        @Operation
        public void begin(@Param(name = "thread") int thread) {
            Share share = queued.get(thread).poll();
            if (share != null) {
                share.unqueue();
                underway.get(thread).add(share);
            }
        }

        @Operation
        public void retry(@Param(name = "thread") int thread) {
            Share share = underway.get(thread).poll();
            if (share != null) {
                share.queue();
                queued.get(thread).add(share);
            }
        }

        @Operation
        public void end(@Param(name = "thread") int thread) {
            Share share = underway.get(thread).poll();
            if (share != null) {
                share.release(BODY);
            }
        }

        @Operation
        public void forget(@Param(name = "endpoint") int endpoint) {
            door.forget(Integer.toString(endpoint));
        }

        @Operation
        public long queued() {
            return door.queued();
        }

        @Operation
        public long bytes() {
            return door.bytesInFlight() / 1024;
        }
    }

    /** The same, in bodies, as what it comes to if nobody comes meanwhile. */
    public static final class OneByOne {
        private final List<Deque<Integer>> queued = ofThreads();
        private final List<Deque<Integer>> underway = ofThreads();

        public OneByOne() {
            queued.get(1).add(0);
            queued.get(2).add(1);
        }

        private static long of(List<Deque<Integer>> sends, int endpoint) {
            return sends.stream()
                    .flatMap(Deque::stream)
                    .filter(to -> to == endpoint)
                    .count();
        }

        private static long all(List<Deque<Integer>> sends) {
            return of(sends, 0) + of(sends, 1);
        }

        public String enter(int thread, int endpoint, boolean anew) {
            if (of(queued, endpoint) >= QUEUED_OF_ENDPOINT) {
                return "QUEUE_OF_ENDPOINT";
            }
            if (queued() >= QUEUED) {
                return "QUEUE";
            }
            if (of(queued, endpoint) + of(underway, endpoint) >= BYTES_OF_ENDPOINT) {
                return "BYTES_OF_ENDPOINT";
            }
            if (bytes() >= BYTES) {
                return "BYTES";
            }
            queued.get(thread).add(endpoint);
            return "in";
        }

        public void begin(int thread) {
            move(queued.get(thread), underway.get(thread));
        }

        public void retry(int thread) {
            move(underway.get(thread), queued.get(thread));
        }

        public void end(int thread) {
            underway.get(thread).poll();
        }

        private static void move(Deque<Integer> from, Deque<Integer> to) {
            if (!from.isEmpty()) {
                to.add(from.remove());
            }
        }

        public void forget(int endpoint) {
            // changes nothing that anybody sees
        }

        public long queued() {
            return all(queued);
        }

        public long bytes() {
            return all(queued) + all(underway);
        }
    }

    @Test
    void anEndpointThatIsForgottenMeanwhileStaysWithinItsBound() {
        Interleavings.explore(15, OneEndpoint.class);
    }

    /** One that takes as many as it may, and is forgotten wherever that is possible. */
    public static final class OneEndpoint {
        private final Admission door = new Admission(OPTIONS);

        @Operation
        public boolean enter() {
            boolean in = door.enter(door.share("0"), BODY) == null;
            door.entered();
            return in;
        }

        @Operation
        public void forget() {
            door.forget("0");
        }
    }

    @Test
    void whoeverIsLetInFindsTheLoopStillThere() {
        Interleavings.explore(6, Loop.class);
    }

    /** Things are brought as by {@link Sender}, to a loop that ends as {@link LoopThread} does. */
    public static final class Loop {
        private final Admission door = new Admission(OPTIONS);
        private final Share share = door.share("0");
        private final Queue<String> brought = new ConcurrentLinkedQueue<>();
        private volatile boolean ended;

        @Operation
        public void send() {
            if (door.enter(share, BODY) == null) {
                brought.add("a send");
            }
            door.entered();
        }

        @Operation
        public void preconnect() {
            if (door.open()) {
                brought.add("a preconnect");
            }
            door.entered();
        }

        @Operation(runOnce = true)
        public void end() {
            door.shut();
            while (door.isAnyoneEntering()) {
                brought.clear();
            }
            brought.clear();
            ended = true;
        }

        @Validate
        public void nothingIsBroughtToALoopThatHasEnded() {
            Interleavings.require(!ended || brought.isEmpty(), "nothing is brought to a loop that has ended");
        }
    }
}
