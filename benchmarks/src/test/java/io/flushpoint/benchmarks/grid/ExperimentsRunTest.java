package io.flushpoint.benchmarks.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.flushpoint.benchmarks.cold.ColdStart;
import io.flushpoint.benchmarks.growth.Growth;
import io.flushpoint.benchmarks.memory.Memory;
import io.flushpoint.benchmarks.nemesis.Privileges;
import io.flushpoint.benchmarks.thaw.Thaw;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;

/** Each experiment once at its smallest, in real processes. */
class ExperimentsRunTest {
    @Test
    void aColdStartFallsIntoPhases() {
        JSONObject line = run(
                new ColdStart(),
                "-p",
                "jdk=" + Runtime.version().feature(),
                "-p",
                "cpu=1.0",
                "-p",
                "scheme=https",
                "-p",
                "warm=false",
                "-p",
                "client=flushpoint-dedicated",
                "-p",
                "warmPosts=4");

        double phases = line.getDouble("jvm_ms")
                + line.getDouble("setup_ms")
                + line.getDouble("handshake_ms")
                + line.getDouble("request_ms");
        assertThat(phases).isCloseTo(line.getDouble("first_ms"), within(0.01));
        assertThat(line.getDouble("handshake_ms")).isPositive();
        assertThat(line.getInt("classes")).isGreaterThan(500);
        assertThat(line.getDouble("class_loading_ms")).isPositive();
    }

    @Test
    void aShareOfACoreIsGivenAndItsGroupRemoved() throws IOException {
        Privileges.assume();

        JSONObject line = run(
                new ColdStart(),
                "-p",
                "jdk=" + Runtime.version().feature(),
                "-p",
                "cpu=0.5",
                "-p",
                "scheme=http",
                "-p",
                "warm=false",
                "-p",
                "client=url-connection",
                "-p",
                "warmPosts=2");

        assertThat(line.getDouble("first_ms")).isPositive();
        try (Stream<Path> groups = Files.walk(Path.of("/sys/fs/cgroup"), 2)) {
            String ours = "flushpoint-cold-" + ProcessHandle.current().pid();
            assertThat(groups.map(group -> group.getFileName().toString())).noneMatch(name -> name.startsWith(ours));
        }
    }

    @Test
    void aThawedProcessDeliversOnceThoughItsConnectionWasClosed() {
        JSONObject line = run(
                new Thaw(),
                "-p",
                "scheme=http",
                "-p",
                "connection=closed",
                "-p",
                "client=flushpoint-lambda",
                "-p",
                "freezeMs=50");

        assertThat(line.getInt("copies")).isEqualTo(1);
        assertThat(line.getDouble("delivered_ms")).isPositive();
    }

    @Test
    void aServerThatDoesNotReadIsRefusedMoreThanTheBound() {
        JSONObject line = run(new Memory(), "-p", "workload=stalled", "-p", "client=flushpoint-dedicated");

        // 32 MiB may be in flight, and the sockets' buffers hold little: of 100 bodies of 1 MiB most are refused.
        assertThat(line.getInt("refused")).isBetween(1, 68);
        assertThat(line.getLong("after_direct")).isLessThan(32 << 20);
    }

    @Test
    void growthPostsAtItsRateOverAsManyConnections() {
        JSONObject line = run(
                new Growth(),
                "-p",
                "connections=5",
                "-p",
                "endpoints=3",
                "-p",
                "rate=100",
                "-p",
                "seconds=1",
                "-p",
                "client=flushpoint-caller");

        assertThat(line.getInt("posts")).isEqualTo(100);
        assertThat(line.getInt("failures") + line.getInt("unanswered")).isZero();
        assertThat(line.getDouble("p50_us")).isPositive().isLessThanOrEqualTo(line.getDouble("max_us"));
        assertThat(line.getLong("heap")).isPositive();
    }

    private static JSONObject run(Experiment experiment, String... parameters) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] arguments = new String[parameters.length + 2];
        System.arraycopy(parameters, 0, arguments, 2, parameters.length);
        arguments[0] = "-i";
        arguments[1] = "1";
        int code = GridCommand.commandLine(experiment)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        assertThat(code).as(err::toString).isZero();
        assertThat(out.toString().lines()).as(err::toString).hasSize(1);
        return new JSONObject(out.toString());
    }
}
