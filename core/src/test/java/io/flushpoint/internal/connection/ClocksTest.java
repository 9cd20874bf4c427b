package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.Medium;
import io.flushpoint.testkit.Proves;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Ages by the largest of the clocks, each of which may stand still. */
class ClocksTest {
    private final AtomicLong nanos = new AtomicLong(-5_000);
    private final AtomicLong millis = new AtomicLong(1_000_000);
    private final Clocks clocks = new Clocks(nanos::get, millis::get);
    private final Clocks.Moment moment = new Clocks.Moment();

    @Test
    void anAgeIsThatOfTheMonotonicClockWhenAllAgree() {
        moment.take(clocks);

        pass(70, 70);

        assertThat(moment.ageMillis(clocks)).isEqualTo(70);
    }

    @Test
    @Proves(value = "wall-clock +1h", over = Medium.NO_CONNECTION)
    void anAgeCountsWhatOnlyTheWallClockSaw() {
        moment.take(clocks);

        pass(5, 9_000);

        assertThat(moment.ageMillis(clocks)).isEqualTo(9_000);
    }

    @Test
    @Proves(value = "wall-clock -2h", over = Medium.NO_CONNECTION)
    void aWallClockThatIsSetBackMakesNothingYounger() {
        moment.take(clocks);

        pass(70, -3_600_000);

        assertThat(moment.ageMillis(clocks)).isEqualTo(70);
    }

    @Test
    void anAgeCountsWhatOnlyAnOutsideClockSaw() {
        moment.take(clocks);
        pass(10, 10);

        clocks.outsideHint(TimeUnit.SECONDS.toNanos(30));

        assertThat(moment.ageMillis(clocks)).isEqualTo(30_000);
        pass(10, 10);
        assertThat(moment.ageMillis(clocks)).isEqualTo(30_010);
    }

    @Test
    void anOutsideClockThatSawLessThanTheMonotonicOneAddsNothing() {
        moment.take(clocks);
        pass(50, 50);

        clocks.outsideHint(TimeUnit.MILLISECONDS.toNanos(20));

        assertThat(moment.ageMillis(clocks)).isEqualTo(50);
    }

    @Test
    void outsideHintsAddUpFromOneToTheNext() {
        moment.take(clocks);
        pass(10, 10);
        clocks.outsideHint(TimeUnit.MILLISECONDS.toNanos(110));
        pass(10, 10);

        clocks.outsideHint(TimeUnit.MILLISECONDS.toNanos(210));

        assertThat(moment.ageMillis(clocks)).isEqualTo(20 + 100 + 200);
    }

    @Test
    void aMomentAfterAHintIsNotAgedByIt() {
        clocks.outsideHint(TimeUnit.HOURS.toNanos(1));

        moment.take(clocks);

        assertThat(moment.ageMillis(clocks)).isZero();
    }

    @Test
    void aMomentCanBeTakenOverFromAnother() {
        Clocks.Moment other = new Clocks.Moment();
        other.take(clocks);
        pass(10, 10);
        moment.take(clocks);

        moment.take(other);

        assertThat(moment.ageMillis(clocks)).isEqualTo(10);
    }

    private void pass(long monotonicMillis, long wallMillis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(monotonicMillis));
        millis.addAndGet(wallMillis);
    }
}
