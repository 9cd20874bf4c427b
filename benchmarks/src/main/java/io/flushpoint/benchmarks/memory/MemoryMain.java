package io.flushpoint.benchmarks.memory;

import io.flushpoint.benchmarks.child.Assignment;
import io.flushpoint.benchmarks.child.Burst;
import io.flushpoint.benchmarks.child.Figures;
import io.flushpoint.benchmarks.child.MemoryGauge;
import io.flushpoint.benchmarks.child.ParentLine;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.SingleWitness;
import io.flushpoint.benchmarks.clients.Witness;
import java.util.concurrent.atomic.AtomicLong;

/** The process whose memory is read, before and after its work. */
public final class MemoryMain {
    private static final int WARM_POSTS = 2_000;

    /** How long a post may take to be refused. */
    private static final long REFUSAL_NANOS = 3_000_000_000L;

    private final ParentLine orders = new ParentLine();
    private final SingleWitness witness = new SingleWitness();

    private MemoryMain() {}

    /**
     * Works, and tells.
     *
     * @param args an assignment; the workload; how much of it
     */
    public static void main(String[] args) {
        ParentLine.halting(() -> run(args));
    }

    private static void run(String[] args) throws Exception {
        Assignment assignment = Assignment.parse(args);
        Workload workload = Workload.valueOf(assignment.rest().get(0));
        int amount = Integer.parseInt(assignment.rest().get(1));
        int connections = workload == Workload.IDLE ? amount : 1;
        try (OpenClient client =
                assignment.factory().open(assignment.target().over(connections, 1), assignment.hook())) {
            new MemoryMain().work(client, workload, amount);
        }
    }

    private void work(OpenClient client, Workload workload, int amount) throws Exception {
        exchanges(client, workload == Workload.STALLED ? 1 : WARM_POSTS);
        orders.tell("open");
        orders.await();
        Figures figures = new Figures();
        MemoryGauge.read("before_", figures);
        switch (workload) {
            case IDLE -> Burst.post(client, amount, orders);
            case SENDS -> exchanges(client, amount);
            case STALLED -> figures.put("refused", offer(client, amount));
        }
        MemoryGauge.read("after_", figures);
        orders.tell(figures);
        orders.await();
    }

    private void exchanges(OpenClient client, int posts) throws Exception {
        for (int i = 0; i < posts; i++) {
            witness.reset();
            client.post(witness);
            client.await(witness::isOver);
            witness.requireNoFailure();
        }
    }

    /** Posts that many, and says how many were refused. */
    private static long offer(OpenClient client, int posts) throws Exception {
        Refusals refusals = new Refusals();
        for (int i = 0; i < posts; i++) {
            client.post(refusals);
        }
        long end = System.nanoTime() + REFUSAL_NANOS;
        for (long left = REFUSAL_NANOS; left > 0; left = end - System.nanoTime()) {
            client.pause(left);
        }
        return refusals.count.get();
    }

    private static final class Refusals implements Witness {
        private final AtomicLong count = new AtomicLong();

        @Override
        public void hook() {
            // Some fit into the socket.
        }

        @Override
        public void answered() {
            // Not while the server does not read.
        }

        @Override
        public void failed(Throwable cause) {
            count.incrementAndGet();
        }
    }
}
