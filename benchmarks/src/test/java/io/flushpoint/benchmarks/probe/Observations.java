package io.flushpoint.benchmarks.probe;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.LateNews;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.Receipt.Timings;
import io.flushpoint.SendException;
import io.flushpoint.WireState;
import java.util.OptionalInt;

/** Observations made up for tests. */
final class Observations {
    private static final long MS = 1_000_000;

    private Observations() {}

    /** Written after 2 ms and answered as late as given, with status 200. */
    static Observation answered(int n, DeliveryLevel goal, long answeredNanos) {
        Timings timings = new Timings(10_999, -1, 400_000, -1, 2 * MS, 3 * MS, 4 * MS, answeredNanos);
        Receipt receipt = new Receipt(DeliveryLevel.ANSWERED, 734, timings, 3, true, 1, OptionalInt.of(200));
        return new Observation(n, goal, null, LateNews.Kind.ANSWERED, null, receipt);
    }

    /** Written after 2 ms; of the answer nothing is known. */
    static Observation written(int n) {
        Timings timings = new Timings(10_999, -1, 400_000, -1, 2 * MS, -1, -1, -1);
        Receipt receipt = new Receipt(DeliveryLevel.WRITTEN, 734, timings, 3, true, 1, OptionalInt.empty());
        return new Observation(n, DeliveryLevel.WRITTEN, null, null, null, receipt);
    }

    /** Refused before a connection was leased. */
    static Observation refused(int n) {
        Timings nothing = new Timings(-1, -1, -1, -1, -1, -1, -1, -1);
        Receipt receipt = new Receipt(null, 0, nothing, 0, false, 0, OptionalInt.empty());
        SendException failure = new SendException(
                Failure.CONNECT_FAILED, Phase.CONNECT, WireState.NOTHING_WRITTEN, "refused by the test", null, receipt);
        return new Observation(n, DeliveryLevel.WRITTEN, failure, null, null, receipt);
    }
}
