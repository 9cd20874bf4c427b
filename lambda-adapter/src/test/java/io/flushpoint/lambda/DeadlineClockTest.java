package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineClockTest {
    private long wallMillis = 1_000_000;

    private final DeadlineClock clock = new DeadlineClock(new LambdaClocks() {
        @Override
        public long nanos() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long wallMillis() {
            return wallMillis;
        }
    });

    @Test
    void theFirstInvocationHasNoneBeforeIt() {
        assertThat(clock.sinceLast(30_000)).isZero();
    }

    @Test
    void theDifferenceOfTheDeadlinesIsTheTimeBetweenTheInvocations() {
        clock.sinceLast(30_000);
        wallMillis += 90_000;

        assertThat(clock.sinceLast(30_000)).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void aWallClockThatStoodStillWhileFrozenDoesNotHideTheFreeze() {
        clock.sinceLast(30_000);

        assertThat(clock.sinceLast(30_000 + 90_000)).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void anInvocationThatBeganBeforeTheLastIsNoTimeAfterIt() {
        clock.sinceLast(30_000);

        assertThat(clock.sinceLast(20_000)).isZero();
        assertThat(clock.sinceLast(31_000)).isEqualTo(Duration.ofSeconds(1));
    }
}
