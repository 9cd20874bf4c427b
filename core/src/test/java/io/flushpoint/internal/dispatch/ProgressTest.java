package io.flushpoint.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Receipt;
import io.flushpoint.WireState;
import io.flushpoint.internal.connection.Clocks;
import io.flushpoint.internal.connection.OpeningTimes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of the facts of a send, step by step. */
class ProgressTest {
    private long now = 1_000;
    private final Progress progress = new Progress(new Clocks(() -> now, () -> 0));

    @Test
    void timesCountFromTheSubmission() {
        now += 10;
        progress.reached(DeliveryLevel.WRITTEN);
        now += 10;
        progress.reached(DeliveryLevel.SENT);
        now += 10;
        progress.reached(DeliveryLevel.ACKNOWLEDGED);
        now += 10;
        progress.reached(DeliveryLevel.ANSWERED);
        Receipt.Timings timings = progress.snapshot().timings();

        assertThat(progress.submitted()).isEqualTo(1_000);
        assertThat(timings.written()).hasValue(Duration.ofNanos(10));
        assertThat(timings.sent()).hasValue(Duration.ofNanos(20));
        assertThat(timings.acknowledged()).hasValue(Duration.ofNanos(30));
        assertThat(timings.answered()).hasValue(Duration.ofNanos(40));
        assertThat(timings.queued()).isEmpty();
    }

    @Test
    void theHighestLevelStaysTheHighest() {
        assertThat(progress.snapshot().level()).isEmpty();
        progress.reached(DeliveryLevel.WRITTEN);
        progress.reached(DeliveryLevel.ANSWERED);
        progress.reached(DeliveryLevel.SENT);

        assertThat(progress.snapshot().level()).hasValue(DeliveryLevel.ANSWERED);
    }

    @Test
    void theWaitIsWhatTheOpeningDidNotTakeAndNeverLessThanNothing() {
        now += 100;
        progress.waited(new OpeningTimes(10, 20, -1, 30));
        assertThat(progress.snapshot().timings().queued()).hasValue(Duration.ofNanos(40));
        assertThat(progress.snapshot().timings().connect()).hasValue(Duration.ofNanos(20));
        progress.waited(new OpeningTimes(10, 20, 50, 30)); // begun for another one
        assertThat(progress.snapshot().timings().queued()).hasValue(Duration.ZERO);
    }

    @Test
    void theWireStateIsThatOfTheFurthestByte() {
        assertThat(progress.wire()).isEqualTo(WireState.NOTHING_WRITTEN);
        progress.firstByteWritten();
        assertThat(progress.wire()).isEqualTo(WireState.PARTLY_WRITTEN);
        assertThat(progress.isWritten()).isFalse();
        progress.unfinished(60);
        assertThat(progress.snapshot().bytes()).isEqualTo(60);
        progress.written(116);
        assertThat(progress.wire()).isEqualTo(WireState.FULLY_WRITTEN);
        assertThat(progress.isWritten()).isTrue();
        assertThat(progress.snapshot().bytes()).isEqualTo(116);
    }

    @Test
    void whatIsProvenUnprocessedDoesNotCount() {
        progress.onStream(5);
        progress.firstByteWritten();
        progress.written(116);
        assertThat(progress.snapshot().stream()).hasValue(5);
        progress.startsOver();

        assertThat(progress.wire()).isEqualTo(WireState.NOTHING_WRITTEN);
        assertThat(progress.isWritten()).isFalse();
        assertThat(progress.snapshot().bytes()).isZero();
        assertThat(progress.snapshot().stream()).isEmpty();
    }

    @Test
    void theStatusIsThatOfTheAnswer() {
        assertThat(progress.snapshot().status()).isEmpty();
        progress.answered(503);

        assertThat(progress.snapshot().status()).hasValue(503);
        assertThat(progress.snapshot().attempts()).isZero();
        assertThat(progress.snapshot().reused()).isFalse();
    }
}
