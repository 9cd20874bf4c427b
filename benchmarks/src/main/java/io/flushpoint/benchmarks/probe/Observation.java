package io.flushpoint.benchmarks.probe;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.WireState;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of one send up to the end of its linger.
 *
 * @param n its number, from 1
 * @param goal the level it was to reach
 * @param failure why it did not; null if it did
 * @param report what became of it after it was written, as far as known
 * @param lostReason why it was lost or is unknown, in words; null otherwise
 * @param receipt how far it had got
 */
record Observation(
        int n,
        DeliveryLevel goal,
        @Nullable SendException failure,
        DeliveryReport.@Nullable Kind report,
        @Nullable String lostReason,
        Receipt receipt) {

    /** Reads a delivery as of now. News first: what comes in between is then seen in the receipt. */
    static Observation of(int n, DeliveryLevel goal, @Nullable SendException failure, Delivery delivery) {
        DeliveryReport report = delivery.report().toCompletableFuture().getNow(null);
        Receipt receipt = delivery.receipt();
        DeliveryReport.Kind kind = report == null ? null : report.kind();
        if (kind == null && receipt.level().equals(Optional.of(DeliveryLevel.ANSWERED))) {
            kind = DeliveryReport.Kind.ANSWERED;
        }
        return new Observation(
                n, goal, failure, kind, report == null ? null : report.reason().orElse(null), receipt);
    }

    /** Whether the goal was reached. */
    boolean reached() {
        return failure == null;
    }

    /** Whether it was lost after it was written, whatever level it had reached by then. */
    boolean lost() {
        return report == DeliveryReport.Kind.LOST;
    }

    /** Why it failed, or what its report says beside a goal that was reached; null if neither has anything to say. */
    @Nullable
    String reason() {
        return failure == null ? lostReason : failure.getMessage();
    }

    /** Whether bytes may have reached the wire; each level implies that all did. */
    WireState wire() {
        return failure == null ? WireState.FULLY_WRITTEN : failure.wireState();
    }

    /** The status of the final response, also of one that came too early. */
    OptionalInt status() {
        return receipt.status().isPresent() || failure == null ? receipt.status() : failure.status();
    }
}
