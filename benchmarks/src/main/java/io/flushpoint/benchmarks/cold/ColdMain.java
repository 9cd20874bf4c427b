package io.flushpoint.benchmarks.cold;

import io.flushpoint.benchmarks.child.Assignment;
import io.flushpoint.benchmarks.child.Figures;
import io.flushpoint.benchmarks.child.ParentLine;
import io.flushpoint.benchmarks.clients.OpenClient;
import io.flushpoint.benchmarks.clients.SingleWitness;
import io.flushpoint.benchmarks.figures.Quantiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The process that is measured: posts once as soon as it can, and tells the moments it passed. Asked for more, it posts on
 * and tells what a warm post takes. It loads nothing that its client does not need until the first post is out.
 */
public final class ColdMain {
    static final String NATIVES = "natives";
    static final String COLD = "cold";
    static final String WARM = "warm";

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private ColdMain() {}

    /**
     * Runs until its standard input ends.
     *
     * @param args an assignment; what to do; warm posts
     */
    public static void main(String[] args) {
        long main = System.nanoTime();
        ParentLine.halting(() -> run(args, main));
    }

    private static void run(String[] args, long main) throws Exception {
        ColdMain cold = new ColdMain();
        Assignment assignment = Assignment.parse(args);
        if (assignment.rest().get(0).equals(NATIVES)) {
            cold.natives(assignment);
        } else {
            cold.post(assignment, main);
        }
    }

    private void natives(Assignment assignment) throws IOException {
        long begin = System.nanoTime();
        int loaded = assignment.factory().loadNatives(assignment.target());
        out.println(new Figures().put("libraries", loaded).put("nanos", System.nanoTime() - begin));
        awaitLine();
    }

    private void post(Assignment assignment, long main) throws Exception {
        boolean warm = assignment.rest().get(0).equals(WARM);
        int more = Integer.parseInt(assignment.rest().get(1));
        SingleWitness witness = new SingleWitness();
        try (OpenClient client = assignment.factory().open(assignment.target(), assignment.hook())) {
            long opened = System.nanoTime();
            if (warm && !assignment.factory().warms()) {
                exchange(client, witness);
            }
            long ready = System.nanoTime();
            client.post(witness);
            client.await(witness::hookOrFailure);
            long written = System.nanoTime();
            client.await(witness::isOver);
            witness.requireNoFailure();
            out.println(new Figures()
                    .put("main", main)
                    .put("opened", opened)
                    .put("ready", ready)
                    .put("written", written));
            if (awaitLine()) {
                out.println(new Figures().put("nanos", (long) median(client, witness, more)));
                awaitLine();
            }
        }
    }

    private static long exchange(OpenClient client, SingleWitness witness) throws Exception {
        witness.reset();
        long begin = System.nanoTime();
        client.post(witness);
        client.await(witness::hookOrFailure);
        long took = System.nanoTime() - begin;
        client.await(witness::isOver);
        witness.requireNoFailure();
        witness.reset();
        return took;
    }

    /** Of the second half. */
    private static double median(OpenClient client, SingleWitness witness, int posts) throws Exception {
        long[] took = new long[posts];
        for (int i = 0; i < posts; i++) {
            took[i] = exchange(client, witness);
        }
        return Quantiles.of(Arrays.copyOfRange(took, posts / 2, posts)).median();
    }

    /** Whether there was one. */
    private static boolean awaitLine() throws IOException {
        int octet = System.in.read();
        while (octet >= 0 && octet != '\n') {
            octet = System.in.read();
        }
        return octet >= 0;
    }
}
