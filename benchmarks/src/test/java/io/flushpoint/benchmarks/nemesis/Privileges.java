package io.flushpoint.benchmarks.nemesis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** What tests with real faults need of the machine; they are skipped, with the reason, where it is missing. */
public final class Privileges {
    private static final List<Path> FREEZERS =
            List.of(Path.of("/sys/fs/cgroup/freezer"), Path.of("/sys/fs/cgroup/cgroup.controllers"));

    private Privileges() {}

    /** Skips the calling test unless it runs as root on Linux with network namespaces, nft and a cgroup freezer. */
    public static void assume() {
        Assumptions.assumeTrue(isRoot(), "skipped: real faults need root on Linux");
        Assumptions.assumeTrue(succeeds("ip", "netns", "list"), "skipped: no network namespaces (ip netns)");
        Assumptions.assumeTrue(succeeds("nft", "--version"), "skipped: no nft");
        Assumptions.assumeTrue(
                FREEZERS.stream().anyMatch(Files::exists), "skipped: no cgroup freezer under /sys/fs/cgroup");
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static boolean succeeds(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
