package io.flushpoint.internal.connection;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.internal.encode.WriteOutcome;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request on a connection, and what it is told, of which it notes what must not be: an end that comes twice, or anything
 * after the end. It does not throw then, since whoever tells would take that for a fault of the peer's.
 */
final class HeardExchange implements Exchange, WriteOutcome {
    private final SendRequest request;
    private final boolean keeps;
    private final List<String> told = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private @Nullable Stream stream;
    private boolean written;
    private boolean ended;
    private boolean givenUp;
    private boolean awaitsRest;
    private boolean answerOver;
    private int status;

    HeardExchange(SendRequest request, boolean keeps) {
        this.request = request;
        this.keeps = keeps;
    }

    /** As an attempt of the sender's begins. */
    void begin(Connection connection) {
        Stream begun = connection.begin(this);
        stream = begun;
        begun.writer().write(request, this);
    }

    boolean hasBegun() {
        return stream != null;
    }

    /** As a send that is cancelled. */
    void giveUp() {
        Stream begun = stream;
        if (begun != null && !ended) {
            givenUp = true;
            if (!written) {
                begun.writer().abandon();
            }
            begun.giveUp(this, RetireReason.CANCELLED);
        }
    }

    boolean isGivenUp() {
        return givenUp;
    }

    /** Whether it was told how it ended and, of an answer, that nothing more of it will be read. */
    boolean isSettled() {
        return givenUp || (ended && (answerOver || !awaitsRest));
    }

    /** The status that it was told; 0 for none. */
    int status() {
        return status;
    }

    /** The number of its stream; 0 if it has none. */
    int streamId() {
        return stream == null ? 0 : stream.id();
    }

    /** What it was told that must not be. */
    List<String> wrong() {
        return wrong;
    }

    private void tell(String what) {
        told.add(what);
        if (ended) {
            wrong.add(what + " after " + told);
        }
    }

    private void end(String how) {
        tell(how);
        ended = true;
    }

    private void answer(String how, int code) {
        end(how + " " + code);
        status = code;
        if (givenUp) {
            wrong.add(how + " after it was given up");
        }
    }

    private void partOfAnswer(String what) {
        if (status == 0 || answerOver || !keeps) {
            wrong.add(what + " after " + told);
        }
    }

    // ---- as the exchange ----

    @Override
    public boolean isHead() {
        return request.method().equals("HEAD");
    }

    @Override
    public void firstByteWritten() {
        tell("first byte");
    }

    @Override
    public void departed(DeliveryLevel level) {
        wrong.add("departed, where no kernel tells");
    }

    @Override
    public void departureUnknown() {
        wrong.add("departure unknown, where nothing was watched");
    }

    @Override
    public void answerBegins() {
        // as often as something comes
    }

    @Override
    public void answered(int code) {
        awaitsRest = true;
        answer("answered", code);
    }

    /** As a send that fails then, which writes no further. */
    @Override
    public void answeredEarly(int code) {
        if (stream != null) {
            stream.writer().abandon();
        }
        answer("answered early", code);
    }

    @Override
    public boolean keepsAnswer() {
        return keeps;
    }

    @Override
    public void answerHead(HttpHeaders headers) {
        partOfAnswer("head");
    }

    @Override
    public void answerContent(ByteBuf content) {
        partOfAnswer("content of " + content.readableBytes());
    }

    @Override
    public void answerOver(boolean whole) {
        if (status == 0 || answerOver) {
            wrong.add("answer over after " + told);
        }
        answerOver = true;
    }

    @Override
    public void refused(String reason) {
        end("refused");
    }

    @Override
    public void lost(Failure failure, String reason, @Nullable Throwable cause) {
        end("lost " + failure + ": " + reason);
    }

    // ---- as who is told of the writing ----

    @Override
    public void progressed() {
        // as often as there is progress
    }

    @Override
    public void written(long bytes) {
        Stream begun = stream;
        written = true;
        if (begun != null) {
            begun.written();
            begun.offerAnother();
        }
    }

    @Override
    public void writeFailed(Throwable cause) {
        Stream begun = stream;
        if (begun != null) {
            begun.writeFailed(cause);
        }
    }

    @Override
    public void bodyFailed(Throwable cause, boolean untouched) {
        wrong.add("body failed, which lies in memory");
    }

    @Override
    public String toString() {
        return request.method() + " on " + streamId() + ": " + told + (givenUp ? ", given up" : "");
    }
}
