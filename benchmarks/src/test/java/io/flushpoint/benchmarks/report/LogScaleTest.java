package io.flushpoint.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogScaleTest {
    private static final double TO_THE_PIXEL = 1e-6;

    @Test
    void ticksArePowersOfTenFromTheLeastValueOn() {
        assertThat(new LogScale(2.3, 1021, 100, 400).ticks()).containsExactly(1.0, 10.0, 100.0, 1000.0);
        assertThat(new LogScale(0.85, 40, 100, 400).ticks()).containsExactly(0.1, 1.0, 10.0);
    }

    @Test
    void aValueAtAPowerOfTenDoesNotStandAtTheVeryBeginning() {
        LogScale scale = new LogScale(1, 1, 0, 100);

        assertThat(scale.at(1)).isGreaterThan(scale.at(scale.ticks().get(0)));
        assertThat(scale.ticks()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void equalRatiosAreEqualDistances() {
        LogScale scale = new LogScale(2, 9000, 50, 450);

        assertThat(scale.at(1)).isEqualTo(50);
        assertThat(scale.at(100) - scale.at(10)).isCloseTo(scale.at(10) - scale.at(1), within(TO_THE_PIXEL));
        assertThat(scale.at(9000)).isLessThan(450);
        assertThat(scale.steps()).allSatisfy(step -> assertThat(scale.at(step)).isBetween(50.0, 450.0));
    }

    @Test
    void labelsCarryNoPowers() {
        assertThat(LogScale.label(0.01)).isEqualTo("0.01");
        assertThat(LogScale.label(1000)).isEqualTo("1000");
        assertThat(LogScale.label(100_000)).isEqualTo("100k");
        assertThat(LogScale.label(10_000_000)).isEqualTo("10M");
    }

    @Test
    void nothingHasNoPlace() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LogScale(0, 10, 0, 1));
    }
}
