package io.flushpoint.benchmarks.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scenarios of the lab in which every send arrives. Some 135 freezes in all. */
@Timeout(120)
class DeliveredScenariosTest {
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
        ScenarioRun run = ScenarioRun.of(scenario, mode, level, cycles);

        assertThat(run.number("lost")).as(run::told).isZero();
        assertThat(run.number("duplicates")).isZero();
        assertThat(run.number("reported_failures")).isZero();
        assertThat(run.number("arrived_after_thaw")).isZero();
        assertThat(run.json()).contains("\"freeze\":\"process+network\"");
    }

    @Test
    void noSocketIsOpenAtTheCheckpoint() {
        ScenarioRun run = ScenarioRun.of("idle-close", "snap-start", "sent", 5);

        assertThat(run.number("sockets_at_checkpoint")).isZero();
        assertThat(run.number("lost")).as(run::told).isZero();
    }
}
