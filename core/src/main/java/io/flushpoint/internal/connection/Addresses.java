package io.flushpoint.internal.connection;

import io.flushpoint.AddressResolver;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Finds the addresses of a host without blocking an event loop. From any thread. */
public final class Addresses {
    private final AddressResolver resolver;
    private final Executor background;

    /** Looks up with {@code resolver} on {@code background}. */
    public Addresses(AddressResolver resolver, Executor background) {
        this.resolver = resolver;
        this.background = background;
    }

    /** Completes on a background thread, or at once for an IP literal; never with an empty list. */
    CompletableFuture<List<InetAddress>> find(String host) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            if (literal != null) {
                return CompletableFuture.completedFuture(List.of(InetAddress.getByAddress(host, literal)));
            }
            CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
            background.execute(() -> lookUp(host, found));
            return found;
        } catch (UnknownHostException | RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void lookUp(String host, CompletableFuture<List<InetAddress>> found) {
        try {
            List<InetAddress> addresses = List.copyOf(resolver.resolve(host));
            if (addresses.isEmpty()) {
                throw new UnknownHostException(host + ": no address");
            }
            found.complete(addresses);
        } catch (Throwable e) {
            found.completeExceptionally(e);
        }
    }
}
