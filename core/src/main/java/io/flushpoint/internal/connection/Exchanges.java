package io.flushpoint.internal.connection;

import io.flushpoint.Failure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges on one connection, in order: those that await their answers, of which the last may be being written still
 * (RFC 9112 §9.3.2).
 */
final class Exchanges {
    /** How far the request of the last exchange is. */
    private enum Writing {
        /** None is being written. */
        NONE,
        /** The kernel has not a byte of it. */
        NOT_A_BYTE,
        /** The kernel has its first byte. */
        BEGUN
    }

    /** How far the answer to the first exchange is. */
    private enum Reading {
        /** Its head has not arrived. */
        AWAITED,
        /** Its head has arrived, and its content is being read away. */
        CONTENT
    }

    /** One whose first byte had to wait for the socket, and its position among those of the connection. */
    private record Late(Exchange exchange, long position) {}

    private final Deque<Exchange> unanswered = new ArrayDeque<>();
    private final Deque<Late> late = new ArrayDeque<>();
    private Writing writing = Writing.NONE;
    private Reading reading = Reading.AWAITED;

    void begin(Exchange exchange) {
        unanswered.add(exchange);
        writing = Writing.NOT_A_BYTE;
    }

    /** The kernel has the first byte of what is being written. */
    void firstByteWritten() {
        if (isWriting()) {
            writing = Writing.BEGUN;
            unanswered.getLast().firstByteWritten();
        }
    }

    /** As {@link #firstByteWritten}, after the request has waited for the socket; its first byte is at that position. */
    void firstByteWrittenLate(long position) {
        if (isWriting()) {
            late.add(new Late(unanswered.getLast(), position));
        }
        firstByteWritten();
    }

    /** Where the first byte is of the request whose answer comes next, if it had to wait for the socket. */
    OptionalLong lateFirstByteOfNext() {
        Late first = late.peek();
        return first != null && first.exchange == unanswered.peek()
                ? OptionalLong.of(first.position)
                : OptionalLong.empty();
    }

    /** The request begun last is completely written. */
    void written() {
        writing = Writing.NONE;
    }

    /** Takes away an exchange of which nothing is written. Whether it was one. */
    boolean withdraw(Exchange exchange) {
        boolean untouched = writing == Writing.NOT_A_BYTE && unanswered.peekLast() == exchange;
        if (untouched) {
            unanswered.removeLast();
            writing = Writing.NONE;
        }
        return untouched;
    }

    /** Whose answer comes next. Only if there is one. */
    Exchange next() {
        return unanswered.element();
    }

    /** Whether an answer that comes now can belong to a request. */
    boolean expectsAnswer() {
        return !unanswered.isEmpty() && (!isNextBeingWritten() || writing == Writing.BEGUN);
    }

    /** Whether the next answer is one to HEAD. */
    boolean isNextHead() {
        Exchange next = unanswered.peek();
        return next != null && next.isHead();
    }

    /** Whether the exchange whose answer comes next is not completely written. */
    boolean isNextBeingWritten() {
        return isWriting() && unanswered.size() == 1;
    }

    /** The head of the next answer arrived, and its content follows. */
    void answerHead() {
        reading = Reading.CONTENT;
    }

    /** The next answer is read, or needs no reading. */
    Exchange answerEnd() {
        reading = Reading.AWAITED;
        Exchange ended = unanswered.remove();
        Late first = late.peek();
        if (first != null && first.exchange == ended) {
            late.remove();
        }
        if (unanswered.isEmpty()) {
            writing = Writing.NONE;
        }
        return ended;
    }

    boolean isWriting() {
        return writing != Writing.NONE;
    }

    boolean isEmpty() {
        return unanswered.isEmpty();
    }

    int count() {
        return unanswered.size();
    }

    /** Each one whose answer has not begun is lost. {@code first} is told of each before it is. */
    void loseAll(Consumer<Exchange> first, Failure failure, String reason, @Nullable Throwable cause) {
        Exchange answered = reading == Reading.CONTENT ? answerEnd() : null; // nothing is lost of it but content
        writing = Writing.NONE;
        late.clear();
        for (Exchange exchange = unanswered.poll(); exchange != null; exchange = unanswered.poll()) {
            first.accept(exchange);
            exchange.lost(failure, reason, cause);
        }
        if (answered != null) {
            answered.answerOver(false);
        }
    }
}
