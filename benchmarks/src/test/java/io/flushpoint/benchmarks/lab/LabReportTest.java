package io.flushpoint.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LabReportTest {
    private static final ContestResult RESULT = new ContestResult(
            Strategy.FORGET,
            4,
            Duration.ofMillis(310),
            Duration.ofMillis(40),
            new BilledTimes(new long[] {1_000_000, 2_000_000, 3_500_000, 40_000_000}),
            1,
            2,
            1,
            0,
            "process");

    @Test
    void jsonHasTheNamesThatOtherToolsRead() {
        assertThat(LabReport.json(RESULT))
                .isEqualTo("{\"strategy\":\"forget\",\"invocations\":4,"
                        + "\"billed_ms\":{\"p50\":2.000,\"p90\":40.000,\"p99\":40.000,\"max\":40.000},"
                        + "\"arrived_before_freeze\":1,\"arrived_after_thaw\":2,\"lost\":1,\"duplicates\":0,"
                        + "\"freeze\":\"process\"}");
    }

    @Test
    void jsonIsTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        String expected = LabReport.json(RESULT);
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(LabReport.json(RESULT)).isEqualTo(expected);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void theTableSaysWhatWasFrozenAndWhatTheColumnsMean() {
        LabSettings settings = new LabSettings(
                4,
                Duration.ofMillis(950),
                Duration.ofMillis(250),
                OptionalDouble.empty(),
                List.of(Strategy.FORGET),
                Optional.empty());

        assertThat(LabReport.table(List.of(RESULT), settings))
                .contains(
                        "forget                     2.0     40.0     40.0     40.0               1           2      1       0")
                .contains("answers after 950 ms")
                .contains("frozen for 250 ms (process)")
                .contains("does not wait");
    }

    @Test
    void theTableSaysHowMuchLessFlushIsBilledThanAwait() {
        ContestResult await = one(Strategy.AWAIT, Duration.ofMillis(950));
        ContestResult flush = one(Strategy.FLUSH, Duration.ofMillis(2));
        LabSettings settings = new LabSettings(
                1,
                Duration.ofMillis(950),
                Duration.ZERO,
                OptionalDouble.empty(),
                List.of(Strategy.AWAIT, Strategy.FLUSH),
                Optional.empty());

        assertThat(LabReport.table(List.of(await, flush), settings))
                .contains("billed 2.0 ms with flush and 950.0 ms with await: 1/475.")
                .contains("frozen for 20 ms (process)");
    }

    @Test
    void aWayOfSendingTelemetryHasItsOwnNamesAndWhatAColdStartCosts() {
        assertThat(LabReport.telemetryJson(one(TelemetrySending.SDK_OKHTTP, Duration.ofMillis(950))))
                .startsWith("{\"scenario\":\"telemetry\",\"sender\":\"sdk-okhttp\",\"invocations\":1,\"billed_ms\":{")
                .endsWith("\"arrived_before_freeze\":1,\"arrived_after_thaw\":0,\"lost\":0,\"duplicates\":0,"
                        + "\"freeze\":\"process\",\"init_ms\":300,\"first_ms\":950}");
    }

    private static ContestResult one(Contestant contestant, Duration billed) {
        BilledTimes times = new BilledTimes(new long[] {billed.toNanos()});
        return new ContestResult(contestant, 1, Duration.ofMillis(300), billed, times, 1, 0, 0, 0, "process");
    }
}
