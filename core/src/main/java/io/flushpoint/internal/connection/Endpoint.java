package io.flushpoint.internal.connection;

/**
 * Where requests go and connections are pooled: scheme, host and port.
 *
 * @param secure whether TLS is spoken
 * @param host ASCII name or IP literal without brackets, lower case
 * @param port 1 to 65535
 */
public record Endpoint(boolean secure, String host, int port) {
    /** {@code scheme://host:port}. */
    @Override
    public String toString() {
        String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return (secure ? "https://" : "http://") + shown + ":" + port;
    }
}
