package io.flushpoint.benchmarks.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scenarios of the lab in which a send may be lost, and is told then. Some 105 freezes in all. */
@Timeout(120)
class ReportedScenariosTest {
    @BeforeAll
    static void needsPrivileges() {
        Privileges.assume();
    }

    @ParameterizedTest
    @CsvSource({
        "steady, managed, sent, 10",
        "slow-thaw, on-demand, sent, 5",
        "deadline, on-demand, sent, 10",
        "fleet, on-demand, sent, 40"
    })
    void everySendIsDeliveredOrReported(String scenario, String mode, String level, int cycles) {
        ScenarioRun run = ScenarioRun.of(scenario, mode, level, cycles);

        assertThat(run.number("unexplained_loss")).isZero();
        assertThat(run.number("duplicates")).isZero();
    }

    @Test
    void whatVanishesAfterASuccessIsReportedLostInALaterInvocation() {
        ScenarioRun run = ScenarioRun.of("blackhole", "on-demand", "written", 6);

        assertThat(run.number("late_lost")).isPositive().isEqualTo(run.number("lost"));
        assertThat(run.number("reported_failures")).isZero();
    }

    @Test
    void whatVanishesBeforeItsAcknowledgementFailsInsideTheInvocationInTime() {
        ScenarioRun run = ScenarioRun.of("blackhole", "on-demand", "acknowledged", 4);

        assertThat(run.number("reported_failures")).isPositive().isEqualTo(run.number("lost"));
        assertThat(run.number("missing_at_peer")).isZero();
        assertThat(run.number("over_bound")).isZero();
    }

    @Test
    void anOutageNeitherProlongsInvocationsNorLeavesThingsBehind() {
        ScenarioRun run = ScenarioRun.of("outage", "on-demand", "sent", 30);

        assertThat(run.number("over_bound")).isZero();
        assertThat(run.number("unexplained_loss")).isZero();
        assertThat(run.footprint("after", "threads")).isLessThanOrEqualTo(run.footprint("before", "threads") + 2);
        assertThat(run.footprint("after", "sockets")).isLessThanOrEqualTo(8);
        assertThat(run.footprint("after", "heap_kb")).isLessThan(run.footprint("before", "heap_kb") + 4096);
    }
}
