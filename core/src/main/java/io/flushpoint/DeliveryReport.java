package io.flushpoint;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What became of a send after it was written: made exactly once, and attributed to that send, also when it is known only
 * after a thaw. {@link Delivery#reached} tells when a level is reached; the report says at the end whether an answer came, and
 * if not, why none will.
 *
 * <p>Immutable, for any thread. Senders make it; implement it only to stand for one of theirs in a test, since facts may be
 * added.
 */
public interface DeliveryReport {
    /** What is known. */
    Kind kind();

    /** The status of the final response; present exactly if {@link Kind#ANSWERED}. */
    OptionalInt status();

    /** Why nothing more will be known; empty exactly if {@link Kind#ANSWERED}. */
    Optional<Failure> failure();

    /**
     * The failure in words, such as what TLS refused; empty exactly if {@link Kind#ANSWERED}. It holds no path, query, header
     * value or body.
     */
    Optional<String> reason();

    /**
     * Whether a byte came back for the request, be it of an interim response, of a head that was cut off, or of a TLS alert: the
     * peer has seen it then. True if {@link Kind#ANSWERED}.
     */
    boolean heard();

    /** The send's receipt as of the report. */
    Receipt receipt();

    /** The three things that can become of a written request. */
    enum Kind {
        /** The final response head arrived. */
        ANSWERED,
        /**
         * The connection, or the request's HTTP/2 stream, was lost after the request was written: reset, closed, truncated, a
         * protocol error, a TLS alert. The peer may or may not have acted; it has not where the failure is
         * {@link Failure#UNPROCESSED}.
         */
        LOST,
        /**
         * No answer in time, or nobody listens any longer (cancelled, closed). The peer may or may not have acted. Also of a
         * request that was written, proven unprocessed, and not written again in time.
         */
        UNKNOWN
    }
}
