package io.flushpoint.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own for a main class of the test class path, perhaps in a {@link Namespace}, perhaps one that can be frozen
 * or throttled. Test and child talk in lines over standard input and output, never over the network that is under test.
 * Its standard error is in every exception. Reading is for one thread at a time; the rest is for any.
 */
public final class ChildJvm implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(10);
    private static final Duration QUOTA_PERIOD = Duration.ofMillis(100);

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private final boolean freezable;
    private @Nullable Cgroup cgroup;
    private boolean throttled;

    private ChildJvm(ChildJvmOptions options) throws IOException {
        process = new ProcessBuilder(options.command()).start();
        readers.add(reader("out", process.getInputStream(), lines::add));
        readers.add(reader("err", process.getErrorStream(), errors::add));
        freezable = options.freezable();
        if (freezable) {
            cgroup();
        }
        if (options.cpuPercent() > 0) {
            throttle(options.cpuPercent());
        }
    }

    private Cgroup cgroup() {
        Cgroup group = cgroup;
        if (group == null) {
            group = new Cgroup(Cgroup.MOUNT, "fp" + ProcessHandle.current().pid() + "-" + process.pid());
            cgroup = group;
            group.add(process.pid());
        }
        return group;
    }

    /** Starts the JVM that the options describe. */
    static ChildJvm start(ChildJvmOptions options) {
        try {
            return new ChildJvm(options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a child JVM runs. */
    public static ChildJvmOptions of(Class<?> main, String... arguments) {
        return ChildJvmOptions.of(main, arguments);
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** Sends one line to the child's standard input. */
    public void send(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the child does not listen; it said " + errors, e);
        }
    }

    /** The next line of the child's standard output; an {@link AssertionError} if none comes in time. */
    public String line(Duration atMost) {
        String line = pollLine(atMost);
        if (line == null) {
            throw new AssertionError("no line within " + atMost + " from " + this);
        }
        return line;
    }

    /** As {@link #line}, and null if none comes in time. */
    public @Nullable String pollLine(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            while (true) {
                long left = deadline - System.nanoTime();
                String line = lines.poll(Math.max(0, Math.min(left, 50_000_000)), TimeUnit.NANOSECONDS);
                if (line != null || left <= 0 || hasSaidEverything()) {
                    return line;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The rest of the next line that begins with the prefix; lines before it are dropped. */
    public String await(String prefix, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            String line = pollLine(Duration.ofNanos(deadline - System.nanoTime()));
            if (line == null) {
                throw new AssertionError("no line '" + prefix + "...' within " + atMost + " from " + this);
            }
            if (line.startsWith(prefix)) {
                return line.substring(prefix.length()).strip();
            }
        }
    }

    /** Stops every thread of the child, clocks running; returns when it stands. The kernel still serves its sockets. */
    public void freeze() {
        freezer().freeze();
    }

    /** Lets it run again. */
    public void thaw() {
        freezer().thaw();
    }

    /** Gives it so many percent of one CPU from here on, once. */
    public void throttle(int percent) {
        if (throttled) {
            throw new IllegalStateException("this child is throttled already");
        }
        throttled = true;
        cgroup().limit(percent / 100.0, QUOTA_PERIOD);
    }

    /** Lets it have so many descriptors and no more; those that it has beyond that stay open. */
    public void limitDescriptors(int most) {
        Command.run("prlimit", "--pid", Long.toString(pid()), "--nofile=" + most + ":");
    }

    /** SIGKILL. A process frozen by cgroup v1 dies when it is thawed. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Waits for the end of the process and returns its exit value; an {@link AssertionError} if it goes on. */
    public int exitValue(Duration atMost) {
        try {
            if (process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("still running after " + atMost + ": " + this);
    }

    /** What it wrote to standard error so far. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    /** Kills the process. */
    @Override
    public void close() {
        process.destroyForcibly();
        if (cgroup != null) {
            cgroup.thaw();
        }
        exitValue(END);
        if (cgroup != null) {
            cgroup.close();
        }
    }

    @Override
    public String toString() {
        String state = process.isAlive() ? "running" : "ended with " + process.exitValue();
        return "child " + process.pid() + ", " + state + ", standard error: " + String.join("\n", errors);
    }

    private boolean hasSaidEverything() {
        return !process.isAlive() && readers.stream().noneMatch(Thread::isAlive) && lines.isEmpty();
    }

    private Cgroup freezer() {
        if (!freezable) {
            throw new IllegalStateException("this child was not started freezable()");
        }
        return cgroup();
    }

    private static Thread reader(String name, InputStream source, Consumer<String> sink) {
        Thread thread = new Thread(() -> read(source, sink), "child-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void read(InputStream source, Consumer<String> sink) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(source, UTF_8))) {
            reader.lines().forEach(sink);
        } catch (IOException | UncheckedIOException e) {
            sink.accept("(the stream broke: " + e.getMessage() + ")");
        }
    }
}
