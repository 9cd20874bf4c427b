package io.flushpoint.internal.connection;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
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

    /** Whether more of the answer is wanted than its status. If not, neither head nor content is told. */
    boolean keepsAnswer();

    /** The head of the final response is read. The headers are good during the call only. */
    void answerHead(HttpHeaders headers);

    /** A piece of its content is read, which is good during the call only. */
    void answerContent(ByteBuf content);

    /** Nothing more of an answer whose status was told will be read; {@code whole} if it was read to its end. */
    void answerOver(boolean whole);

    /** The peer takes no such request, and nothing of it is written. It is over, and the connection goes on. */
    void refused(String reason);

    /** The connection is lost before the answer. Exactly once, and not after {@link #answered}. */
    void lost(Failure failure, String reason, @Nullable Throwable cause);
}
