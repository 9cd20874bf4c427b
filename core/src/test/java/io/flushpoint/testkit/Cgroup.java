package io.flushpoint.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One control group of our own, version 1 or 2, for one child process. Not thread-safe. */
final class Cgroup implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int PERIOD_MICROS = 100_000;

    /** Where a mounted hierarchy is, and how it is spoken to. */
    record Hierarchy(Path mount, boolean v2) {
        boolean isWritable() {
            return Files.isWritable(mount.resolve("cgroup.procs"));
        }

        /** In version 2 a controller has to be switched on for the groups below. */
        boolean limitsCpu() {
            try {
                return !v2
                        || Files.readString(mount.resolve("cgroup.subtree_control"))
                                .contains("cpu");
            } catch (IOException e) {
                return false;
            }
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
        return !freezers().isEmpty();
    }

    static boolean cpuQuotaExists() {
        return !cpus().isEmpty();
    }

    /** The hierarchies that can freeze, the preferred one first. */
    static List<Hierarchy> freezers() {
        return Stream.of(
                        new Hierarchy(ROOT.resolve("freezer"), false),
                        new Hierarchy(ROOT.resolve("unified"), true),
                        new Hierarchy(ROOT, true))
                .filter(Hierarchy::isWritable)
                .toList();
    }

    /** Puts a process into a group that can be frozen. */
    static Cgroup freezer(long pid) {
        return freezer(freezers().get(0), pid);
    }

    static Cgroup freezer(Hierarchy hierarchy, long pid) {
        return new Cgroup(hierarchy, pid);
    }

    /**
     * Puts a process into a group that may use so many percent of one CPU.
     *
     * @param freezer the group that it is in already: a process is in one group of a hierarchy only
     */
    static Cgroup cpuQuota(long pid, int percent, @Nullable Cgroup freezer) {
        Hierarchy hierarchy = cpus().get(0);
        boolean shared = freezer != null && freezer.directory.startsWith(hierarchy.mount) && hierarchy.v2;
        Cgroup group = shared ? freezer : new Cgroup(hierarchy, pid);
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

    private static List<Hierarchy> cpus() {
        return Stream.of(
                        new Hierarchy(ROOT.resolve("cpu"), false),
                        new Hierarchy(ROOT.resolve("cpu,cpuacct"), false),
                        new Hierarchy(ROOT, true))
                .filter(Hierarchy::isWritable)
                .filter(Hierarchy::limitsCpu)
                .toList();
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
