package io.flushpoint.benchmarks.lab.law;

import java.util.List;
import java.util.Map;

/**
 * What the law says of a history.
 *
 * @param sends how many there were
 * @param unseen those that the peer's application has not read
 * @param reportedFailures how many the function was told had not reached their level
 * @param lateLost how many the function was told, after a success, were lost or that nothing is known of them
 * @param offences the sends that broke the law, by how they did
 * @param duplicates how often a send was seen beyond its first time
 */
public record Verdict(
        int sends,
        List<String> unseen,
        int reportedFailures,
        int lateLost,
        int duplicates,
        Map<Offence, List<String>> offences) {

    /** How many sends the peer's application read, each counted once. */
    public int seen() {
        return sends - unseen.size();
    }

    /** How many sends broke the law in one way. */
    public int count(Offence offence) {
        return offences.getOrDefault(offence, List.of()).size();
    }

    /** Sends that nobody saw and nobody was told of. */
    public int unexplainedLoss() {
        return count(Offence.UNEXPLAINED_LOSS);
    }

    /** Whether no send broke it. */
    public boolean holds() {
        return offences.isEmpty();
    }
}
