package io.flushpoint.internal.dispatch;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.internal.connection.Connection;
import io.flushpoint.internal.connection.Exchange;
import io.flushpoint.internal.connection.Stream;
import io.flushpoint.internal.encode.RequestWriter;
import io.flushpoint.internal.encode.WriteOutcome;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One try at one send on one leased connection: hands the request to the connection's writer, and takes what writer and
 * connection tell of it to the send. A send that is tried again makes another. Confined to one event loop.
 *
 * <p>What is thrown while it starts, or is told of an end (written, failed, answered, lost) or of a departure, goes to the send
 * too, which is settled with it. What it is told on the way ({@link #progressed}, {@link #firstByteWritten},
 * {@link #answerBegins}) and what the send asks of it is not guarded: that goes to the caller. What is thrown while more is kept
 * of the answer costs the excerpt alone.
 */
final class Attempt implements Exchange, WriteOutcome {
    /** The send that is tried. */
    interface Owner {
        /** What is settled of it. */
        Settlement settlement();

        /** The request, until it is written or given up. */
        SendRequest request();

        /** From now on what happens is this attempt's doing. */
        void begins(Attempt attempt);

        /** The connection is ready for the request. Whether it is still to be written. */
        boolean leased(Connection connection);

        void firstByteWritten();

        /** The operating system takes pieces: the next one is under way. */
        void progressed();

        /** The request is with its writer. */
        void handedOver();

        void written(long bytes);

        /** The request cannot be written as it is: here, or on any connection like this one. */
        void requestFailed(Failure failure, String reason, @Nullable Throwable cause);

        void answered(int status);

        /** Before the request was written, which it will not be any more. */
        void answeredEarly(int status);

        /** The connection was lost before the answer. */
        void lost(Failure failure, String reason, @Nullable Throwable cause);

        /** A level of the kernel's was settled. */
        void departureTold();

        /** A step of the attempt threw. */
        void stepFailed(Throwable cause);
    }

    private final Owner owner;
    private final Settlement settlement;
    private final Connection connection;
    private final boolean isHead;
    private @Nullable Stream stream; // from when it begins
    private @Nullable RequestWriter writer; // while the request is being written
    private boolean touched;
    private long position; // of the last byte of the written request on the connection

    Attempt(Owner owner, Connection connection) {
        this.owner = owner;
        this.settlement = owner.settlement();
        this.connection = connection;
        this.isHead = owner.request().method().equals("HEAD");
    }

    /** Begins the exchange, and writes the request. */
    void start() {
        try {
            owner.begins(this);
            Stream begun = connection.begin(this);
            stream = begun;
            if (owner.leased(connection)) {
                owner.progressed();
                RequestWriter ofStream = begun.writer();
                writer = ofStream;
                ofStream.write(owner.request(), this);
                owner.handedOver(); // as a rule it is written by now
            }
        } catch (Throwable e) {
            owner.stepFailed(e); // those who wait behind it are served all the same
        }
    }

    /** Whether not a byte of the request was handed to the kernel. */
    boolean isUntouched() {
        return !touched;
    }

    boolean isWriting() {
        return writer != null;
    }

    /** Writes no further. Returns how many bytes were encoded. */
    long abandon() {
        RequestWriter abandoned = writer;
        if (abandoned == null) {
            return 0;
        }
        long bytes = abandoned.bytes();
        try {
            abandoned.abandon(); // may tell that bytes are under way
        } finally {
            writer = null;
        }
        return bytes;
    }

    // ---- what the send asks of its connection ----

    /** Watches the written request depart up to a level, as long as the connection is there. */
    void watch(DeliveryLevel upTo) {
        if (connection.canWatch()) {
            connection.watch(this, position, upTo);
        } else {
            failDeparture();
        }
    }

    private void failDeparture() {
        settlement.failKernelLevels(Failure.CONNECTION_LOST, "the connection was closed before it was known");
    }

    void unwatch() {
        connection.unwatch(this);
    }

    /** Ends the exchange, and takes the connection out of use where it cannot do without. */
    void giveUp(RetireReason why) {
        if (stream == null) {
            connection.retire(why); // it could not begin
        } else {
            stream.giveUp(this, why);
        }
    }

    /** Whether the peer may prove of the written request that it has not processed it. */
    boolean provesUnprocessed() {
        return stream().provesUnprocessed();
    }

    /** Whether its connection takes no more requests. */
    boolean isConnectionLeaving() {
        return connection.isLeaving();
    }

    /** The number of its stream; 0 if it has none. */
    int streamId() {
        return stream == null ? 0 : stream.id();
    }

    private Stream stream() {
        return Objects.requireNonNull(stream, "stream");
    }

    // ---- what the writer tells ----

    @Override
    public void progressed() {
        owner.progressed();
    }

    @Override
    public void written(long bytes) {
        try {
            writer = null;
            position = stream().written();
            owner.written(bytes);
            stream().offerAnother();
        } catch (Throwable e) {
            owner.stepFailed(e);
        }
    }

    /** The connection tells what becomes of it: {@link #lost}, unless an answer has arrived. */
    @Override
    public void writeFailed(Throwable cause) {
        try {
            stream().writeFailed(cause);
        } catch (Throwable e) {
            owner.stepFailed(e);
        }
    }

    @Override
    public void bodyFailed(Throwable cause, boolean untouched) {
        try {
            String message = cause.getMessage();
            String reason = message == null ? cause.getClass().getSimpleName() : message;
            owner.requestFailed(Failure.BODY_FAILED, reason, cause);
            if (untouched) {
                stream().withdraw(this);
            } else {
                giveUp(RetireReason.REQUEST_UNFINISHED);
            }
        } catch (Throwable e) {
            owner.stepFailed(e);
        }
    }

    // ---- what the connection tells ----

    @Override
    public boolean isHead() {
        return isHead;
    }

    @Override
    public void firstByteWritten() {
        if (isWriting()) {
            touched = true;
            owner.firstByteWritten();
        }
    }

    @Override
    public void answerBegins() {
        settlement.heard();
    }

    @Override
    public void answered(int status) {
        try {
            keep(keeper -> keeper.answered(status));
            owner.answered(status);
            keep(AnswerKeeper::answerTold);
        } catch (Throwable e) {
            owner.stepFailed(e);
        }
    }

    @Override
    public void answeredEarly(int status) {
        try {
            keep(keeper -> keeper.answered(status));
            owner.answeredEarly(status);
        } catch (Throwable e) {
            owner.stepFailed(e);
        }
    }

    @Override
    public boolean keepsAnswer() {
        return settlement.keeper() != null;
    }

    @Override
    public void answerHead(HttpHeaders headers) {
        keep(keeper -> keeper.head(headers));
    }

    @Override
    public void answerContent(ByteBuf content) {
        keep(keeper -> keeper.content(content));
    }

    @Override
    public void answerOver(boolean whole) {
        keep(keeper -> keeper.over(whole));
    }

    /** What fails here costs the excerpt, and neither send nor connection. */
    private void keep(Consumer<AnswerKeeper> step) {
        AnswerKeeper keeper = settlement.keeper();
        if (keeper != null) {
            try {
                step.accept(keeper);
            } catch (Throwable e) {
                keeper.failed();
            }
        }
    }

    @Override
    public void refused(String reason) {
        try {
            owner.requestFailed(Failure.PROTOCOL_ERROR, reason, null);
        } catch (Throwable e) {
            owner.stepFailed(e);
        }
    }

    @Override
    public void lost(Failure failure, String reason, @Nullable Throwable cause) {
        try {
            owner.lost(failure, reason, cause);
        } catch (Throwable e) {
            owner.stepFailed(e);
        }
    }

    @Override
    public void departed(DeliveryLevel level) {
        try {
            settlement.reach(level);
            owner.departureTold();
        } catch (Throwable e) {
            owner.stepFailed(e);
        }
    }

    @Override
    public void departureUnknown() {
        try {
            failDeparture();
            owner.departureTold();
        } catch (Throwable e) {
            owner.stepFailed(e);
        }
    }
}
