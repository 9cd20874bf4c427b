package io.flushpoint.benchmarks.grid;

import java.io.PrintWriter;
import java.time.Duration;

/** Says what is being measured, how far it has got, and when it will be through at the pace so far. */
final class GridProgress {
    private final PrintWriter out;
    private final int all;
    private final long begin = System.nanoTime();
    private int begun;

    GridProgress(PrintWriter out, int all) {
        this.out = out;
        this.all = all;
    }

    void next(Cell cell) {
        String left = begun == 0 ? "" : ", " + left().toSeconds() + " s left";
        begun++;
        out.println(begun + "/" + all + left + ": " + cell);
        out.flush();
    }

    void end() {
        out.println(all + " measured in " + taken().toSeconds() + " s");
        out.flush();
    }

    private Duration taken() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private Duration left() {
        return taken().multipliedBy(all - begun).dividedBy(begun);
    }
}
