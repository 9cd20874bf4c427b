package io.flushpoint.benchmarks.thaw;

import io.flushpoint.benchmarks.child.Assignment;
import io.flushpoint.benchmarks.child.Figures;
import io.flushpoint.benchmarks.child.ParentLine;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.SingleWitness;

/** The process that is stopped: keeps a warm connection, and posts as soon as it runs again, until a post is answered. */
public final class ThawMain {
    private static final int WARM_POSTS = 500;
    private static final int MOST_POSTS = 5;

    private ThawMain() {}

    /**
     * Posts once for each line it reads.
     *
     * @param args an assignment
     */
    public static void main(String[] args) {
        ParentLine.halting(() -> run(args));
    }

    private static void run(String[] args) throws Exception {
        Assignment assignment = Assignment.parse(args);
        ParentLine orders = new ParentLine();
        SingleWitness witness = new SingleWitness();
        try (OpenClient client = assignment.factory().open(assignment.target(), assignment.hook())) {
            for (int i = 0; i < WARM_POSTS; i++) {
                client.post(witness);
                client.await(witness::isOver);
                witness.requireNoFailure();
                witness.reset();
            }
            orders.tell("warm");
            orders.await();
            orders.tell(post(client));
            orders.await();
        }
    }

    private static Figures post(OpenClient client) throws Exception {
        Figures figures = new Figures().put("woke", System.nanoTime());
        int failures = 0;
        while (failures < MOST_POSTS) {
            SingleWitness witness = new SingleWitness();
            client.post(witness);
            client.await(witness::hookOrFailure);
            long said = System.nanoTime();
            client.await(witness::isOver);
            if (witness.succeeded()) {
                return figures.put("said", said).put("failures", failures);
            }
            failures++;
        }
        throw new IllegalStateException(failures + " posts failed after the thaw");
    }
}
