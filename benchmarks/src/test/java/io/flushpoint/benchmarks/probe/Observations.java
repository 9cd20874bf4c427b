package io.flushpoint.benchmarks.probe;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.WireState;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Observations made up for tests. */
final class Observations {
    private static final long MS = 1_000_000;

    private Observations() {}

    /** Written after 2 ms and answered as late as given, with status 200. */
    static Observation answered(int n, DeliveryLevel goal, long answeredNanos) {
        Times timings = new Times(10_999, 400_000, 2 * MS, 3 * MS, 4 * MS, answeredNanos);
        Receipt receipt = new Seen(DeliveryLevel.ANSWERED, 734, timings, 3, true, 1, OptionalInt.of(200));
        return new Observation(n, goal, null, DeliveryReport.Kind.ANSWERED, null, receipt);
    }

    /** Written after 2 ms; of the answer nothing is known. */
    static Observation written(int n) {
        Times timings = new Times(10_999, 400_000, 2 * MS, -1, -1, -1);
        Receipt receipt = new Seen(DeliveryLevel.WRITTEN, 734, timings, 3, true, 1, OptionalInt.empty());
        return new Observation(n, DeliveryLevel.WRITTEN, null, null, null, receipt);
    }

    /** Refused before a connection was leased. */
    static Observation refused(int n) {
        SendException failure = new Refused();
        return new Observation(n, DeliveryLevel.WRITTEN, failure, null, null, Receipt.empty());
    }

    private static final class Refused extends SendException {
        private static final long serialVersionUID = 1L;

        Refused() {
            super(
                    Failure.CONNECT_FAILED,
                    Phase.CONNECT,
                    WireState.NOTHING_WRITTEN,
                    "refused by the test",
                    null,
                    Receipt.empty());
        }
    }

    private record Seen(
            DeliveryLevel highest,
            long bytes,
            Times timings,
            long number,
            boolean reused,
            int attempts,
            OptionalInt status)
            implements Receipt {
        @Override
        public Optional<DeliveryLevel> level() {
            return Optional.of(highest);
        }

        @Override
        public OptionalLong connection() {
            return OptionalLong.of(number);
        }
    }

    /** In nanoseconds, -1 where a stage was not passed. */
    private record Times(
            long queuedNanos,
            long connectNanos,
            long writtenNanos,
            long sentNanos,
            long acknowledgedNanos,
            long answeredNanos)
            implements Receipt.Timings {
        @Override
        public Optional<Duration> queued() {
            return time(queuedNanos);
        }

        @Override
        public Optional<Duration> connect() {
            return time(connectNanos);
        }

        @Override
        public Optional<Duration> written() {
            return time(writtenNanos);
        }

        @Override
        public Optional<Duration> sent() {
            return time(sentNanos);
        }

        @Override
        public Optional<Duration> acknowledged() {
            return time(acknowledgedNanos);
        }

        @Override
        public Optional<Duration> answered() {
            return time(answeredNanos);
        }

        private static Optional<Duration> time(long nanos) {
            return nanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
        }
    }
}
