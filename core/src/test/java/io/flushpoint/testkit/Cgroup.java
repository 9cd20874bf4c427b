package io.flushpoint.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One control group of our own, version 1 or 2, for one child process. Not thread-safe. */
final class Cgroup implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int PERIOD_MICROS = 100_000;

    /** Where a mounted hierarchy is, and how it is spoken to. */
    private record Hierarchy(Path mount, boolean v2) {
        boolean isWritable() {
            return Files.isWritable(mount.resolve("cgroup.procs"));
        }
    }

    private final Path directory;
    private final boolean v2;

    private Cgroup(Hierarchy hierarchy, long pid) {
        this.v2 = hierarchy.v2;
        this.directory = hierarchy.mount.resolve("fp" + ProcessHandle.current().pid() + "-" + pid);
        try {
            Files.createDirectory(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        write("cgroup.procs", Long.toString(pid));
    }

    static boolean freezerExists() {
        return freezers().stream().anyMatch(Hierarchy::isWritable);
    }

    static boolean cpuQuotaExists() {
        return cpus().stream().anyMatch(Hierarchy::isWritable);
    }

    /** Puts a process into a group that can be frozen. */
    static Cgroup freezer(long pid) {
        return new Cgroup(first(freezers(), "freezer"), pid);
    }

    /** Puts a process into a group that may use so many percent of one CPU. */
    static Cgroup cpuQuota(long pid, int percent) {
        Cgroup group = new Cgroup(first(cpus(), "cpu controller"), pid);
        long quota = (long) PERIOD_MICROS * percent / 100;
        if (group.v2) {
            group.write("cpu.max", quota + " " + PERIOD_MICROS);
        } else {
            group.write("cpu.cfs_period_us", Integer.toString(PERIOD_MICROS));
            group.write("cpu.cfs_quota_us", Long.toString(quota));
        }
        return group;
    }

    /** Returns when every thread of the group stands still. */
    void freeze() {
        if (v2) {
            write("cgroup.freeze", "1");
            Await.until("frozen", () -> read("cgroup.events").contains("frozen 1"), LIMIT);
        } else {
            write("freezer.state", "FROZEN");
            Await.until("frozen", () -> read("freezer.state").startsWith("FROZEN"), LIMIT);
        }
    }

    void thaw() {
        if (v2) {
            write("cgroup.freeze", "0");
        } else {
            write("freezer.state", "THAWED");
        }
    }

    /** Removes the group; its process must have ended. */
    @Override
    public void close() {
        Await.until("removal of " + directory, this::isRemoved, LIMIT);
    }

    private static List<Hierarchy> freezers() {
        return List.of(
                new Hierarchy(ROOT.resolve("freezer"), false),
                new Hierarchy(ROOT.resolve("unified"), true),
                new Hierarchy(ROOT, true));
    }

    private static List<Hierarchy> cpus() {
        return List.of(
                new Hierarchy(ROOT.resolve("cpu"), false),
                new Hierarchy(ROOT.resolve("cpu,cpuacct"), false),
                new Hierarchy(ROOT, true));
    }

    private static Hierarchy first(List<Hierarchy> candidates, String what) {
        return candidates.stream()
                .filter(Hierarchy::isWritable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no cgroup " + what + " that may be written"));
    }

    /** The kernel says busy until it has done with the dead process. */
    private boolean isRemoved() {
        try {
            Files.deleteIfExists(directory);
            return true;
        } catch (IOException busy) {
            return false;
        }
    }

    private void write(String file, String value) {
        try {
            Files.writeString(directory.resolve(file), value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read(String file) throws IOException {
        return Files.readString(directory.resolve(file));
    }
}
