package io.flushpoint.internal.dispatch;

import static io.flushpoint.stress.Interleavings.require;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Receipt;
import io.flushpoint.stress.Interleavings;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever asks while an outcome is being settled is told of it, and of one only. */
@Tag("interleavings")
class LevelsInterleavingsTest {
    @Test
    void whoeverAsksAtAnyMomentIsToldOfTheOneOutcome() {
        Interleavings.explore(8, Outcome.class);
    }

    /** One level, and the report. */
    public static final class Outcome {
        private final Levels levels = new Levels();
        private final Receipt receipt = Receipt.empty();
        private final DeliveryReport report = SendReport.answered(receipt);
        private final Queue<CompletableFuture<Receipt>> reached = new ConcurrentLinkedQueue<>();
        private final Queue<CompletableFuture<DeliveryReport>> reported = new ConcurrentLinkedQueue<>();

        @Operation
        public boolean settle() {
            return levels.settle(DeliveryLevel.WRITTEN, receipt);
        }

        @Operation
        public boolean isOpen() {
            return levels.isOpen(DeliveryLevel.WRITTEN);
        }

        @Operation
        public boolean settleReport() {
            return levels.settleReport(report);
        }

        @Operation
        public void ask() {
            reached.add(levels.future(DeliveryLevel.WRITTEN));
        }

        @Operation
        public void askForReport() {
            reported.add(levels.reportFuture());
        }

        @Validate
        public void whoeverAskedIsTold() {
            levels.settle(DeliveryLevel.WRITTEN, receipt);
            levels.settleReport(report);
            for (CompletableFuture<Receipt> future : reached) {
                require(future == levels.future(DeliveryLevel.WRITTEN), "a level has one future");
                require(future.getNow(null) == receipt, "the future of a level has its outcome");
            }
            for (CompletableFuture<DeliveryReport> future : reported) {
                require(future == levels.reportFuture(), "there is one future for the report");
                require(future.getNow(null) == report, "the future has the report");
            }
        }
    }
}
