package io.flushpoint.lambda;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a snapshot asks for: before it no connection is open, and after it was restored nothing of its life is gone on
 * with. Every environment that is restored from it begins with a new generation of connections and new names.
 */
final class Checkpointing {
    /** For closing every connection before the snapshot, in seconds: it takes milliseconds, and must not hang. */
    static final Duration DISCONNECT = Duration.ofSeconds(2);

    private final Environment environment;
    private final StandingConnections standing;
    private final List<String> endpoints;
    private final Consumer<WarmReport> restored;

    Checkpointing(
            Environment environment,
            StandingConnections standing,
            List<String> endpoints,
            Consumer<WarmReport> restored) {
        this.environment = environment;
        this.standing = standing;
        this.endpoints = endpoints;
        this.restored = restored;
    }

    /** Closes every connection and waits until the sockets are closed. INIT has primed. */
    void beforeCheckpoint() {
        environment.betweenHooks(true);
        try {
            boolean closed = Waits.await(environment.sender().disconnect().toCompletableFuture(), DISCONNECT.toNanos());
            if (!closed) {
                AdapterLog.warning("connections were still open when the snapshot was taken");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Begins anew, and reconnects for a moment; what is not connected by then connects while the handler computes. */
    void afterRestore() {
        environment.betweenHooks(false);
        environment.renew();
        WarmUp reconnecting =
                new WarmUp(environment, standing, environment.options().restore());
        restored.accept(reconnecting.connections(endpoints));
    }
}
