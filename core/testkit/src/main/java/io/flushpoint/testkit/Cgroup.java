package io.flushpoint.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A control group of our own (kernel documentation, {@code cgroup-v1/freezer-subsystem} and {@code cgroup-v2}): what freezes
 * processes as a whole, and what gives them their share of a core. Version 1 has a hierarchy for each of the two, version 2 one
 * for both. Every failure is an {@link UncheckedIOException} that names the file. Not thread-safe.
 */
public final class Cgroup implements AutoCloseable {
    /** Where the hierarchies are mounted as a rule. */
    public static final Path MOUNT = Path.of("/sys/fs/cgroup");

    /** Longest that the kernel may take to freeze or to empty a group; it takes milliseconds. */
    private static final Duration KERNEL_LIMIT = Duration.ofSeconds(5);

    /** Least quota that the kernel takes, in microseconds. */
    private static final long MIN_QUOTA = 1_000;

    private final Path mount;
    private final boolean version2;
    private final String name;
    private final Path freezer;
    private final List<Path> groups = new ArrayList<>();
    private final List<Long> pids = new ArrayList<>();

    /**
     * Makes the group; nothing is left behind if that is not possible.
     *
     * @param mount where the hierarchies are mounted, such as {@link #MOUNT}
     */
    public Cgroup(Path mount, String name) {
        this.mount = mount;
        this.name = name;
        version2 = isVersion2(mount);
        freezer = freezers(mount).resolve(name);
        groups.add(make(freezer));
    }

    /** Whether there is a hierarchy that can freeze, and it may be written. */
    public static boolean canFreeze(Path mount) {
        return Files.isWritable(freezers(mount).resolve("cgroup.procs"));
    }

    /** Whether there is a hierarchy that can share out cores, and it may be written. */
    public static boolean canShareCores(Path mount) {
        Path hierarchy = isVersion2(mount) ? mount : mount.resolve("cpu");
        return Files.isWritable(hierarchy.resolve("cgroup.procs"))
                && (!isVersion2(mount) || holds(mount.resolve("cgroup.controllers"), "cpu"));
    }

    private static boolean isVersion2(Path mount) {
        return Files.exists(mount.resolve("cgroup.controllers"));
    }

    private static Path freezers(Path mount) {
        return isVersion2(mount) ? mount : mount.resolve("freezer");
    }

    /**
     * Gives the group a share of a core from now on, which may be more than one.
     *
     * @param period in which the share is counted: a short one makes many short pauses, and is made longer for a share so small
     *     that the kernel would refuse it
     */
    public void limit(double cores, Duration period) {
        long micros = Math.max(TimeUnit.NANOSECONDS.toMicros(period.toNanos()), (long) (MIN_QUOTA / cores));
        long quota = Math.max(MIN_QUOTA, (long) (micros * cores));
        if (version2) {
            write(mount.resolve("cgroup.subtree_control"), "+cpu");
            write(freezer.resolve("cpu.max"), quota + " " + micros);
        } else {
            Path cpu = make(mount.resolve("cpu").resolve(name));
            groups.add(cpu);
            write(cpu.resolve("cpu.cfs_period_us"), Long.toString(micros));
            write(cpu.resolve("cpu.cfs_quota_us"), Long.toString(quota));
            pids.forEach(pid -> take(cpu, pid));
        }
    }

    /** Takes a process in, with all its threads. */
    public void add(long pid) {
        pids.add(pid);
        groups.forEach(group -> take(group, pid));
    }

    private static void take(Path group, long pid) {
        write(group.resolve("cgroup.procs"), Long.toString(pid));
    }

    /** Returns when every thread in the group has stopped. */
    public void freeze() {
        if (version2) {
            write(freezer.resolve("cgroup.freeze"), "1");
            await(freezer.resolve("cgroup.events"), "frozen 1");
        } else {
            write(freezer.resolve("freezer.state"), "FROZEN");
            await(freezer.resolve("freezer.state"), "FROZEN");
        }
    }

    /** Returns when the threads in the group may run. */
    public void thaw() {
        if (version2) {
            write(freezer.resolve("cgroup.freeze"), "0");
            await(freezer.resolve("cgroup.events"), "frozen 0");
        } else {
            write(freezer.resolve("freezer.state"), "THAWED");
            await(freezer.resolve("freezer.state"), "THAWED");
        }
    }

    /** Removes the group, which must be empty but for processes that are ending. */
    @Override
    public void close() {
        groups.forEach(Cgroup::remove);
    }

    /**
     * Removes what killed processes left behind: the groups whose name matches, and the process that its first group of digits
     * names has ended.
     */
    public static void sweep(Path mount, Pattern names) {
        Predicate<Path> isStale = group -> {
            Matcher match = names.matcher(group.getFileName().toString());
            return match.matches()
                    && ProcessHandle.of(Long.parseLong(match.group(1))).isEmpty();
        };
        for (Path hierarchy : List.of(mount, mount.resolve("freezer"), mount.resolve("cpu"))) {
            if (Files.isDirectory(hierarchy)) {
                list(hierarchy).stream().filter(isStale).forEach(Cgroup::remove);
            }
        }
    }

    // ---- files ----

    private static Path make(Path group) {
        try {
            return Files.createDirectory(group);
        } catch (IOException e) {
            throw new UncheckedIOException("no control group: " + e, e);
        }
    }

    /** The kernel says busy until it has done with the processes that have ended. */
    private static void remove(Path group) {
        long end = System.nanoTime() + KERNEL_LIMIT.toNanos();
        while (true) {
            try {
                Files.deleteIfExists(group);
                return;
            } catch (IOException e) {
                if (System.nanoTime() - end > 0) {
                    throw new UncheckedIOException(group + " cannot be removed: " + e, e);
                }
                Thread.onSpinWait();
            }
        }
    }

    private static List<Path> list(Path hierarchy) {
        try (Stream<Path> groups = Files.list(hierarchy)) {
            return groups.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(hierarchy + " is not readable: " + e, e);
        }
    }

    private static void await(Path file, String content) {
        long end = System.nanoTime() + KERNEL_LIMIT.toNanos();
        while (!holds(file, content)) {
            if (System.nanoTime() - end > 0) {
                throw new UncheckedIOException(new IOException(file + " does not come to " + content));
            }
            Thread.onSpinWait();
        }
    }

    private static boolean holds(Path file, String content) {
        try {
            return Files.readString(file).contains(content);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is not readable: " + e, e);
        }
    }

    private static void write(Path file, String value) {
        try {
            Files.writeString(file, value);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is not writable: " + e, e);
        }
    }
}
