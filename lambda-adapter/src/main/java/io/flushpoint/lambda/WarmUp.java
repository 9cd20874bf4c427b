package io.flushpoint.lambda;

import io.flushpoint.HttpSender;
import io.flushpoint.Receipt;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The connections made in INIT: all at once, together within one time box, and never fatal. */
final class WarmUp {
    private WarmUp() {}

    static void connect(HttpSender sender, List<String> endpoints, Duration box, Clocks clocks) {
        long end = clocks.nanos() + box.toNanos();
        List<CompletableFuture<Receipt>> connections = new ArrayList<>();
        for (String endpoint : endpoints) {
            connections.add(sender.preconnect(URI.create(endpoint)).toCompletableFuture());
        }
        for (int i = 0; i < endpoints.size(); i++) {
            await(endpoints.get(i), connections.get(i), end - clocks.nanos());
        }
    }

    private static void await(String endpoint, CompletableFuture<Receipt> connection, long nanos) {
        try {
            connection.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            AdapterLog.notWarmed(endpoint, String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            AdapterLog.notWarmed(endpoint, "still connecting when the time box ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
