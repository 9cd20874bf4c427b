package io.flushpoint.benchmarks.jmh;

import io.flushpoint.benchmarks.clients.ClientFactory;
import io.flushpoint.benchmarks.clients.sink.Sink;

/** The parameter {@code http}. */
final class HttpVersions {
    private HttpVersions() {}

    /**
     * Nothing if every request came by that version.
     *
     * @throws IllegalStateException if not, so that a client which falls back is not measured for another
     */
    static void requireAll(String http, Sink sink) {
        long expected = isHttp2(http) ? sink.whole() : 0;
        if (sink.wholeOverHttp2() != expected) {
            throw new IllegalStateException(
                    sink.wholeOverHttp2() + " of " + sink.whole() + " requests came over HTTP/2 with http=" + http);
        }
    }

    /**
     * Whether it is HTTP/2.
     *
     * @throws IllegalArgumentException if it is no version, or the client does not speak it
     */
    static boolean isHttp2(String http, String scheme, ClientFactory factory) {
        boolean http2 = isHttp2(http);
        if (http2 && !factory.speaksHttp2("https".equals(scheme))) {
            throw new IllegalArgumentException(factory.name() + " does not speak HTTP/2 here by " + scheme);
        }
        return http2;
    }

    private static boolean isHttp2(String http) {
        return switch (http) {
            case "2" -> true;
            case "1.1" -> false;
            default -> throw new IllegalArgumentException("http is 1.1 or 2, not " + http);
        };
    }
}
