package io.flushpoint.internal.connection;

/**
 * The answers that come on one connection, each for the exchange next in turn (RFC 9112 §9.3.2): what the handlers in its
 * pipeline tell of them. The content of each is read away, for so long as a deadline allows.
 */
final class Answers {
    /** The connection. */
    interface Owner {
        /** Whether it takes no more requests, and nothing that comes is wanted. */
        boolean isRetired();

        /** The exchange was answered before its request was written, which it will not be any more. */
        void answeredEarly(Exchange exchange, int status);

        /** An answer is read to its end. */
        void answerRead(boolean lastOfConnection);

        /** The content of an answer takes too long. */
        void drainOverdue();
    }

    private final Exchanges exchanges;
    private final SocketEnd socketEnd;
    private final Owner owner;
    private final long drainMillis;
    private final RunningTime.Deadline drainDeadline;

    Answers(Exchanges exchanges, SocketEnd socketEnd, RunningTime runningTime, PoolBounds bounds, Owner owner) {
        this.exchanges = exchanges;
        this.socketEnd = socketEnd;
        this.owner = owner;
        this.drainMillis = bounds.drainMillis();
        this.drainDeadline = runningTime.deadline(owner::drainOverdue);
    }

    /** Whether a byte that arrives now can belong to an answer. */
    boolean isExpected() {
        return !owner.isRetired() && exchanges.expectsAnswer();
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
            socketEnd.readDepartures();
        } finally {
            exchange.answered(status); // whatever else fails: from here on nobody would tell of it
        }
        if (!owner.isRetired()) {
            drainDeadline.armAfter(drainMillis);
        }
    }

    /** It is read to its end. */
    void end(boolean lastOfConnection) {
        if (!owner.isRetired()) {
            exchanges.answerEnd();
            drainDeadline.cancel();
            owner.answerRead(lastOfConnection);
        }
    }

    /** No content is read any more. */
    void stop() {
        drainDeadline.cancel();
    }
}
