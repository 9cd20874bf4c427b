package io.flushpoint.benchmarks.probe;

import io.flushpoint.DeliveryLevel;
import java.util.Set;

/** Where what was seen is told, while the run goes on. */
interface ProbeReport {
    /** Before the first send, with the levels that the transport can establish. */
    void begin(ProbePlan plan, Set<DeliveryLevel> levels);

    /** After each send and its linger. */
    void add(Observation seen);

    /** After the last send. */
    void end();
}
