package io.flushpoint.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The answers that come on one connection, each for the exchange next in turn (RFC 9112 §9.3.2): what the handlers in its
 * pipeline tell of them. The content of each is read away, but for what is kept, for so long as a deadline allows.
 */
final class Answers {
    /** The connection. */
    interface Owner {
        /** Whether it takes no more requests, and nothing that comes is wanted. */
        boolean isRetired();

        /** Takes a reading of what has departed. */
        void readDepartures();

        /** Whether the peer's TCP has our byte at that position; true where the kernel does not tell. */
        boolean hasReachedPeer(long position);

        /** The exchange was answered before its request was written, which it will not be any more. */
        void answeredEarly(Exchange exchange, int status);

        /** An answer is read to its end. */
        void answerRead(boolean lastOfConnection);

        /** The content of an answer takes too long. */
        void drainOverdue();
    }

    private final Exchanges exchanges;
    private final Owner owner;
    private final long drainMillis;
    private final RunningTime.Deadline drainDeadline;

    Answers(Exchanges exchanges, RunningTime runningTime, PoolBounds bounds, Owner owner) {
        this.exchanges = exchanges;
        this.owner = owner;
        this.drainMillis = bounds.drainMillis();
        this.drainDeadline = runningTime.deadline(owner::drainOverdue);
    }

    /** Whether a byte that arrives now can belong to an answer. */
    boolean isExpected() {
        return !owner.isRetired() && exchanges.expectsAnswer();
    }

    /**
     * Whether what arrives now was sent before the peer had a byte of the request whose answer is next: a request that had to wait
     * for the socket is written in the look that reads what had come meanwhile.
     */
    boolean isBeforeRequest() {
        OptionalLong firstByte = exchanges.lateFirstByteOfNext();
        return firstByte.isPresent() && !owner.hasReachedPeer(firstByte.getAsLong());
    }

    /** Whether the next one answers HEAD. */
    boolean isToHead() {
        return exchanges.isNextHead();
    }

    /** A byte of the next one came. Only if it {@link #isExpected()}, as the others below. */
    void begin() {
        exchanges.next().answerBegins();
    }

    /** The final status line of the next one is there. */
    void status(int status) {
        if (exchanges.isNextBeingWritten()) {
            owner.answeredEarly(exchanges.answerEnd(), status);
            return;
        }
        Exchange exchange = exchanges.next();
        exchanges.answerHead();
        try {
            owner.readDepartures();
        } finally {
            exchange.answered(status); // whatever else fails: from here on nobody would tell of it
        }
        if (!owner.isRetired()) {
            drainDeadline.armAfter(drainMillis);
        }
    }

    /** Its head is read. */
    void head(HttpHeaders headers) {
        Exchange exchange = kept();
        if (exchange != null) {
            exchange.answerHead(headers);
        }
    }

    /** A piece of its content is read. */
    void content(ByteBuf content) {
        Exchange exchange = kept();
        if (exchange != null) {
            exchange.answerContent(content);
        }
    }

    /** The exchange whose answer is being read, if more than the status is wanted of it. */
    private @Nullable Exchange kept() {
        Exchange exchange = owner.isRetired() || exchanges.isEmpty() ? null : exchanges.next();
        return exchange != null && exchange.keepsAnswer() ? exchange : null;
    }

    /** It is read to its end. */
    void end(boolean lastOfConnection) {
        if (!owner.isRetired()) {
            Exchange answered = exchanges.answerEnd();
            drainDeadline.cancel();
            try {
                owner.answerRead(lastOfConnection);
            } finally {
                answered.answerOver(true); // last: whoever hears it may end the connection
            }
        }
    }

    /** No content is read any more. */
    void stop() {
        drainDeadline.cancel();
    }
}
