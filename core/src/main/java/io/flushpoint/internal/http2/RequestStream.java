package io.flushpoint.internal.http2;

import io.flushpoint.Failure;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.internal.connection.Complaint;
import io.flushpoint.internal.connection.Connection;
import io.flushpoint.internal.connection.Exchange;
import io.flushpoint.internal.connection.RunningTime;
import io.flushpoint.internal.connection.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One exchange on an HTTP/2 connection: a stream from its HEADERS on (RFC 9113 §5). Its request is written by its
 * {@link StreamWriter}; what arrives for it is told to the exchange. Confined to the event loop.
 */
final class RequestStream implements Stream {
    /** The connection's traffic. */
    interface Owner {
        /** It has a number from now on. */
        void numbered(RequestStream stream);

        /** Its request is written, or will not be. */
        void endsWriting();

        /** It is over: what it had of the connection is free. */
        void over(RequestStream stream);
    }

    /** What all streams of a connection go by. */
    record Terms(
            StreamWriter.Bodies bodies,
            RunningTime runningTime,
            long drainBytes,
            long drainMillis,
            long interimResponses,
            long interimBytes) {}

    /** What it is told by its writer. */
    private final class OfWriter implements StreamWriter.Owner {
        @Override
        public void numbered() {
            owner.numbered(RequestStream.this);
        }

        @Override
        public void begins() {
            connection.awaitFirstByte(RequestStream.this::firstByteWritten);
        }

        @Override
        public void abandonedUnderWay() {
            if (!over) {
                firstByteWritten();
            }
        }
    }

    /** For which a peer may be silent on everything, and be there. */
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int FINAL = 200;

    private final Connection connection;
    private final FrameHandler frames;
    private final Exchange exchange;
    private final Terms terms;
    private final Owner owner;
    private final long arrivedBefore;
    private final long began;
    private final StreamWriter writer;
    private final InterimHeads interim;
    private RunningTime.@Nullable Deadline drainDeadline; // while content is read away
    private boolean touched; // the kernel has its first byte, or will have
    private boolean writing = true;
    private int status;
    private long drained;
    private boolean answerWhole;
    private boolean contentMissing; // all of it: less or more than was said Netty finds itself
    private boolean over;

    RequestStream(Connection connection, FrameHandler frames, Exchange exchange, Terms terms, Owner owner) {
        this.connection = connection;
        this.frames = frames;
        this.exchange = exchange;
        this.terms = terms;
        this.owner = owner;
        this.arrivedBefore = connection.arrived();
        this.began = terms.runningTime().now();
        this.writer = new StreamWriter(frames, terms.bodies(), new OfWriter());
        this.interim = new InterimHeads(terms.interimResponses(), terms.interimBytes());
    }

    private void firstByteWritten() {
        if (!touched) {
            touched = true;
            exchange.firstByteWritten();
        }
    }

    Exchange exchange() {
        return exchange;
    }

    /** Whether its answer has begun with its final head. */
    boolean isAnswered() {
        return status != 0;
    }

    // ---- as the stream ----

    @Override
    public int id() {
        return writer.id();
    }

    @Override
    public StreamWriter writer() {
        return writer;
    }

    /** Told from a listener of the last frame's write: what the socket has accepted ends with that frame. */
    @Override
    public long written() {
        endWriting();
        return connection.accepted();
    }

    private void endWriting() {
        if (writing) {
            writing = false;
            owner.endsWriting();
        }
    }

    /** There is room for another from the beginning on. */
    @Override
    public void offerAnother() {}

    @Override
    public void writeFailed(Throwable cause) {
        if (over) {
            return;
        }
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
            failed(true, "HTTP/2: " + Complaint.of(cause));
        } else if (id() == 0) {
            lose(Failure.CONNECTION_LOST, "the peer takes no more streams");
        } else {
            connection.writeFailed(cause);
        }
    }

    @Override
    public void withdraw(Exchange untouched) {
        finish();
    }

    /** The connection goes on, unless nothing has come from the peer in all the time, and that was not short. */
    @Override
    public void giveUp(Exchange given, RetireReason why) {
        if (over) {
            return;
        }
        boolean silent = connection.arrived() == arrivedBefore;
        boolean awaited = why != RetireReason.CANCELLED || now() - began > LONG_NANOS;
        if (silent && awaited) {
            connection.retireWhenDone(why);
        }
        cancel();
    }

    @Override
    public boolean provesUnprocessed() {
        return true;
    }

    // ---- what arrives for it ----

    /** A head: of an interim response, of the final one, or trailers. */
    void head(Http2Headers headers, boolean last) {
        if (over) {
            return;
        }
        exchange.answerBegins();
        answerWhole |= last;
        if (isAnswered()) {
            return; // trailers
        }
        int value = Http2Heads.status(headers);
        if (value == Http2Heads.MALFORMED) {
            malformed("a status that is not three digits from 100 to 999");
        } else if (value == SWITCHING_PROTOCOLS) {
            malformed("status 101, which HTTP/2 has not (RFC 9113 §8.6)");
        } else if (value >= FINAL) {
            answer(value, headers, last);
        } else if (last) {
            malformed("an interim response that ends the stream");
        } else {
            String excess = interim.excess(headers);
            if (excess != null) {
                malformed(excess);
            }
        }
    }

    private void answer(int value, Http2Headers headers, boolean last) {
        status = value;
        contentMissing = !exchange.isHead() && Http2Heads.promisesContent(headers);
        if (writing) {
            exchange.answeredEarly(value);
            writer.abandon();
            cancel();
            return;
        }
        try {
            connection.readDepartures();
        } finally {
            exchange.answered(value);
        }
        if (!over && exchange.keepsAnswer()) {
            exchange.answerHead(Http2Heads.fields(headers));
        }
        if (!over && !last) {
            drainDeadline = terms.runningTime().after(terms.drainMillis(), this::cancel);
        }
    }

    /** A piece of the answer's content, with so much padding. */
    void content(ByteBuf piece, int padding, boolean last) {
        if (over) {
            return;
        }
        exchange.answerBegins();
        answerWhole |= last;
        if (!isAnswered()) {
            malformed("content without a head");
            return;
        }
        if (exchange.keepsAnswer()) {
            exchange.answerContent(piece);
        }
        contentMissing &= !piece.isReadable();
        drained += piece.readableBytes() + padding;
        if (!last && drained > terms.drainBytes()) {
            cancel();
        }
    }

    /** The peer has reset it. */
    void resetByPeer(long code) {
        if (over) {
            return;
        }
        Http2Error error = Http2Error.valueOf(code);
        if (isAnswered()) {
            finish();
        } else if (error == Http2Error.REFUSED_STREAM) {
            unprocessed("the peer refused the stream (REFUSED_STREAM)");
        } else {
            exchange.answerBegins();
            lose(Failure.STREAM_RESET, "the peer reset the stream: " + (error == null ? "error " + code : error));
        }
    }

    /** The peer has proven that it has not processed the request (RFC 9113 §8.7). */
    void unprocessed(String proof) {
        if (isAnswered()) {
            closed(); // with whatever there is of the answer
        } else {
            lose(Failure.UNPROCESSED, proof);
        }
    }

    /** Netty has closed it: both sides have ended, unless something was wrong with it. */
    void closed() {
        if (over) {
            return;
        }
        if (isAnswered()) {
            finish();
        } else {
            failed(false, "the stream ended without an answer");
        }
    }

    /** Something was wrong with it, of which the peer is told: with what came for it, unless the fault is {@code ours}. */
    void failed(boolean ours, String why) {
        if (over) {
            return;
        }
        if (ours && writer.bytes() == 0) {
            leave();
            exchange.refused(why);
            owner.over(this);
        } else if (isAnswered()) {
            finish();
        } else {
            if (!ours) {
                exchange.answerBegins();
            }
            lose(Failure.PROTOCOL_ERROR, why);
        }
    }

    private void malformed(String why) {
        lose(Failure.PROTOCOL_ERROR, why); // first: the reset closes the stream, which would be told instead
        reset(Http2Error.PROTOCOL_ERROR);
    }

    // ---- its end ----

    private long now() {
        return terms.runningTime().now();
    }

    private void reset(Http2Error error) {
        if (id() != 0) { // which is the connection
            frames.reset(id(), error);
        }
    }

    private void lose(Failure failure, String reason) {
        if (!over) {
            if (writer.bytes() > 0) {
                firstByteWritten(); // or under way to the kernel
            }
            connection.readDepartures();
            connection.unwatch(exchange);
            leave();
            exchange.lost(failure, reason, null);
            owner.over(this);
        }
    }

    /** It ends with its connection, which sees to the rest. */
    void lostWithConnection(Failure failure, String reason, @Nullable Throwable cause) {
        if (!over) {
            leave();
            if (isAnswered()) {
                exchange.answerOver(false);
            } else {
                exchange.lost(failure, reason, cause);
            }
        }
    }

    private void cancel() {
        if (!over) {
            leave(); // first: the reset closes the stream
            reset(Http2Error.CANCEL);
            finish();
        }
    }

    private void finish() {
        leave();
        owner.over(this);
        if (isAnswered()) {
            exchange.answerOver(answerWhole && !contentMissing);
        }
    }

    private void leave() {
        over = true;
        if (drainDeadline != null) {
            drainDeadline.cancel();
        }
        endWriting();
    }
}
