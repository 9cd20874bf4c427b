package io.flushpoint.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flushpoint.benchmarks.nemesis.Privileges;
import io.flushpoint.testkit.Await;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A process that computes without pause, in a control group. */
@Timeout(60)
class CgroupTest {
    private static final long PID = ProcessHandle.current().pid();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @BeforeAll
    static void needsPrivileges() {
        Privileges.assume();
    }

    /** The hierarchies of this machine: version 1, and version 2 where it is mounted alone or beside it. */
    static Stream<Path> mounts() {
        return Stream.of(Cgroup.MOUNT, Cgroup.MOUNT.resolve("unified"))
                .filter(mount ->
                        Files.exists(mount.resolve("freezer")) || Files.exists(mount.resolve("cgroup.controllers")));
    }

    @ParameterizedTest
    @MethodSource("mounts")
    void aFrozenProcessComputesNothingUntilItIsThawed(Path mount) throws Exception {
        try (Cgroup cgroup = new Cgroup(mount, PID, 0, OptionalDouble.empty())) {
            Process busy = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
            try {
                cgroup.add(busy);

                cgroup.freeze();
                long ticks = ticks(busy);
                assertThat(Await.holdsWithin(() -> ticks(busy) > ticks, Duration.ofMillis(300)))
                        .isFalse();

                cgroup.thaw();
                Await.until("computing", () -> ticks(busy) > ticks, PATIENCE);
            } finally {
                busy.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        }
        assertThat(mount.resolve("flushpoint-lab-" + PID + "-0")).doesNotExist();
        assertThat(mount.resolve("freezer").resolve("flushpoint-lab-" + PID + "-0"))
                .doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("mounts")
    void aDeadLabsGroupIsSweptAndALivingOnesIsNot(Path mount) throws Exception {
        Process dead = new ProcessBuilder("true").start();
        assertThat(dead.waitFor(10, TimeUnit.SECONDS)).isTrue();
        new Cgroup(mount, dead.pid(), 0, OptionalDouble.empty()); // left behind
        try (Cgroup living = new Cgroup(mount, PID, 0, OptionalDouble.empty())) {
            Cgroup.sweep(mount);

            assertThat(groups(mount))
                    .contains("flushpoint-lab-" + PID + "-0")
                    .doesNotContain("flushpoint-lab-" + dead.pid() + "-0");
            assertThat(living).isNotNull();
        }
    }

    @Test
    void withoutAHierarchyThereIsNoGroup(@TempDir Path nothing) {
        assertThatThrownBy(() -> new Cgroup(nothing, PID, 0, OptionalDouble.empty()))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("no control group");
    }

    private static Stream<String> groups(Path mount) {
        return Stream.of(mount, mount.resolve("freezer"))
                .map(Path::toFile)
                .filter(File::isDirectory)
                .flatMap(directory -> Stream.of(directory.list()));
    }

    /** User and system time of a process, in the kernel's ticks: fields 14 and 15 of proc(5)'s stat. */
    private static long ticks(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
