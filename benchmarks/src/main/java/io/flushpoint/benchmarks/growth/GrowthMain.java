package io.flushpoint.benchmarks.growth;

import io.flushpoint.benchmarks.child.Assignment;
import io.flushpoint.benchmarks.child.Burst;
import io.flushpoint.benchmarks.child.Figures;
import io.flushpoint.benchmarks.child.MemoryGauge;
import io.flushpoint.benchmarks.child.ParentLine;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.SingleWitness;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The process that posts at a fixed rate, to all its servers in turn. */
public final class GrowthMain {
    private static final int LARGEST_RATE = 1_000_000;

    private GrowthMain() {}

    /**
     * Connects, posts for a second to warm up, then posts as long as it is told, and tells the latencies.
     *
     * @param args an assignment; connections; posts per second; seconds; further servers
     */
    public static void main(String[] args) {
        ParentLine.halting(() -> run(args));
    }

    private static void run(String[] args) throws Exception {
        Assignment assignment = Assignment.parse(args);
        List<String> rest = assignment.rest();
        int connections = Integer.parseInt(rest.get(0));
        int rate = Math.min(LARGEST_RATE, Integer.parseInt(rest.get(1)));
        int seconds = Integer.parseInt(rest.get(2));
        ParentLine orders = new ParentLine();
        try (OpenClient client =
                assignment.factory().open(assignment.target().over(connections, 1), assignment.hook())) {
            List<OpenClient> clients = new ArrayList<>(List.of(client));
            rest.subList(3, rest.size()).forEach(uri -> clients.add(client.toward(URI.create(uri))));
            for (OpenClient each : clients) {
                exchange(each);
            }
            orders.tell("open");
            orders.await();
            Burst.post(client, connections, orders);
            new OpenLoop(clients, rate).run(1);
            OpenLoop measured = new OpenLoop(clients, rate);
            measured.run(seconds);
            Figures figures = measured.figures();
            MemoryGauge.read("", figures);
            orders.tell(figures);
            orders.await();
        }
    }

    private static void exchange(OpenClient client) throws Exception {
        SingleWitness witness = new SingleWitness();
        client.post(witness);
        client.await(witness::isOver);
        witness.requireNoFailure();
    }
}
