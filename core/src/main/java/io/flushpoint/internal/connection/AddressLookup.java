package io.flushpoint.internal.connection;

import io.flushpoint.Failure;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks up the addresses of a host. An IP literal takes no time. */
final class AddressLookup {
    private final OpeningSteps steps;
    private final Addresses addresses;
    private final long limitMillis;
    private final Consumer<List<InetAddress>> onFound;
    private @Nullable CompletableFuture<List<InetAddress>> lookup; // once it is started

    /** {@code onFound} is given one address at least. */
    AddressLookup(OpeningSteps steps, Addresses addresses, long limitMillis, Consumer<List<InetAddress>> onFound) {
        this.steps = steps;
        this.addresses = addresses;
        this.limitMillis = limitMillis;
        this.onFound = onFound;
    }

    void start(String host) {
        steps.arm(
                limitMillis,
                () -> steps.fail(Failure.UNRESOLVED_HOST, "no address within " + limitMillis + " ms", null));
        CompletableFuture<List<InetAddress>> begun = addresses.find(host);
        lookup = begun;
        boolean literal = Addresses.isLiteral(host); // not "done": a lookup may be over by now
        steps.runWhenDone(begun, (found, failure) -> ended(found, literal, failure));
    }

    private void ended(@Nullable List<InetAddress> found, boolean literal, @Nullable Throwable failure) {
        if (steps.isOver()) {
            return;
        }
        if (found == null) {
            steps.fail(Failure.UNRESOLVED_HOST, "host not resolved: " + Causes.innermost(failure), failure);
            return;
        }
        if (!literal) {
            steps.took();
        }
        onFound.accept(found);
    }

    /** Nobody waits for it any more. Without effect if it has ended. */
    void leave() {
        if (lookup != null) {
            lookup.cancel(false);
        }
    }
}
