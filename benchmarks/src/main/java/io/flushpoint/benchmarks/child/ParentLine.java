package io.flushpoint.benchmarks.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The child's end of the lines between a child and its parent. */
public final class ParentLine {
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    /** Of this process. */
    public ParentLine() {}

    /** What a child does. */
    @FunctionalInterface
    public interface Work {
        /** Does it. */
        void run() throws Exception;
    }

    /** Works and ends this process, whatever threads a client has left. */
    public static void halting(Work work) {
        try {
            work.run();
        } catch (Throwable e) {
            e.printStackTrace(); // to standard error, which is what the parent shows of a child that failed
            Runtime.getRuntime().halt(1);
        }
        Runtime.getRuntime().halt(0);
    }

    /** Tells the parent. */
    public void tell(Figures figures) {
        out.println(figures);
    }

    /** Tells the parent what has been done. */
    public void tell(String done) {
        out.println(done);
    }

    /** Waits for the parent's next line, or for the end. */
    public void await() throws IOException {
        if (in.readLine() == null) {
            Runtime.getRuntime().halt(0);
        }
    }
}
