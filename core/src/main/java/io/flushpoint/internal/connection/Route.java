package io.flushpoint.internal.connection;

import io.flushpoint.Proxy;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The way to an endpoint: straight, by a proxy, or by a Unix domain socket.
 *
 * @param proxy null if there is none between
 * @param unixSocket null if it is TCP
 */
public record Route(
        Endpoint endpoint, @Nullable Proxy proxy, @Nullable Path unixSocket) {
    /** The host that TCP connects to. */
    String host() {
        return proxy == null ? endpoint.host() : proxy.host();
    }

    /** The port that TCP connects to. */
    int port() {
        return proxy == null ? endpoint.port() : proxy.port();
    }

    /** Whether the proxy passes bytes on without reading them, and is asked to before. */
    boolean isTunnel() {
        return proxy != null && !isForwarding();
    }

    /** Whether the proxy is sent the requests, and sends its own. */
    public boolean isForwarding() {
        return proxy != null && proxy.kind() == Proxy.Kind.HTTP && !endpoint.secure();
    }
}
