package io.flushpoint.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SparingTest {
    private long now = -5;
    private final Sparing sparing = new Sparing(() -> now);

    @Test
    void oneAMinuteIsLetThroughAndTellsHowManyWereNot() {
        assertThat(sparing.one()).hasValue(0);
        assertThat(sparing.one()).isEmpty();
        assertThat(sparing.one()).isEmpty();
        now += TimeUnit.SECONDS.toNanos(60) - 1;
        assertThat(sparing.one()).isEmpty();
        now++;
        assertThat(sparing.one()).hasValue(3);
        assertThat(sparing.one()).isEmpty();
        assertThat(sparing.events()).isEqualTo(6);
    }
}
