package io.flushpoint.benchmarks.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.benchmarks.lab.LabCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** The lab as root: process and network frozen, a share of a core, and nothing left behind. */
@Timeout(120)
class FrozenLabTest {
    private static final String PID = Long.toString(ProcessHandle.current().pid());

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void needsPrivileges() {
        Privileges.assume();
    }

    @Test
    void flushDeliversEveryRequestBeforeProcessAndNetworkFreeze() throws Exception {
        assertThat(lab("--strategies", "flush", "--invocations", "5", "--think-time", "300", "--freeze", "100"))
                .as(err::toString)
                .isZero();

        assertThat(out.toString())
                .contains("\"arrived_before_freeze\":5,\"arrived_after_thaw\":0,\"lost\":0,\"duplicates\":0")
                .contains("\"freeze\":\"process+network\"");
        assertThat(leftBehind()).isEmpty();
    }

    @Test
    void flushDeliversEveryRequestOnAThirdOfACore() throws Exception {
        assertThat(lab("--strategies", "flush", "--invocations", "3", "--freeze", "50", "--cpu", "0.33"))
                .as(err::toString)
                .isZero();

        assertThat(out.toString())
                .contains("\"arrived_before_freeze\":3,\"arrived_after_thaw\":0,\"lost\":0,\"duplicates\":0");
        assertThat(leftBehind()).isEmpty();
    }

    private int lab(String... arguments) {
        return new CommandLine(new LabCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(
                        Stream.concat(Stream.of("--json"), Stream.of(arguments)).toArray(String[]::new));
    }

    /** Namespaces, links, control groups and directories whose name carries this process. */
    private static List<String> leftBehind() throws IOException {
        Stream<Path> places = Stream.of(
                        "/run/netns",
                        "/sys/class/net",
                        "/sys/fs/cgroup",
                        "/sys/fs/cgroup/freezer",
                        "/sys/fs/cgroup/cpu",
                        System.getProperty("java.io.tmpdir"))
                .map(Path::of)
                .filter(Files::isDirectory);
        return places.flatMap(FrozenLabTest::names)
                .filter(name -> name.matches("(fplab|flushpoint-lab-)" + PID + "(\\D.*)?"))
                .toList();
    }

    private static Stream<String> names(Path directory) {
        String[] names = directory.toFile().list();
        return names == null ? Stream.empty() : Stream.of(names);
    }
}
