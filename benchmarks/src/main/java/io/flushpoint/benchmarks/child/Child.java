package io.flushpoint.benchmarks.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running Java process with the class path of this one. It is spoken to by lines on its standard input, and speaks by
 * lines on its standard output; its errors go where ours go. Used by one thread.
 */
public final class Child implements AutoCloseable {
    private static final long END_SECONDS = 5;

    /** Then it hangs, and is ended. */
    private static final long LONGEST_MINUTES = 10;

    private final Path home;
    private final Process process;
    private final long started;
    private final PrintStream orders;
    private final BufferedReader lines;

    private Child(Path home, Process process, long started) {
        this.home = home;
        this.process = process;
        this.started = started;
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        lines = process.inputReader(StandardCharsets.UTF_8);
        CompletableFuture<Process> end = process.onExit().orTimeout(LONGEST_MINUTES, TimeUnit.MINUTES);
        end.exceptionally(late -> process.destroyForcibly());
    }

    /** Starts a main class on the JDK of this process. */
    public static Child start(List<String> options, Class<?> main, List<String> arguments) throws IOException {
        return start(Path.of(System.getProperty("java.home")), null, options, main, arguments);
    }

    /**
     * Starts a main class.
     *
     * @param home of the JDK
     * @param share what it may use of a core; null for no limit
     * @param options of the JVM
     */
    public static Child start(
            Path home, @Nullable CpuShare share, List<String> options, Class<?> main, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin").resolve("java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(share == null ? command : share.entering(command))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        long started = System.nanoTime();
        return new Child(home, builder.start(), started);
    }

    /** When it was about to be started. */
    public long started() {
        return started;
    }

    /** The number of the process. */
    public long pid() {
        return process.pid();
    }

    /** Writes it a line. */
    public void say(String line) {
        orders.println(line);
    }

    /**
     * Waits for its next line.
     *
     * @throws IOException if it ended instead
     */
    public String hear() throws IOException, InterruptedException {
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("the child ended with " + process.waitFor());
        }
        return line;
    }

    /**
     * Waits for a line that tells numbers: names and numbers in turn, parted by spaces.
     *
     * @throws IOException if it tells something else; what it tells is the message
     */
    public Figures figures() throws IOException, InterruptedException {
        return Figures.parse(hear());
    }

    /** A counter of its JVM, such as {@code java.cls.loadedClasses}, read from outside, so that the reading loads nothing in it. */
    public PerfCounters counters() throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        home.resolve("bin").resolve("jcmd").toString(), Long.toString(pid()), "PerfCounter.print")
                .redirectErrorStream(true)
                .start();
        String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = jcmd.waitFor();
        if (code != 0) {
            throw new IOException("jcmd ended with " + code + ": " + text);
        }
        return PerfCounters.parse(text);
    }

    /** Stops all its threads; returns when they have stopped. Its kernel goes on: it takes what comes for its sockets. */
    public void stop() throws IOException, InterruptedException {
        signal("-STOP");
        Path status = Path.of("/proc", Long.toString(pid()), "status");
        while (!isStopped(status)) {
            Thread.onSpinWait();
        }
    }

    private static boolean isStopped(Path status) throws IOException {
        Optional<String> state = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("State:"))
                .findFirst();
        return state.orElseThrow().contains("T (stopped)");
    }

    /** Lets its threads go on. */
    public void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", signal, Long.toString(pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill " + signal + " ended with " + code);
        }
    }

    /** Ends it: by the end of its standard input, and by force if it does not follow. */
    @Override
    public void close() {
        orders.close();
        try {
            if (process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly().onExit().join();
    }
}
