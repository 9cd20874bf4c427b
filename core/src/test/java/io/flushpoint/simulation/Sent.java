package io.flushpoint.simulation;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendCallback;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A send, and what was told of it. */
final class Sent implements SendCallback {
    /** Who made it. */
    interface Caller {
        /** Time in which the process ran. */
        long ranNanos();

        /** It is settled; the caller may do something about it. */
        void settled(Sent send);

        /** Tells of it. */
        void trace(String what);
    }

    private final int id;
    private final String address;
    private final SendRequest request;
    private final DeliveryLevel goal;
    private final long deadlineNanos;
    private final Laws laws;
    private final Caller caller;
    private final long begunRan;
    private final Set<DeliveryLevel> open = EnumSet.noneOf(DeliveryLevel.class);
    private @Nullable Delivery delivery;
    private @Nullable SendException failure;
    private @Nullable Failure lost;
    private boolean written;
    private int settled;
    private int reports;

    Sent(
            int id,
            String address,
            SendRequest request,
            DeliveryLevel goal,
            long deadlineNanos,
            Laws laws,
            Caller caller) {
        this.id = id;
        this.address = address;
        this.request = request;
        this.goal = goal;
        this.deadlineNanos = deadlineNanos;
        this.laws = laws;
        this.caller = caller;
        this.begunRan = caller.ranNanos();
    }

    int id() {
        return id;
    }

    String address() {
        return address;
    }

    SendRequest request() {
        return request;
    }

    DeliveryLevel goal() {
        return goal;
    }

    boolean isReplayable() {
        return request.isReplayable();
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /** Follows it by its delivery, in place of a callback: every level of it. */
    void follow(Delivery made, Set<DeliveryLevel> levels) {
        delivery = made;
        for (DeliveryLevel level : levels) {
            open.add(level);
            made.reached(level).whenComplete((receipt, thrown) -> {
                boolean first = open.remove(level);
                if (!first) {
                    laws.broken(this + ": " + level + " was told twice");
                }
                if (receipt != null) {
                    told(level, receipt);
                }
                if (level == goal) {
                    onSettled(receipt == null ? Receipt.empty() : receipt, receipt == null ? unwrapped(thrown) : null);
                }
            });
        }
        made.report().thenAccept(this::onReport);
    }

    private static SendException unwrapped(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return (SendException) cause;
    }

    private void told(DeliveryLevel level, Receipt receipt) {
        caller.trace(this + " reached " + level);
        written |= level != DeliveryLevel.ANSWERED || receipt.status().isPresent();
        laws.reached(this, level, receipt);
    }

    @Override
    public void onSettled(Receipt receipt, @Nullable SendException thrown) {
        settled++;
        failure = thrown;
        laws.settled(this, caller.ranNanos() - begunRan);
        if (thrown == null) {
            if (delivery == null) {
                told(goal, receipt);
            }
        } else {
            caller.trace(this + " failed: " + thrown.getMessage());
            written |= thrown.phase().compareTo(Phase.WRITE) > 0;
            laws.failed(this, thrown);
        }
        caller.settled(this);
    }

    @Override
    public void onReport(DeliveryReport report) {
        reports++;
        lost = report.failure().orElse(null);
        caller.trace(this + " report: " + report.kind() + " " + report.status() + " " + report.reason());
        laws.reported(this, report);
    }

    void cancel() {
        if (delivery != null) {
            delivery.cancel();
        }
    }

    @Nullable
    Delivery delivery() {
        return delivery;
    }

    int settled() {
        return settled;
    }

    int reports() {
        return reports;
    }

    /** Whether it was told to be written, in one way or another. */
    boolean reachedWritten() {
        return written;
    }

    /** The levels of which nothing was told. */
    Set<DeliveryLevel> openStages() {
        return open;
    }

    /** Adds how it failed, or was lost. */
    void addFailures(Set<Failure> failures) {
        if (failure != null) {
            failures.add(failure.failure());
        }
        if (lost != null) {
            failures.add(lost);
        }
    }

    @Nullable
    SendException failure() {
        return failure;
    }

    @Override
    public String toString() {
        return "request " + id + " to " + (Peers.isFair(address) ? "fair" : "foul") + ", goal " + goal;
    }
}
