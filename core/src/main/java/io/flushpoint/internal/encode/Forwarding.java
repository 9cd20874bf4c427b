package io.flushpoint.internal.encode;

import io.flushpoint.Proxy;
import io.flushpoint.SendRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What a request needs that a proxy sends on: the absolute form (RFC 9112 §3.2.2), and credentials for the proxy. */
public final class Forwarding {
    private final @Nullable String authorization;

    private Forwarding(@Nullable String authorization) {
        this.authorization = authorization;
    }

    /** By that proxy. */
    public static Forwarding by(Proxy proxy) {
        return new Forwarding(proxy.user()
                .map(user -> basic(user, proxy.password().orElse("")))
                .orElse(null));
    }

    private static String basic(String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both); // RFC 7617 §2
    }

    /** The value of {@code Proxy-Authorization}; null if there is none. */
    @Nullable
    String authorization() {
        return authorization;
    }

    /** The target of a request. */
    static String target(SendRequest request, @Nullable Forwarding forwarding) {
        return forwarding == null ? request.target() : "http://" + request.authority() + request.target();
    }
}
