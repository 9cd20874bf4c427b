package io.flushpoint;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What became of a send after it was written, reported exactly once and attributed to that send, also when it is seen
 * only after a thaw.
 *
 * @param kind what is known
 * @param status the status of the final response; present exactly if {@link Kind#ANSWERED}
 * @param failure why nothing more will be known; null exactly if {@link Kind#ANSWERED}
 * @param reason the failure in words, such as what TLS refused; null exactly if {@link Kind#ANSWERED}. It holds no path,
 *     query, header value or body
 * @param heard whether a byte came back for it, be it of an interim response, of a head that was cut off, or of a TLS alert:
 *     the peer has seen it then; true if {@link Kind#ANSWERED}
 * @param receipt the send's receipt as of now
 */
public record LateNews(
        Kind kind,
        OptionalInt status,
        @Nullable Failure failure,
        @Nullable String reason,
        boolean heard,
        Receipt receipt) {
    /** The three things that can become of a written request. */
    public enum Kind {
        /** The final response head arrived. */
        ANSWERED,
        /**
         * The connection was lost after the request was written: reset, closed, truncated, a protocol error, a TLS
         * alert. The peer may or may not have acted.
         */
        LOST,
        /** No answer in time, or nobody listens any longer (cancelled, closed). The peer may or may not have acted. */
        UNKNOWN
    }
}
