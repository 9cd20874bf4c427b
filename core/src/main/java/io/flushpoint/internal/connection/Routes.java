package io.flushpoint.internal.connection;

import io.flushpoint.Proxies;

/** The ways to all endpoints of a sender. */
public final class Routes {
    private static final String NEEDED = "io.netty.handler.proxy.ProxyHandler";

    private final Proxies proxies;

    /**
     * By those proxies.
     *
     * @throws IllegalStateException if there are any, and not what they need
     */
    public Routes(Proxies proxies) {
        this.proxies = proxies;
        if (!proxies.isEmpty()) {
            requireLibrary();
        }
    }

    private static void requireLibrary() {
        try {
            Class.forName(NEEDED, false, Routes.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "proxies need io.netty:netty-handler-proxy on the class path, in the version of Netty's other jars",
                    e);
        }
    }

    Route to(Endpoint endpoint) {
        return new Route(
                endpoint,
                proxies.toward(endpoint.secure(), endpoint.host(), endpoint.port())
                        .orElse(null));
    }
}
