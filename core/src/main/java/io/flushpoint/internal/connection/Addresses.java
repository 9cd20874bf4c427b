package io.flushpoint.internal.connection;

import io.flushpoint.AddressResolver;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Finds the addresses of a host without blocking an event loop. A name is looked up once at a time, for everybody who waits
 * for it: one that hangs holds one thread, however often it is asked for. A lookup that nobody waits for any more does not
 * begin. From any thread.
 */
public final class Addresses {
    private final AddressResolver resolver;
    private final ThreadPoolExecutor background;
    private final Map<String, Lookup> lookups = new HashMap<>();

    /** Looks up with {@code resolver} on {@code background}. */
    public Addresses(AddressResolver resolver, ThreadPoolExecutor background) {
        this.resolver = resolver;
        this.background = background;
    }

    /**
     * Completes on a background thread, or at once for an IP literal; never with an empty list. Who does not wait for it any
     * more cancels it.
     */
    CompletableFuture<List<InetAddress>> find(String host) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal == null) {
            return join(host);
        }
        try {
            return CompletableFuture.completedFuture(List.of(InetAddress.getByAddress(host, literal)));
        } catch (UnknownHostException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Whether a host is an address itself, and is not looked up. */
    static boolean isLiteral(String host) {
        return NetUtil.createByteArrayFromIpAddressString(host) != null;
    }

    private CompletableFuture<List<InetAddress>> join(String host) {
        CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
        Object ticket = new Object();
        Lookup lookup = lookup(host, ticket, found);
        found.whenComplete((addresses, failure) -> {
            if (found.isCancelled()) {
                leave(lookup, ticket);
            }
        });
        lookup.begin();
        return found;
    }

    private synchronized Lookup lookup(String host, Object ticket, CompletableFuture<List<InetAddress>> found) {
        Lookup lookup = lookups.computeIfAbsent(host, Lookup::new);
        lookup.waiting.put(ticket, found);
        return lookup;
    }

    private synchronized void leave(Lookup lookup, Object ticket) {
        lookup.waiting.remove(ticket);
        if (lookup.waiting.isEmpty() && background.remove(lookup)) {
            lookups.remove(lookup.host, lookup);
        }
    }

    /** Whether it is to be handed over to a thread, which is once. */
    private synchronized boolean begins(Lookup lookup) {
        boolean begins = !lookup.begun;
        lookup.begun = true;
        return begins;
    }

    private synchronized boolean isAbandoned(Lookup lookup) {
        return lookup.waiting.isEmpty() && lookups.remove(lookup.host, lookup);
    }

    /** Those who waited. Who comes later begins anew. */
    private synchronized List<CompletableFuture<List<InetAddress>>> end(Lookup lookup) {
        lookups.remove(lookup.host, lookup);
        return List.copyOf(lookup.waiting.values());
    }

    /** One lookup of one name. What it holds is guarded by the whole. */
    private final class Lookup implements Runnable {
        private final String host;
        private final Map<Object, CompletableFuture<List<InetAddress>>> waiting = new LinkedHashMap<>();
        private boolean begun;

        Lookup(String host) {
            this.host = host;
        }

        void begin() {
            if (begins(this)) {
                try {
                    background.execute(this);
                } catch (Throwable busyOrClosedOrNoThread) {
                    tell(null, busyOrClosedOrNoThread);
                }
            }
        }

        @Override
        public void run() {
            if (isAbandoned(this)) {
                return;
            }
            try {
                List<InetAddress> addresses = List.copyOf(resolver.resolve(host));
                if (addresses.isEmpty()) {
                    throw new UnknownHostException(host + ": no address");
                }
                tell(addresses, null);
            } catch (Throwable e) {
                tell(null, e);
            }
        }

        private void tell(@Nullable List<InetAddress> addresses, @Nullable Throwable failure) {
            for (CompletableFuture<List<InetAddress>> found : end(this)) {
                if (addresses != null) {
                    found.complete(addresses);
                } else if (failure != null) {
                    found.completeExceptionally(failure);
                }
            }
        }
    }
}
