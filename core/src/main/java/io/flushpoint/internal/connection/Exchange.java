package io.flushpoint.internal.connection;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import org.jspecify.annotations.Nullable;

/** One request and its answer on a connection, as seen by the one who leased it. All calls come on the event loop. */
public interface Exchange {
    /** Whether the request's method is HEAD, whose response has no content (RFC 9110 §9.3.2). */
    boolean isHead();

    /** The first byte of the request was handed to the kernel. */
    void firstByteWritten();

    /** {@link DeliveryLevel#SENT} or {@link DeliveryLevel#ACKNOWLEDGED} is established; in order. */
    void departed(DeliveryLevel level);

    /** The connection is closing before the watched levels could be established; the exchange itself was answered. */
    void departureUnknown();

    /** A byte came in answer: of the final response, of an interim one, or of something that is no response at all. */
    void answerBegins();

    /** The status line of the final response arrived after the whole request was written. */
    void answered(int status);

    /** The status line of the final response arrived before the whole request was written. The connection is being retired. */
    void answeredEarly(int status);

    /** The connection is lost before the answer. Exactly once, and not after {@link #answered}. */
    void lost(Failure failure, String reason, @Nullable Throwable cause);
}
