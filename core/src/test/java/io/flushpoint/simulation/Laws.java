package io.flushpoint.simulation;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.WireState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold of every history, whatever happens in it, and what of it was broken. */
final class Laws {
    /** Beyond the deadline, for the loop to come by. */
    private static final long SLACK_NANOS = Duration.ofMillis(400).toNanos();

    /** For a lookup, a connect, and an answer. */
    private static final long AMPLE_NANOS = Duration.ofSeconds(5).toNanos();

    /** What may become of a send to a host at which nothing goes wrong. */
    private static final Set<Failure> BY_THE_CALLER = Set.of(
            Failure.CANCELLED,
            Failure.SENDER_CLOSED,
            Failure.QUEUE_FULL,
            Failure.BYTES_IN_FLIGHT_EXCEEDED,
            Failure.LEVEL_UNAVAILABLE);

    private final Truth truth;
    private final boolean trouble;
    private final boolean kernelTells;
    private final List<String> broken = new ArrayList<>();
    private boolean mayLoseConnections;

    /**
     * @param trouble whether this machine lacks something, so that nobody is served well
     * @param kernelTells whether the kernel tells what the peer has acknowledged
     */
    Laws(Truth truth, boolean trouble, boolean kernelTells) {
        this.truth = truth;
        this.trouble = trouble;
        this.kernelTells = kernelTells;
    }

    /** The caller gives up connections in use, such as by disconnecting, or by cancelling one of several requests on one. */
    void mayLoseConnections() {
        mayLoseConnections = true;
    }

    /** What was broken, in order. */
    List<String> broken() {
        return broken;
    }

    void broken(String what) {
        broken.add(what);
    }

    private void require(boolean holds, Sent send, String otherwise) {
        if (!holds) {
            broken(send + ": " + otherwise);
        }
    }

    // ---- as it happens ----

    /** A level is told to be reached. */
    void reached(Sent send, DeliveryLevel level, Receipt receipt) {
        List<Truth.Written> whole =
                truth.of(send.id()).stream().filter(Truth.Written::isWhole).toList();
        require(!whole.isEmpty(), send, level + " was told before its last byte was written");
        if (level == DeliveryLevel.SENT) {
            require(
                    whole.stream().anyMatch(Truth.Written::hasLeft),
                    send,
                    "SENT was told before its last byte had left");
        } else if (level == DeliveryLevel.ACKNOWLEDGED) {
            require(
                    whole.stream().anyMatch(Truth.Written::isAcknowledged),
                    send,
                    "ACKNOWLEDGED was told before its last byte was acknowledged");
        } else if (level == DeliveryLevel.ANSWERED) {
            require(receipt.status().isPresent(), send, "ANSWERED without a status");
            receipt.status().ifPresent(status -> answered(send, status));
        }
    }

    /** It is told to have failed. */
    void failed(Sent send, SendException failure) {
        boolean whole = false;
        boolean begun = false;
        for (Truth.Written attempt : truth.of(send.id())) {
            if (!truth.isProvenUnprocessed(attempt)) {
                begun = true;
                whole |= attempt.isWhole();
            }
        }
        WireState said = failure.wireState();
        require(said != WireState.NOTHING_WRITTEN || !begun, send, said + " was told of a request that was begun");
        require(said == WireState.FULLY_WRITTEN || !whole, send, said + " was told of a request that was written");
        boolean everWhole = truth.of(send.id()).stream().anyMatch(Truth.Written::isWhole);
        require(said != WireState.FULLY_WRITTEN || everWhole, send, said + " was told of a request that was not");
        failure.status().ifPresent(status -> answered(send, status));
        if (failure.phase() == Phase.WRITE || failure.phase() == Phase.ANSWER) {
            lost(send, failure.failure());
        }
        if (Peers.isFair(send.address()) && !trouble) {
            require(
                    BY_THE_CALLER.contains(failure.failure())
                            || (send.deadlineNanos() < AMPLE_NANOS && failure.failure() == Failure.DEADLINE_EXCEEDED)
                            || (failure.failure() == Failure.CONNECTION_LOST && mayLoseConnections),
                    send,
                    "failed though nothing goes wrong there: " + failure.getMessage());
        }
    }

    /** It is settled, for better or worse, in time in which the process ran. */
    void settled(Sent send, long ranNanos) {
        require(send.settled() == 1, send, "was settled " + send.settled() + " times");
        require(
                ranNanos <= send.deadlineNanos() + SLACK_NANOS,
                send,
                "was settled after " + Duration.ofNanos(ranNanos) + ", which is past its deadline of "
                        + Duration.ofNanos(send.deadlineNanos()));
    }

    /** What became of it is told. */
    void reported(Sent send, DeliveryReport report) {
        require(send.reports() == 1, send, "was reported on " + send.reports() + " times");
        require(
                truth.of(send.id()).stream().anyMatch(Truth.Written::isWhole),
                send,
                "was reported on, and never written");
        if (report.kind() == DeliveryReport.Kind.ANSWERED) {
            report.status().ifPresent(status -> answered(send, status));
        } else {
            report.failure().ifPresent(failure -> lost(send, failure));
        }
        if (report.failure().filter(Failure.UNPROCESSED::equals).isPresent()) {
            require(
                    truth.of(send.id()).stream().anyMatch(truth::isProvenUnprocessed),
                    send,
                    "UNPROCESSED was told, and nobody proved it");
        }
    }

    /** Whoever loses a connection has read before what had arrived on it. */
    private void lost(Sent send, Failure failure) {
        boolean byThePeer = failure == Failure.CONNECTION_LOST && !trouble && !mayLoseConnections;
        require(
                !byThePeer || !truth.isAnswerThere(send.id()),
                send,
                "was lost with its connection, on which its answer had arrived");
    }

    private void answered(Sent send, int status) {
        Truth.@Nullable Answer answer = truth.answer(status);
        if (answer == null) {
            broken(send + ": status " + status + " was told, and nobody gave it");
        } else if (answer.id() == 0 || truth.isMuddledBefore(answer)) {
            boolean afterIt = truth.of(send.id()).stream()
                    .anyMatch(written -> written.tcp() == answer.tcp()
                            && (answer.firstByte() >= written.receivedBefore() || (written.isLate() && !kernelTells)));
            require(afterIt, send, "status " + status + " was there before it was written");
        } else {
            require(answer.id() == send.id(), send, "status " + status + " was given to request " + answer.id());
        }
    }

    // ---- at the end ----

    /** The sender is closed, and everything is over. */
    void over(Sent send) {
        require(send.settled() == 1, send, "was settled " + send.settled() + " times by the end");
        boolean written = send.reachedWritten();
        require(
                send.reports() == 1 || (send.reports() == 0 && !written),
                send,
                "was reported on " + send.reports() + " times, and " + (written ? "" : "not ") + "written");
        require(send.openStages().isEmpty(), send, "is still open for " + send.openStages());
        SendException failure = send.failure();
        List<Truth.Written> attempts = truth.of(send.id());
        if (failure != null && failure.wireState() == WireState.NOTHING_WRITTEN) {
            require(
                    attempts.stream().allMatch(truth::isProvenUnprocessed),
                    send,
                    "NOTHING_WRITTEN was told of a request that was begun afterwards");
        }
        List<Truth.Written> counting = attempts.stream()
                .filter(attempt -> !truth.isProvenUnprocessed(attempt)) // which may be written late, before its reset
                .toList();
        require(
                send.isReplayable() || counting.size() <= 1,
                send,
                "was begun on several connections: "
                        + counting.stream()
                                .map(attempt -> attempt.tcp().number())
                                .toList());
    }
}
