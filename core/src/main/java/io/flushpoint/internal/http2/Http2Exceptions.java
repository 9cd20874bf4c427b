package io.flushpoint.internal.http2;

import io.netty.handler.codec.http2.Http2Exception;
import org.jspecify.annotations.Nullable;

/** Finds what Netty says of HTTP/2 in what is thrown. */
final class Http2Exceptions {
    private Http2Exceptions() {}

    /** The one that caused it, or it is; null if there is none. */
    static @Nullable Http2Exception in(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof Http2Exception http2) {
                return http2;
            }
        }
        return null;
    }
}
