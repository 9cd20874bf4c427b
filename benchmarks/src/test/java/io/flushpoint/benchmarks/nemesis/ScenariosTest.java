package io.flushpoint.benchmarks.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.benchmarks.lab.LabCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/**
 * The lab's scenarios, short: the command itself fails when a send is neither seen nor reported, seen twice, or when what
 * was reported is not true. Some 220 freezes in all.
 */
@Timeout(120)
class ScenariosTest {
    /** Much, for slow machines, and less than what an invocation without a bound would wait. */
    private static final String SLACK_MILLIS = "3000";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void needsPrivileges() {
        Privileges.assume();
    }

    /** Where the first send of an invocation must be delivered, whatever happened during the freeze. */
    @ParameterizedTest
    @CsvSource({
        "steady, on-demand, sent, 30",
        "steady, snap-start, sent, 5",
        "idle-close, on-demand, sent, 35",
        "idle-close, on-demand, acknowledged, 10",
        "reset-in-freeze, on-demand, sent, 6",
        "init-gap, on-demand, sent, 6",
        "big-body, on-demand, sent, 8",
        "fan-out, on-demand, sent, 20",
        "watcher, on-demand, sent, 10"
    })
    void everySendIsDeliveredOnceAndBeforeTheFreeze(String scenario, String mode, String level, int cycles) {
        run(scenario, mode, level, cycles);

        assertThat(number("lost")).isZero();
        assertThat(number("duplicates")).isZero();
        assertThat(number("reported_failures")).isZero();
        assertThat(number("arrived_after_thaw")).isZero();
        assertThat(out.toString()).contains("\"freeze\":\"process+network\"");
    }

    @ParameterizedTest
    @CsvSource({
        "steady, managed, sent, 10",
        "slow-thaw, on-demand, sent, 5",
        "deadline, on-demand, sent, 10",
        "fleet, on-demand, sent, 40"
    })
    void everySendIsDeliveredOrReported(String scenario, String mode, String level, int cycles) {
        run(scenario, mode, level, cycles);

        assertThat(number("unexplained_loss")).isZero();
        assertThat(number("duplicates")).isZero();
    }

    @Test
    void whatVanishesAfterASuccessIsReportedLostInALaterInvocation() {
        run("blackhole", "on-demand", "written", 6);

        assertThat(number("late_lost")).isPositive().isEqualTo(number("lost"));
        assertThat(number("reported_failures")).isZero();
    }

    @Test
    void whatVanishesBeforeItsAcknowledgementFailsInsideTheInvocationInTime() {
        run("blackhole", "on-demand", "acknowledged", 4);

        assertThat(number("reported_failures")).isPositive().isEqualTo(number("lost"));
        assertThat(number("missing_at_peer")).isZero();
        assertThat(number("over_bound")).isZero();
    }

    @Test
    void anOutageNeitherProlongsInvocationsNorLeavesThingsBehind() {
        run("outage", "on-demand", "sent", 30);

        assertThat(number("over_bound")).isZero();
        assertThat(number("unexplained_loss")).isZero();
        assertThat(footprint("after", "threads")).isLessThanOrEqualTo(footprint("before", "threads") + 2);
        assertThat(footprint("after", "sockets")).isLessThanOrEqualTo(8);
        assertThat(footprint("after", "heap_kb")).isLessThan(footprint("before", "heap_kb") + 4096);
    }

    @Test
    void noSocketIsOpenAtTheCheckpoint() {
        run("idle-close", "snap-start", "sent", 5);

        assertThat(number("sockets_at_checkpoint")).isZero();
        assertThat(number("lost")).isZero();
    }

    private void run(String scenario, String mode, String level, int cycles) {
        int exit = new CommandLine(new LabCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(Stream.of(
                                "--json",
                                "--scenario",
                                scenario,
                                "--mode",
                                mode,
                                "--level",
                                level,
                                "--slack",
                                SLACK_MILLIS,
                                "--cycles",
                                Integer.toString(cycles))
                        .toArray(String[]::new));
        assertThat(exit).as(() -> out + "\n" + err).isZero();
    }

    private int number(String field) {
        return number(out.toString(), field);
    }

    private int footprint(String when, String field) {
        return number(out.toString().split("\"" + when + "\":", 2)[1], field);
    }

    private static int number(String json, String field) {
        Matcher matcher = Pattern.compile("\"" + field + "\":(\\d+)").matcher(json);
        assertThat(matcher.find()).as(field + " in " + json).isTrue();
        return Integer.parseInt(matcher.group(1));
    }
}
