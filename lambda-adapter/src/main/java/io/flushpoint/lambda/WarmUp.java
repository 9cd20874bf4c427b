package io.flushpoint.lambda;

import io.flushpoint.Receipt;
import io.flushpoint.Receipt.Timings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * What INIT does, all at once, together within one time box, and never fatal: connects to every endpoint, has the TLS
 * context made, and primes the send path meanwhile. On the thread that makes the sender.
 */
final class WarmUp {
    private static final String SEND_PATH = "send path";
    private static final String RUNTIME_JSON = "JSON of the runtime";
    private static final String TLS_CONTEXT = "TLS context";

    private final Environment rehearsal;
    private final StandingConnections standing;
    private final LambdaClocks clocks;
    private final long begin;
    private final long end;
    private final List<WarmReport.Step> steps = new ArrayList<>();

    /**
     * Warms from now on for at most {@code box}.
     *
     * @param rehearsal an environment of its own over the sender: what priming does is nobody's business
     */
    WarmUp(Environment rehearsal, StandingConnections standing, Duration box) {
        this.rehearsal = rehearsal;
        this.standing = standing;
        this.clocks = rehearsal.clocks();
        this.begin = clocks.nanos();
        this.end = begin + box.toNanos();
    }

    /** Notes a step that was done before. */
    void after(String what, long nanos, boolean warm, String outcome) {
        steps.add(new WarmSteps.Ended(what, Duration.ofNanos(nanos), warm, outcome));
    }

    /**
     * Connects and primes.
     *
     * @param handler the function's handler as Lambda names it, or null
     */
    WarmReport all(List<String> endpoints, @Nullable String handler) {
        try {
            Map<String, Connecting> connecting = connect(endpoints);
            prime(endpoints.stream().anyMatch(endpoint -> endpoint.startsWith("https:")));
            primeRuntime(handler);
            await(connecting);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // INIT is to go on
        }
        return report();
    }

    /** Connects only. */
    WarmReport connections(List<String> endpoints) {
        try {
            await(connect(endpoints));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return report();
    }

    private WarmReport report() {
        steps.stream().filter(step -> !step.warm()).forEach(AdapterLog::notWarmed);
        WarmReport report = new WarmSteps(Duration.ofNanos(clocks.nanos() - begin), steps);
        AdapterLog.warmed(report);
        return report;
    }

    // ---- endpoints ----

    /** A connection being opened, and when it was ready or had failed. */
    private final class Connecting {
        private final CompletableFuture<Receipt> connection;
        private volatile long ended;

        Connecting(String endpoint) {
            connection = rehearsal
                    .sender()
                    .preconnect(URI.create(endpoint))
                    .toCompletableFuture()
                    .whenComplete((receipt, failure) -> ended = clocks.nanos());
        }
    }

    private Map<String, Connecting> connect(List<String> endpoints) {
        Map<String, Connecting> connecting = new LinkedHashMap<>();
        for (String endpoint : endpoints) {
            connecting.computeIfAbsent(endpoint, Connecting::new);
        }
        return connecting;
    }

    private void await(Map<String, Connecting> connecting) throws InterruptedException {
        for (var each : connecting.entrySet()) {
            CompletableFuture<Receipt> connection = each.getValue().connection;
            if (Waits.await(connection, end - clocks.nanos())) {
                long took = each.getValue().ended - begin;
                connection.handle((receipt, failure) -> steps.add(new WarmSteps.Ended(
                        each.getKey(),
                        Duration.ofNanos(Math.max(0, took)),
                        failure == null,
                        outcome(receipt, failure))));
            } else {
                step(each.getKey(), begin, false, "still connecting when the time box ended");
            }
        }
    }

    private static String outcome(@Nullable Receipt receipt, @Nullable Throwable failure) {
        if (receipt == null) {
            return String.valueOf(failure instanceof CompletionException ? failure.getCause() : failure);
        }
        Timings timings = receipt.timings();
        return "resolve " + micros(timings.resolve()) + ", connect " + micros(timings.connect()) + ", TLS "
                + micros(timings.tls());
    }

    private static String micros(Optional<Duration> time) {
        return time.map(passed -> passed.toNanos() / 1_000 + " us").orElse("-");
    }

    // ---- send path ----

    private void prime(boolean tls) throws InterruptedException {
        long start = clocks.nanos();
        try (PrimingPeer peer = new PrimingPeer()) {
            standing.passNothingOnOf("http://" + peer.authority());
            CompletableFuture<Receipt> handshake = tls
                    ? rehearsal
                            .sender()
                            .preconnect(URI.create("https://" + peer.authority()))
                            .toCompletableFuture()
                    : CompletableFuture.failedFuture(new IllegalStateException("not wanted"));
            int sends = new Priming(rehearsal, peer, end).run();
            step(SEND_PATH, start, sends == Priming.SENDS, sends + " sends, " + rehearsal.level());
            if (tls) {
                Waits.await(handshake, end - clocks.nanos());
                step(TLS_CONTEXT, start, peer.sawTls(), peer.sawTls() ? "made" : "not made in time, or not at all");
            }
        } catch (IOException e) {
            step(SEND_PATH, start, false, "no socket on loopback: " + e.getMessage());
        }
    }

    private void primeRuntime(@Nullable String handler) {
        long start = clocks.nanos();
        if (start < end) {
            RuntimeJson.prime(handler)
                    .ifPresent(done -> step(RUNTIME_JSON, start, done, done ? "read and written" : "not as known"));
        }
    }

    private void step(String what, long start, boolean warm, String outcome) {
        steps.add(new WarmSteps.Ended(what, Duration.ofNanos(clocks.nanos() - start), warm, outcome));
    }
}
