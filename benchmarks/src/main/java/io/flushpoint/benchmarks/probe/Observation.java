package io.flushpoint.benchmarks.probe;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.LateNews;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.WireState;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of one send up to the end of its linger.
 *
 * @param n its number, from 1
 * @param goal the level it was to reach
 * @param failure why it did not; null if it did
 * @param news what became of it after it was written, as far as known
 * @param newsReason why it was lost or is unknown, in words; null otherwise
 * @param receipt how far it had got
 */
record Observation(
        int n,
        DeliveryLevel goal,
        @Nullable SendException failure,
        LateNews.@Nullable Kind news,
        @Nullable String newsReason,
        Receipt receipt) {

    /** Reads a delivery as of now. News first: what comes in between is then seen in the receipt. */
    static Observation of(int n, DeliveryLevel goal, @Nullable SendException failure, Delivery delivery) {
        LateNews news = delivery.news().toCompletableFuture().getNow(null);
        Receipt receipt = delivery.receipt();
        LateNews.Kind kind = news == null ? null : news.kind();
        if (kind == null && receipt.level() == DeliveryLevel.ANSWERED) {
            kind = LateNews.Kind.ANSWERED;
        }
        return new Observation(n, goal, failure, kind, news == null ? null : news.reason(), receipt);
    }

    /** Whether the goal was reached. */
    boolean reached() {
        return failure == null;
    }

    /** Whether it was lost after it was written, whatever level it had reached by then. */
    boolean lost() {
        return news == LateNews.Kind.LOST;
    }

    /** Why it failed, or what its news say beside a goal that was reached; null if neither has anything to say. */
    @Nullable
    String reason() {
        return failure == null ? newsReason : failure.getMessage();
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
