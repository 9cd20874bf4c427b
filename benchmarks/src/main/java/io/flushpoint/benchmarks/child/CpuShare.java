package io.flushpoint.benchmarks.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A control group whose processes together get at most a share of one core, as a Lambda function does. Root on Linux, with
 * cgroups of either version.
 */
public final class CpuShare implements AutoCloseable {
    private static final Path MOUNT = Path.of("/sys/fs/cgroup");

    /** In microseconds: that of Lambda is said to be 20 ms; a small share then makes many short pauses, not a few long ones. */
    private static final long PERIOD = 20_000;

    private static final long END_NANOS = 2_000_000_000L;

    private final Path group;

    private CpuShare(Path group) {
        this.group = group;
    }

    /**
     * Makes the group.
     *
     * @param number distinguishes it from others of this process
     * @throws IOException if that is not possible here, saying why
     */
    public static CpuShare of(double cores, AtomicInteger number) throws IOException {
        boolean version2 = Files.exists(MOUNT.resolve("cgroup.controllers"));
        Path parent = version2 ? MOUNT : MOUNT.resolve("cpu");
        Path group =
                parent.resolve("flushpoint-cold-" + ProcessHandle.current().pid() + "-" + number.incrementAndGet());
        try {
            Files.createDirectory(group);
        } catch (IOException e) {
            throw new IOException("no share of a core without root and cgroups: " + e, e);
        }
        long quota = Math.round(PERIOD * cores);
        if (version2) {
            Files.writeString(MOUNT.resolve("cgroup.subtree_control"), "+cpu");
            Files.writeString(group.resolve("cpu.max"), quota + " " + PERIOD);
        } else {
            Files.writeString(group.resolve("cpu.cfs_period_us"), Long.toString(PERIOD));
            Files.writeString(group.resolve("cpu.cfs_quota_us"), Long.toString(quota));
        }
        return new CpuShare(group);
    }

    /** A command that enters the group before it becomes the given one: not a moment of it runs outside. */
    List<String> entering(List<String> command) {
        List<String> entered = new ArrayList<>(
                List.of("sh", "-c", "echo $$ > " + group.resolve("cgroup.procs") + " && exec \"$@\"", "sh"));
        entered.addAll(command);
        return entered;
    }

    /** Removes the group, whose processes must be ending. */
    @Override
    public void close() throws IOException {
        long end = System.nanoTime() + END_NANOS;
        while (true) {
            try {
                Files.deleteIfExists(group);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }
}
