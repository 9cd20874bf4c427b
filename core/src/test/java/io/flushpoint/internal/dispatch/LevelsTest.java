package io.flushpoint.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.WireState;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Each level, and the report, is settled once, for those who ask before and those who ask after. */
class LevelsTest {
    private final Levels levels = new Levels();
    private final Receipt receipt = Receipt.empty();
    private final SendException failure = new SendFailure(
            Failure.CONNECTION_LOST, Phase.ANSWER, WireState.FULLY_WRITTEN, "lost", null, Receipt.empty());

    @Test
    void aLevelIsOpenUntilItIsReached() {
        assertThat(levels.isOpen(DeliveryLevel.SENT)).isTrue();
        assertThat(levels.isReached(DeliveryLevel.SENT)).isFalse();
        assertThat(levels.settle(DeliveryLevel.SENT, receipt)).isTrue();

        assertThat(levels.isOpen(DeliveryLevel.SENT)).isFalse();
        assertThat(levels.isReached(DeliveryLevel.SENT)).isTrue();
        assertThat(levels.failure(DeliveryLevel.SENT)).isNull();
        assertThat(levels.isOpen(DeliveryLevel.WRITTEN)).isTrue();
    }

    @Test
    void aLevelThatFailedIsNeitherOpenNorReached() {
        assertThat(levels.failure(DeliveryLevel.ANSWERED)).isNull();
        assertThat(levels.settle(DeliveryLevel.ANSWERED, failure)).isTrue();

        assertThat(levels.isOpen(DeliveryLevel.ANSWERED)).isFalse();
        assertThat(levels.isReached(DeliveryLevel.ANSWERED)).isFalse();
        assertThat(levels.failure(DeliveryLevel.ANSWERED)).isSameAs(failure);
    }

    @Test
    void theSecondOutcomeOfALevelIsNone() {
        levels.settle(DeliveryLevel.WRITTEN, receipt);

        assertThat(levels.settle(DeliveryLevel.WRITTEN, failure)).isFalse();
        assertThat(levels.isReached(DeliveryLevel.WRITTEN)).isTrue();
        assertThat(levels.future(DeliveryLevel.WRITTEN)).isCompletedWithValue(receipt);
    }

    @Test
    void whoAsksBeforeAndWhoAsksAfterHaveTheOneFuture() {
        CompletableFuture<Receipt> before = levels.future(DeliveryLevel.WRITTEN);
        CompletableFuture<Receipt> other = levels.future(DeliveryLevel.ANSWERED);
        assertThat(before).isNotDone();
        levels.settle(DeliveryLevel.WRITTEN, receipt);
        levels.settle(DeliveryLevel.ANSWERED, failure);

        assertThat(before).isCompletedWithValue(receipt);
        assertThat(levels.future(DeliveryLevel.WRITTEN)).isSameAs(before);
        assertThat(other).isCompletedExceptionally();
        assertThat(other.handle((reached, thrown) -> thrown)).isCompletedWithValue(failure);
    }

    @Test
    void theReportIsSettledOnceForAll() {
        DeliveryReport report = SendReport.answered(receipt);
        CompletableFuture<DeliveryReport> before = levels.reportFuture();
        assertThat(before).isNotDone();
        assertThat(levels.settleReport(report)).isTrue();
        assertThat(levels.settleReport(SendReport.answered(receipt))).isFalse();

        assertThat(before).isCompletedWithValue(report);
        assertThat(levels.reportFuture()).isSameAs(before);
    }

    @Test
    void whoAsksForTheReportOnlyAfterItIsToldHasItAtOnce() {
        DeliveryReport report = SendReport.answered(receipt);
        levels.settleReport(report);

        assertThat(levels.reportFuture()).isCompletedWithValue(report);
    }
}
