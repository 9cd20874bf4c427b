package io.flushpoint.lambda;

import io.flushpoint.HttpSender;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Opens connections while the handler computes: for each warm endpoint that has none standing idle when an invocation
 * begins, or whose last one turns out to be stale during it. At most one attempt per endpoint and invocation, and one at
 * a time. From any thread; blocks nobody.
 */
final class Reconnecting {
    private final HttpSender sender;
    private final StandingConnections standing;
    private final List<String> endpoints;
    private final Set<String> permitted = new HashSet<>();
    private final Set<String> connecting = new HashSet<>();

    Reconnecting(HttpSender sender, StandingConnections standing, List<String> endpoints) {
        this.sender = sender;
        this.standing = standing;
        this.endpoints = endpoints;
        standing.whenNoneIsLeft(this::connect);
    }

    /** An invocation begins. */
    void begin() {
        synchronized (this) {
            permitted.addAll(endpoints);
        }
        for (String endpoint : endpoints) {
            if (!standing.any(endpoint)) {
                connect(endpoint);
            }
        }
    }

    /** An invocation ended: what turns out to be stale from now on is seen to when the next one begins. */
    synchronized void end() {
        permitted.clear();
    }

    private void connect(String endpoint) {
        synchronized (this) {
            if (!permitted.remove(endpoint) || !connecting.add(endpoint)) {
                return;
            }
        }
        sender.preconnect(URI.create(endpoint)).whenComplete((connected, failure) -> ended(endpoint));
    }

    private synchronized void ended(String endpoint) {
        connecting.remove(endpoint);
    }
}
