package io.flushpoint.benchmarks.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A control group for the environment: what freezes it as a whole, and what gives it its share of a core. Version 1 has a
 * hierarchy for each of the two, version 2 one for both.
 */
final class Cgroup implements AutoCloseable {
    static final Path MOUNT = Path.of("/sys/fs/cgroup");

    private static final String PREFIX = "flushpoint-lab-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-\\d+");

    /** Longest that the kernel may take to freeze or to empty a group, in seconds; it takes milliseconds. */
    private static final Duration KERNEL_LIMIT = Duration.ofSeconds(2);

    /**
     * Period of the quota, in microseconds: short, so that a small share makes many short pauses and not a few long ones.
     */
    private static final long PERIOD = 20_000;

    /** Least quota that the kernel takes, in microseconds. */
    private static final long MIN_QUOTA = 1_000;

    private final boolean version2;
    private final Path freezer;
    private final List<Path> groups = new ArrayList<>();

    /**
     * Makes the group.
     *
     * @param mount where the hierarchies are mounted: {@link #MOUNT}
     * @param place the number of the place it is for
     * @param cores the share, or empty for no quota
     * @throws LabException if that is not possible here; nothing is left behind
     */
    Cgroup(Path mount, long pid, int place, OptionalDouble cores) {
        version2 = Files.exists(mount.resolve("cgroup.controllers"));
        String name = PREFIX + pid + "-" + place;
        freezer = (version2 ? mount : mount.resolve("freezer")).resolve(name);
        try {
            groups.add(Files.createDirectory(freezer));
            if (cores.isPresent()) {
                limit(mount, name, cores.getAsDouble());
            }
        } catch (IOException e) {
            close();
            throw new LabException("no control group: " + e, e);
        }
    }

    private void limit(Path mount, String name, double cores) throws IOException {
        long period = (long) Math.max(PERIOD, MIN_QUOTA / cores);
        long quota = Math.max(MIN_QUOTA, (long) (period * cores));
        if (version2) {
            Files.writeString(mount.resolve("cgroup.subtree_control"), "+cpu");
            Files.writeString(freezer.resolve("cpu.max"), quota + " " + period);
        } else {
            Path cpu = Files.createDirectory(mount.resolve("cpu").resolve(name));
            groups.add(cpu);
            Files.writeString(cpu.resolve("cpu.cfs_period_us"), Long.toString(period));
            Files.writeString(cpu.resolve("cpu.cfs_quota_us"), Long.toString(quota));
        }
    }

    /** Takes a process in, with all its threads. */
    void add(Process process) {
        for (Path group : groups) {
            write(group.resolve("cgroup.procs"), Long.toString(process.pid()));
        }
    }

    /** Returns when every thread in the group has stopped. */
    void freeze() {
        setFrozen(true);
    }

    /** Returns when the threads in the group may run. */
    void thaw() {
        setFrozen(false);
    }

    private void setFrozen(boolean frozen) {
        if (version2) {
            write(freezer.resolve("cgroup.freeze"), frozen ? "1" : "0");
            await("cgroup.events", frozen ? "frozen 1" : "frozen 0");
        } else {
            write(freezer.resolve("freezer.state"), frozen ? "FROZEN" : "THAWED");
            await("freezer.state", frozen ? "FROZEN" : "THAWED");
        }
    }

    private void await(String file, String content) {
        long end = System.nanoTime() + KERNEL_LIMIT.toNanos();
        try {
            while (!Files.readString(freezer.resolve(file)).contains(content)) {
                if (System.nanoTime() > end) {
                    throw new LabException(freezer + " does not come to " + content);
                }
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            throw new LabException(freezer + " is not readable: " + e, e);
        }
    }

    private static void write(Path file, String value) {
        try {
            Files.writeString(file, value);
        } catch (IOException e) {
            throw new LabException(file + " is not writable: " + e, e);
        }
    }

    /** Removes the groups, which must be empty but for processes that are ending. */
    @Override
    public void close() {
        groups.forEach(Cgroup::remove);
    }

    /** Removes what killed labs left behind; their processes have ended by then. */
    static void sweep(Path mount) {
        for (Path hierarchy : List.of(mount, mount.resolve("freezer"), mount.resolve("cpu"))) {
            if (!Files.isDirectory(hierarchy)) {
                continue;
            }
            try (Stream<Path> groups = Files.list(hierarchy)) {
                groups.filter(Cgroup::isStale).toList().forEach(Cgroup::remove);
            } catch (IOException e) {
                throw new LabException(hierarchy + " is not readable: " + e, e);
            }
        }
    }

    private static boolean isStale(Path group) {
        Matcher name = NAME.matcher(group.getFileName().toString());
        return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
    }

    private static void remove(Path group) {
        long end = System.nanoTime() + KERNEL_LIMIT.toNanos();
        while (true) {
            try {
                Files.deleteIfExists(group);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw new LabException(group + " cannot be removed: " + e, e);
                }
                Thread.onSpinWait();
            }
        }
    }
}
