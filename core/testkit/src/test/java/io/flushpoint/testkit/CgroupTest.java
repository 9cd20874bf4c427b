package io.flushpoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A process that computes without pause, in a control group. */
@RequiresNetns
class CgroupTest {
    private static final long PID = ProcessHandle.current().pid();
    private static final Pattern NAMES = Pattern.compile("fptest-(\\d+)-0");
    private static final String OURS = name(PID);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The hierarchies of this machine: version 1, and version 2 where it is mounted alone or beside it. */
    static Stream<Path> mounts() {
        return Stream.of(Cgroup.MOUNT, Cgroup.MOUNT.resolve("unified"))
                .filter(mount ->
                        Files.exists(mount.resolve("freezer")) || Files.exists(mount.resolve("cgroup.controllers")));
    }

    @ParameterizedTest
    @MethodSource("mounts")
    void aFrozenProcessComputesNothingUntilItIsThawed(Path mount) throws Exception {
        try (Cgroup cgroup = new Cgroup(mount, OURS)) {
            Process busy = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
            try {
                cgroup.add(busy.pid());

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
        assertThat(mount.resolve(OURS)).doesNotExist();
        assertThat(mount.resolve("freezer").resolve(OURS)).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("mounts")
    void theGroupOfADeadProcessIsSweptAndThatOfALivingOneIsNot(Path mount) throws Exception {
        Process dead = new ProcessBuilder("true").start();
        assertThat(dead.waitFor(10, TimeUnit.SECONDS)).isTrue();
        new Cgroup(mount, name(dead.pid())); // left behind
        try (Cgroup living = new Cgroup(mount, OURS)) {
            Cgroup.sweep(mount, NAMES);

            assertThat(groups(mount)).contains(OURS).doesNotContain(name(dead.pid()));
            assertThat(living).isNotNull();
        }
    }

    @Test
    void withoutAHierarchyThereIsNoGroup(@TempDir Path nothing) {
        assertThatThrownBy(() -> new Cgroup(nothing, OURS))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no control group");
    }

    /** Which share is enforced is for the kernel; here, that both controllers hold one process, in whichever order. */
    @ParameterizedTest
    @MethodSource("mounts")
    void aGroupThatIsLimitedLaterTakesInWhoIsInItAlready(Path mount) throws Exception {
        assumeThat(Cgroup.canShareCores(mount)).isTrue();
        Process idle = new ProcessBuilder("cat").start();
        try (Cgroup cgroup = new Cgroup(mount, OURS)) {
            try {
                cgroup.add(idle.pid());
                cgroup.limit(0.1, Duration.ofMillis(100));

                assertThat(Files.readAllLines(Path.of("/proc/" + idle.pid() + "/cgroup")))
                        .anyMatch(line -> line.matches(".*:(.*,)?cpu(,.*)?:/" + OURS + "|0::/" + OURS));
            } finally {
                idle.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        }
    }

    private static String name(long pid) {
        return "fptest-" + pid + "-0";
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
