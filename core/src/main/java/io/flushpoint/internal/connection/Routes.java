package io.flushpoint.internal.connection;

import io.flushpoint.HttpProtocol;
import io.flushpoint.Proxies;
import io.flushpoint.Proxy;
import io.flushpoint.SenderOptions;
import io.netty.handler.proxy.ProxyHandler;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The ways to all endpoints of a sender. */
public final class Routes {
    private static final Optional<String> OF_UNIX_SOCKETS = Optional.of("a Unix domain socket has no tcp_info");

    private final Proxies proxies;
    private final Map<String, Path> unixSockets;
    private final HttpProtocol protocol;

    /**
     * By the proxies and Unix domain sockets of those options.
     *
     * @throws IllegalStateException if there are any, and not what they need
     */
    public Routes(SenderOptions options, IoTransport transport) {
        this.proxies = options.proxies();
        this.unixSockets = options.unixSockets();
        this.protocol = options.protocol();
        if (!proxies.isEmpty()) {
            requireLibrary();
        }
        if (!unixSockets.isEmpty() && !transport.hasUnixSockets()) {
            throw new IllegalStateException("Unix domain sockets need the transport epoll, and this is " + transport);
        }
    }

    private static void requireLibrary() {
        try {
            Objects.requireNonNull(ProxyHandler.class);
        } catch (NoClassDefFoundError missing) {
            throw new IllegalStateException(
                    "proxies need io.netty:netty-handler-proxy on the class path, in the version of Netty's other jars",
                    missing);
        }
    }

    Route to(Endpoint endpoint) {
        Path unixSocket = unixSockets.get(endpoint.toString());
        if (unixSocket != null) {
            return new Route(endpoint, null, unixSocket, protocol);
        }
        Optional<Proxy> proxy = proxies.toward(endpoint.secure(), endpoint.host(), endpoint.port());
        return new Route(endpoint, proxy.orElse(null), null, protocol);
    }

    /** Why the kernel tells nothing of the way to an endpoint, as {@link Endpoint#toString} has it; empty if it does. */
    public Optional<String> kernelObstacle(String endpoint) {
        return !unixSockets.isEmpty() && unixSockets.containsKey(endpoint) ? OF_UNIX_SOCKETS : Optional.empty();
    }
}
