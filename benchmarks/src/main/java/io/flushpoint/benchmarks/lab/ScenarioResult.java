package io.flushpoint.benchmarks.lab;

import io.flushpoint.benchmarks.lab.law.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What came of a scenario.
 *
 * @param invocations those that made sends
 * @param cycles freezes that were followed by one
 * @param billed of all of them
 * @param responded from handing out each until its response was posted: what its caller waited
 * @param first of those straight after INIT
 * @param warm of those straight after another
 * @param emptyFirst as {@code first}, of a function that does nothing
 * @param emptyWarm as {@code warm}, of a function that does nothing
 * @param thawToDelivered from handing out an invocation after a freeze until the peer had its first send
 * @param steadyToDelivered the same for invocations straight after another
 * @param arrivedBeforeFreeze sends that the peer had seen when the freeze after their invocation was 20 ms old
 * @param overBound invocations that were billed for more than the bound and the slack
 * @param connections that the peers took
 * @param socketsAtCheckpoint in mode snap-start
 * @param footprints before and after the cycles, of each environment whose function tells
 * @param undelivered sends that no peer saw and what the function was told of each, for people; the first few
 * @param complaints what broke the law, for people
 */
record ScenarioResult(
        ScenarioSettings settings,
        String freeze,
        int invocations,
        int cycles,
        BilledTimes billed,
        BilledTimes responded,
        Optional<BilledTimes> first,
        Optional<BilledTimes> warm,
        Optional<BilledTimes> emptyFirst,
        Optional<BilledTimes> emptyWarm,
        Optional<BilledTimes> thawToDelivered,
        Optional<BilledTimes> steadyToDelivered,
        int arrivedBeforeFreeze,
        int overBound,
        int connections,
        OptionalInt socketsAtCheckpoint,
        List<List<Footprint>> footprints,
        Verdict verdict,
        List<String> undelivered,
        List<String> complaints) {

    /** Whether every send was accounted for and no invocation took longer than it may. */
    boolean holds() {
        return complaints.isEmpty();
    }
}
