package io.flushpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BoundTest {
    @ParameterizedTest
    @EnumSource
    void everyBoundHasAUnitAReasonAndADefaultInItsRange(Bound bound) {
        assertThat(bound.unit()).isNotNull();
        assertThat(bound.reason()).isNotBlank();
        assertThat(bound.defaultValue()).isBetween(bound.min(), bound.max());
        assertThat(bound.min()).isNotNegative().isLessThan(bound.max());
    }

    @ParameterizedTest
    @EnumSource
    void theEndsOfTheRangeAreInIt(Bound bound) {
        assertThat(bound.check(bound.min())).isEqualTo(bound.min());
        assertThat(bound.check(bound.max())).isEqualTo(bound.max());
    }

    @ParameterizedTest
    @EnumSource
    void aValueOutsideTheRangeIsRefusedByTheNameOfTheBound(Bound bound) {
        for (long value : new long[] {bound.min() - 1, bound.max() + 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bound.check(value))
                    .withMessageStartingWith(bound.name() + " must be from ")
                    .withMessageContaining(bound.unit().name())
                    .withMessageEndingWith("not " + value);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLongestTimeHasNanosecondsThatFitALong(Bound bound) {
        if (bound.unit() == Bound.Unit.MILLISECONDS) {
            assertThat(bound.max()).isLessThan(Long.MAX_VALUE / 1_000_000);
        }
    }
}
