package io.flushpoint.internal.connection;

import io.flushpoint.Failure;
import io.flushpoint.HttpProtocol;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.internal.encode.RequestWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 on one connection: requests one after the other, each behind the one before, and their answers in the same order
 * (RFC 9112 §9.3). What is on it is kept by its {@link Exchanges}, what is answered by its {@link Answers}. It is the stream of
 * each exchange too, so that a send costs no object for it.
 */
final class Http1 implements Traffic, Stream {
    /** What it is told by what arrives. */
    private final class Told implements Answers.Owner {
        @Override
        public boolean isRetired() {
            return connection.isRetired();
        }

        @Override
        public void readDepartures() {
            connection.readDepartures();
        }

        @Override
        public boolean hasReachedPeer(long position) {
            return connection.liveness().hasReachedPeer(position);
        }

        @Override
        public void answeredEarly(Exchange exchange, int status) {
            connection.endUnfinished(() -> exchange.answeredEarly(status), "connection retired: a response came early");
        }

        @Override
        public void answerRead(boolean lastOfConnection) {
            connection.exchangeOver(lastOfConnection);
        }

        @Override
        public void drainOverdue() {
            connection.retire(RetireReason.DRAIN_CAP);
        }
    }

    private final Connection connection;
    private final RequestWriter writer;
    private final int depth;
    private final Exchanges exchanges = new Exchanges();
    private final Runnable onFirstByte = this::firstByteWritten;
    private final Answers answers;
    private long begunIn; // which look of the loop
    private long firstByte; // its position, of the request begun last

    Http1(Connection connection, RequestWriter writer, RunningTime runningTime, PoolBounds bounds) {
        this.connection = connection;
        this.writer = writer;
        this.depth = bounds.pipeliningDepth();
        this.answers = new Answers(exchanges, runningTime, bounds, new Told());
    }

    Answers answers() {
        return answers;
    }

    // ---- as the traffic ----

    @Override
    public HttpProtocol protocol() {
        return HttpProtocol.HTTP_1_1;
    }

    @Override
    public Stream begin(Exchange exchange) {
        exchanges.begin(exchange);
        begunIn = connection.liveness().lastLook();
        firstByte = connection.given();
        connection.awaitFirstByte(onFirstByte);
        return this;
    }

    /** As a rule within the write: then the loop has looked before, and what there was is read. */
    private void firstByteWritten() {
        if (connection.liveness().lastLook() == begunIn) {
            exchanges.firstByteWritten();
        } else {
            exchanges.firstByteWrittenLate(firstByte);
        }
    }

    @Override
    public int count() {
        return exchanges.count();
    }

    @Override
    public boolean acceptsAnother() {
        return !exchanges.isWriting() && exchanges.count() < depth && connection.isWritable();
    }

    /** It would wait behind them, and not beside. */
    @Override
    public boolean acceptsOneMoreToWait() {
        return false;
    }

    @Override
    public boolean isWriting() {
        return exchanges.isWriting();
    }

    @Override
    public void stop() {
        answers.stop();
    }

    @Override
    public void loseAll(Consumer<Exchange> first, Failure failure, String reason, @Nullable Throwable cause) {
        exchanges.loseAll(first, failure, reason, cause);
    }

    // ---- as the stream of the exchange begun last ----

    @Override
    public int id() {
        return 0;
    }

    @Override
    public RequestWriter writer() {
        return writer;
    }

    @Override
    public long written() {
        exchanges.written();
        return connection.given();
    }

    @Override
    public void offerAnother() {
        if (depth > 1) {
            connection.offerAnother();
        }
    }

    @Override
    public void writeFailed(Throwable cause) {
        connection.writeFailed(cause);
    }

    @Override
    public void withdraw(Exchange exchange) {
        if (exchanges.withdraw(exchange)) {
            connection.giveBack();
        }
    }

    /** No answer can be told from another but by its turn, so the connection goes. */
    @Override
    public void giveUp(Exchange exchange, RetireReason why) {
        connection.retire(why);
    }

    @Override
    public boolean provesUnprocessed() {
        return false;
    }
}
