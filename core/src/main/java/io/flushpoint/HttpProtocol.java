package io.flushpoint;

/** Which version of HTTP is spoken to a server. */
public enum HttpProtocol {
    /**
     * Over TLS whichever of the two the server chooses (ALPN, RFC 7301), in clear text {@link #HTTP_1_1}. Without
     * {@code io.netty:netty-codec-http2} on the class path, and to a proxy that sends requests on, {@link #HTTP_1_1} only.
     */
    AUTO("auto"),

    /** HTTP/1.1 (RFC 9112): one request at a time on a connection, or a pipeline of them. */
    HTTP_1_1("HTTP/1.1"),

    /**
     * HTTP/2 (RFC 9113) and nothing else: over TLS by ALPN, in clear text because you know that the server speaks it (§3.3).
     * Many requests at a time on one connection. Needs {@code io.netty:netty-codec-http2} on the class path.
     */
    HTTP_2("h2");

    private final String wireName;

    HttpProtocol(String wireName) {
        this.wireName = wireName;
    }

    /** {@code HTTP/1.1}, {@code h2}, as ALPN and tools name it; {@code auto}. */
    public String wireName() {
        return wireName;
    }
}
