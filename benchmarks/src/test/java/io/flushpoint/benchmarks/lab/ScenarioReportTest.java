package io.flushpoint.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.benchmarks.lab.law.Offence;
import io.flushpoint.benchmarks.lab.law.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ScenarioReportTest {
    private static final ScenarioResult RESULT = new ScenarioResult(
            new ScenarioSettings(
                    Scenario.OUTAGE,
                    LabMode.ON_DEMAND,
                    DeliveryLevel.SENT,
                    2,
                    Optional.empty(),
                    Duration.ZERO,
                    Duration.ofMillis(250),
                    OptionalDouble.empty()),
            "process+network",
            3,
            2,
            new BilledTimes(new long[] {1_000_000, 2_000_000, 3_000_000}),
            new BilledTimes(new long[] {500_000}),
            Optional.of(new BilledTimes(new long[] {3_000_000})),
            Optional.empty(),
            Optional.of(new BilledTimes(new long[] {2_500_000})),
            Optional.empty(),
            Optional.of(new BilledTimes(new long[] {1_500_000})),
            Optional.empty(),
            1,
            1,
            7,
            OptionalInt.empty(),
            List.of(List.of(new Footprint(11, 1, 1000, 500), new Footprint(12, 2, 1001, 501))),
            new Verdict(6, List.of("a", "b", "c", "d"), 1, 2, 0, Map.of(Offence.UNEXPLAINED_LOSS, List.of("a"))),
            List.of("b: told [late b LOST: connection reset]"),
            List.of("UNEXPLAINED_LOSS: 1"));

    @Test
    void jsonHasTheNamesThatOtherToolsRead() {
        assertThat(ScenarioReport.json(RESULT))
                .isEqualTo("{\"strategy\":\"flush\",\"invocations\":3,"
                        + "\"billed_ms\":{\"p50\":2.000,\"p90\":3.000,\"p99\":3.000,\"max\":3.000},"
                        + "\"arrived_before_freeze\":1,\"arrived_after_thaw\":1,\"lost\":4,\"duplicates\":0,"
                        + "\"freeze\":\"process+network\",\"scenario\":\"outage\",\"mode\":\"on-demand\","
                        + "\"level\":\"sent\",\"cpu\":null,\"cycles\":2,\"sends\":6,\"reported_failures\":1,"
                        + "\"late_lost\":2,\"unexplained_loss\":1,\"missing_at_peer\":0,\"holds\":false,"
                        + "\"thaw_to_delivered_ms\":{\"p50\":1.500,\"p90\":1.500,\"p99\":1.500,\"max\":1.500},"
                        + "\"steady_to_delivered_ms\":null,"
                        + "\"responded_ms\":{\"p50\":0.500,\"p90\":0.500,\"p99\":0.500,\"max\":0.500},"
                        + "\"first_ms\":{\"p50\":3.000,\"p90\":3.000,\"p99\":3.000,\"max\":3.000},\"warm_ms\":null,"
                        + "\"empty_first_ms\":{\"p50\":2.500,\"p90\":2.500,\"p99\":2.500,\"max\":2.500},\"empty_warm_ms\":null,"
                        + "\"bound_ms\":300,\"over_bound\":1,\"connections\":7,\"sockets_at_checkpoint\":null,"
                        + "\"footprint\":{\"before\":{\"threads\":11,\"sockets\":1,\"resident_kb\":1000,\"heap_kb\":500},"
                        + "\"after\":{\"threads\":12,\"sockets\":2,\"resident_kb\":1001,\"heap_kb\":501}}}");
    }

    @Test
    void theTableSaysWhatWasSimulatedAndWhatBrokeTheLaw() {
        assertThat(ScenarioReport.table(List.of(RESULT)))
                .contains("outage: five cycles each")
                .contains("Simulated: answers are waited for 2 s, not 60")
                .contains("bound 300 ms: 1 invocations longer than that and 250 ms")
                .contains("THE LAW IS BROKEN: UNEXPLAINED_LOSS: 1");
    }
}
