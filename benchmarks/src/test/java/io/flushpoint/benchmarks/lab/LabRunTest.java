package io.flushpoint.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lab as it is on this machine: with the real runtime client, frozen as far as can be. */
@Timeout(120)
class LabRunTest {
    private static final Duration THINK_TIME = Duration.ofMillis(300);
    private static final int INVOCATIONS = 3;

    private final List<String> progress = new ArrayList<>();

    @Test
    void awaitAndFlushDeliverEveryRequestBeforeTheFreezeAndOnlyAwaitPaysTheThinkTime() throws Exception {
        List<StrategyResult> results = run(Strategy.AWAIT, Strategy.FLUSH);

        assertThat(results).extracting(StrategyResult::strategy).containsExactly(Strategy.AWAIT, Strategy.FLUSH);
        assertThat(results).as(String.join("", progress)).allSatisfy(result -> {
            assertThat(result.invocations()).isEqualTo(INVOCATIONS);
            assertThat(result.arrivedBeforeFreeze()).isEqualTo(INVOCATIONS);
            assertThat(result.arrivedAfterThaw()).isZero();
            assertThat(result.lost()).isZero();
            assertThat(result.duplicates()).isZero();
        });
        assertThat(results.get(0).billed().percentile(1)).isGreaterThanOrEqualTo((double) THINK_TIME.toMillis());
        assertThat(results.get(1).billed().percentile(50)).isLessThan(THINK_TIME.toMillis() / 2.0);
    }

    @Test
    void everyForgottenRequestIsAccountedFor() throws Exception {
        StrategyResult result = run(Strategy.FORGET).get(0);

        assertThat(result.arrivedBeforeFreeze() + result.arrivedAfterThaw() + result.lost())
                .isEqualTo(INVOCATIONS);
    }

    private List<StrategyResult> run(Strategy... strategies) throws InterruptedException {
        LabSettings settings = new LabSettings(
                INVOCATIONS, THINK_TIME, Duration.ofMillis(50), OptionalDouble.empty(), List.of(strategies));
        return Lab.run(settings, progress::add);
    }
}
