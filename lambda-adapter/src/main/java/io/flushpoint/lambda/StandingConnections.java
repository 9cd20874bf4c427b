package io.flushpoint.lambda;

import io.flushpoint.DeliveryReport;
import io.flushpoint.Failure;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Knows which endpoints have a connection that stands idle, from what the sender tells its listener, and passes
 * everything on to the listener of the options. From any thread.
 */
final class StandingConnections implements SenderListener {
    private final SenderListener next;
    private final Map<String, Set<Long>> idle = new HashMap<>();
    private volatile Consumer<String> whenNoneIsLeft = endpoint -> {};
    private volatile @Nullable String rehearsal;

    StandingConnections(SenderListener next) {
        this.next = next;
    }

    /** Sets who hears, on the event loop, of an endpoint whose last idle connection turned out to be stale. */
    void whenNoneIsLeft(Consumer<String> heard) {
        whenNoneIsLeft = heard;
    }

    /** Sets the endpoint of which nothing is passed on: that of priming, which is nobody's business. */
    void passNothingOnOf(String endpoint) {
        rehearsal = endpoint;
    }

    /** Whether a connection stands idle. */
    synchronized boolean any(String endpoint) {
        return idle.containsKey(endpoint);
    }

    private synchronized void add(String endpoint, long connection) {
        idle.computeIfAbsent(endpoint, made -> new HashSet<>()).add(connection);
    }

    /** Whether it was the last one. */
    private synchronized boolean remove(String endpoint, long connection) {
        Set<Long> ofEndpoint = idle.get(endpoint);
        if (ofEndpoint == null || !ofEndpoint.remove(connection) || !ofEndpoint.isEmpty()) {
            return false;
        }
        idle.remove(endpoint);
        return true;
    }

    private boolean passesOn(String endpoint) {
        return next != SenderListener.NONE && !endpoint.equals(rehearsal);
    }

    // ---- SenderListener ----

    @Override
    public void onSettled(SendRequest request, Receipt receipt, @Nullable SendException failure) {
        if (receipt.status().isEmpty()) { // an answered one has left its connection, to nobody or to the next send
            receipt.connection().ifPresent(leased -> remove(request.endpoint(), leased));
        }
        if (passesOn(request.endpoint())) {
            next.onSettled(request, receipt, failure);
        }
    }

    @Override
    public void onReport(SendRequest request, DeliveryReport report) {
        if (report.kind() == DeliveryReport.Kind.ANSWERED) {
            report.receipt().connection().ifPresent(freed -> add(request.endpoint(), freed));
        }
        if (passesOn(request.endpoint())) {
            next.onReport(request, report);
        }
    }

    @Override
    public void onRetried(SendRequest request, Failure cause) {
        if (passesOn(request.endpoint())) {
            next.onRetried(request, cause);
        }
    }

    @Override
    public void onConnectionOpened(String endpoint, long connection) {
        add(endpoint, connection);
        if (passesOn(endpoint)) {
            next.onConnectionOpened(endpoint, connection);
        }
    }

    @Override
    public void onConnectionReused(String endpoint, long connection) {
        remove(endpoint, connection);
        if (passesOn(endpoint)) {
            next.onConnectionReused(endpoint, connection);
        }
    }

    @Override
    public void onConnectionRetired(String endpoint, long connection, RetireReason reason) {
        boolean last = remove(endpoint, connection);
        if (last && isStale(reason)) {
            whenNoneIsLeft.accept(endpoint); // before the user's listener, which may throw
        }
        if (passesOn(endpoint)) {
            next.onConnectionRetired(endpoint, connection, reason);
        }
    }

    /** What a freeze brings about, and not what we or an answer decided. */
    private static boolean isStale(RetireReason reason) {
        return switch (reason) {
            case IDLE_AGE, CONNECTION_AGE, PEER_CLOSED, PROBE_FAILED, CLOCK_DISAGREES -> true;
            default -> false;
        };
    }
}
