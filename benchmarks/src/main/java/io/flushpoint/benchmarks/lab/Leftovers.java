package io.flushpoint.benchmarks.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Everything the lab has made and must take away again: closed in the opposite order, at the end or when the lab is
 * interrupted. What a killed lab could not take away, the next one does.
 */
final class Leftovers implements AutoCloseable {
    private static final String PREFIX = "flushpoint-lab-";
    private static final Pattern DIRECTORY = Pattern.compile(PREFIX + "(\\d+)-.*");

    private final Deque<AutoCloseable> made = new ArrayDeque<>();
    private final Thread hook = new Thread(this::closeAll, "lab-cleanup");
    private final Consumer<String> complaints;
    private boolean closed;

    /**
     * Nothing yet.
     *
     * @param complaints hears what could not be taken away, and why
     */
    Leftovers(Consumer<String> complaints) {
        this.complaints = complaints;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Makes a thing and notes it, in one step: an interrupt comes before it, and nothing is made, or after it, and it is
     * taken away.
     */
    synchronized <T extends AutoCloseable> T make(Supplier<T> maker) {
        if (closed) {
            throw new LabException("the lab is closed");
        }
        T thing = maker.get();
        made.push(thing);
        return thing;
    }

    /** Closes a thing now, and not again at the end. */
    synchronized void close(AutoCloseable thing) {
        if (made.remove(thing)) {
            closeQuietly(thing);
        }
    }

    /** Makes a directory that is removed at the end. */
    Path directory(long pid) {
        return make(() -> new Directory(pid)).path;
    }

    private static final class Directory implements AutoCloseable {
        private final Path path;

        Directory(long pid) {
            try {
                path = Files.createTempDirectory(PREFIX + pid + "-");
            } catch (IOException e) {
                throw new LabException("no temporary directory: " + e, e);
            }
        }

        @Override
        public void close() {
            delete(path);
        }
    }

    @Override
    public void close() {
        closeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The machine is shutting down, and the hook had its turn or has it now.
        }
    }

    private synchronized void closeAll() {
        closed = true;
        while (!made.isEmpty()) {
            closeQuietly(made.pop());
        }
    }

    private void closeQuietly(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            complaints.accept("not cleaned up: " + e.getMessage());
        }
    }

    /** For a step of cleaning up that may find nothing to do. */
    static void quietly(Runnable step) {
        try {
            step.run();
        } catch (LabException e) {
            // What could not be removed was not there, or the next lab's sweep tries again.
        }
    }

    /** Ends the environments of killed labs, by their command line, and deletes the directories. */
    static void sweep() {
        try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            for (Path directory : entries.filter(Leftovers::isStale).toList()) {
                ProcessHandle.allProcesses()
                        .filter(process -> runsIn(directory, process.pid()))
                        .forEach(ProcessHandle::destroyForcibly);
                quietly(() -> delete(directory));
            }
        } catch (IOException e) {
            throw new LabException("no temporary directory: " + e, e);
        }
    }

    private static boolean isStale(Path path) {
        Matcher name = DIRECTORY.matcher(path.getFileName().toString());
        return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
    }

    private static boolean runsIn(Path directory, long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).contains(directory.toString());
        } catch (IOException e) {
            return false; // ended meanwhile, or not ours to look at
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new LabException("cannot delete " + directory + ": " + e, e);
        }
    }
}
