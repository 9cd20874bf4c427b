package io.flushpoint.internal.dispatch;

import io.flushpoint.SenderMetrics;
import io.flushpoint.internal.connection.ConnectionGauges;
import java.util.concurrent.atomic.LongAdder;

/** What a sender counts. Written by its event loops, read by any thread. */
final class Counters {
    final ConnectionGauges connections = new ConnectionGauges();
    final LongAdder writing = new LongAdder();
    final LongAdder awaitingAnswer = new LongAdder();
    final LongAdder submitted = new LongAdder();
    final LongAdder reached = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder answered = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder unknown = new LongAdder();
    final LongAdder opened = new LongAdder();
    final LongAdder reused = new LongAdder();
    final LongAdder retired = new LongAdder();
    final LongAdder bytesWritten = new LongAdder();

    SenderMetrics snapshot(Admission admission) {
        return new CounterReadings(
                admission.queued(),
                writing.sum(),
                awaitingAnswer.sum(),
                admission.bytesInFlight(),
                connections.opening(),
                connections.idle(),
                connections.busy(),
                connections.closing(),
                submitted.sum(),
                reached.sum(),
                failed.sum(),
                retried.sum(),
                answered.sum(),
                lost.sum(),
                unknown.sum(),
                opened.sum(),
                reused.sum(),
                retired.sum(),
                bytesWritten.sum());
    }
}
