package io.flushpoint.benchmarks.migrating;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** One way to post counters with a client, as {@code docs/migrating.md} shows it. */
abstract class Migration {
    private final CompletableFuture<String> logged = new CompletableFuture<>();

    /** Posts with a token, for at most two seconds, of which one to connect, and logs the status or why there is none. */
    abstract void post(String url, String token, String counters) throws Exception;

    final void log(Object... what) {
        logged.complete(Arrays.toString(what));
    }

    /** What was logged first. */
    final CompletableFuture<String> logged() {
        return logged;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName();
    }
}
