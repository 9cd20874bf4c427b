package io.flushpoint.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class LabCommandTest {
    static Stream<Arguments> badUsage() {
        return Stream.of(
                Arguments.of("--invocations 0", "invocations must be from 1 to 100000, not 0"),
                Arguments.of("--invocations many", "'many' is not an int"),
                Arguments.of("--think-time -1", "think time must be from 0 to 20000 ms, not -1"),
                Arguments.of("--think-time 20001", "think time must be from 0 to 20000 ms, not 20001"),
                Arguments.of("--freeze -5", "freeze must be from 0 to 600000 ms, not -5"),
                Arguments.of("--cpu 0", "cpu must be from 0.01 to"),
                Arguments.of("--cpu NaN", "cpu must be from 0.01 to"),
                Arguments.of("--strategies wait", "'wait' is not one of [await, forget, sleep, flush]"),
                Arguments.of("--strategies ,await", "'' is not one of [await, forget, sleep, flush]"),
                Arguments.of("--scenario calm", "'calm' is not one of [steady, first, idle-close, reset-in-freeze,"),
                Arguments.of("--mode warm", "'warm' is not one of [on-demand, snap-start, managed]"),
                Arguments.of("--scenario steady --level answered", "level must be written, sent or acknowledged"),
                Arguments.of("--scenario steady --cycles 0", "cycles must be from 1 to 100000, not 0"),
                Arguments.of("--scenario blackhole --mode managed", "nothing is frozen in mode managed"),
                Arguments.of("--zip none.zip", "--handler=CLASS"),
                Arguments.of("--zip none.zip --handler Orders", "there is no file none.zip"),
                Arguments.of("--scenario telemetry --mode managed", "have no part in the scenario telemetry"),
                Arguments.of("--scenario steady --zip pom.xml --handler Orders", "a zip takes part in no scenario"),
                Arguments.of(
                        "--strategies await --zip pom.xml --handler Orders",
                        "a zip runs as the strategy flush, which is"),
                Arguments.of("--verbose", "Unknown option: '--verbose'"));
    }

    @ParameterizedTest
    @MethodSource("badUsage")
    void refusesBadUsageWithTheReasonAndExitCode2(String arguments, String reason) {
        StringWriter err = new StringWriter();
        StringWriter out = new StringWriter();
        CommandLine command =
                new CommandLine(new LabCommand()).setErr(new PrintWriter(err)).setOut(new PrintWriter(out));

        assertThat(command.execute(arguments.split(" "))).isEqualTo(2);

        assertThat(err.toString()).contains(reason);
        assertThat(out.toString()).isEmpty();
    }
}
