package io.flushpoint.internal.connection;

import io.flushpoint.SenderListener.RetireReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Tells the status of an answer as soon as its line is understood, and leaves to Netty's decoder where the answer ends: a
 * framing that is in doubt costs the connection then, and not the answer. Stops at the first byte that belongs to no request:
 * whatever follows the last response that was asked for poisons the connection, be it a whole response or half a line.
 */
final class ResponseDecoder extends HttpResponseDecoder {
    private static final int CHUNK_BYTES = 8192;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int FINAL = 200;
    private static final byte LF = '\n';
    private static final byte COLON = ':';

    private final Connection connection;
    private final Answers answers;
    private final int headBytes;
    private final long drainBytes;
    private final InterimResponses interim;
    private boolean answering;
    private boolean amidHead;
    private boolean inBody;
    private long drained;

    ResponseDecoder(Connection connection, Answers answers, PoolBounds bounds) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(bounds.responseHeadBytes())
                .setMaxHeaderSize(bounds.responseHeadBytes())
                .setMaxChunkSize(CHUNK_BYTES)
                .setHeadersFactory(new ReusedHeaders()));
        this.connection = connection;
        this.answers = answers;
        this.headBytes = bounds.responseHeadBytes();
        this.drainBytes = bounds.drainBytes();
        this.interim = new InterimResponses(bounds);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (!answers.isExpected() || (!answering && answers.isBeforeRequest())) {
            in.skipBytes(in.readableBytes());
            connection.poisoned("bytes that belong to no request");
        } else {
            if (!answering) {
                start(in);
            }
            if (answering && answers.isExpected()) { // unless whoever was told of the status has ended it
                answer(ctx, in, out);
            }
        }
    }

    private void answer(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        int start = in.readerIndex();
        super.decode(ctx, in, out);
        if (inBody) {
            drain(in.readerIndex() - start, out);
        } else {
            head(in, start, in.readerIndex());
        }
        if (!out.isEmpty()) { // the head comes alone, and the body after it
            answering = !(out.get(out.size() - 1) instanceof LastHttpContent);
            inBody = answering;
        }
    }

    /** Netty takes a line that has a blank and no colon for a field without a value: what the peer meant by it nobody knows. */
    private void head(ByteBuf in, int from, int to) {
        int line = from;
        for (int end = in.indexOf(line, to, LF); end >= 0; end = in.indexOf(line, to, LF)) {
            if (amidHead && isFieldWithoutColon(in, line, end)) {
                connection.poisoned("a header line without a colon");
                return;
            }
            amidHead = true; // the status line is passed
            line = end + 1;
        }
    }

    /** An empty line ends the head, and one that begins with a blank belongs to the one before (RFC 9112 §5.2). */
    private static boolean isFieldWithoutColon(ByteBuf in, int start, int end) {
        byte first = in.getByte(start);
        return first != '\r' && first != LF && first != ' ' && first != '\t' && in.indexOf(start, end, COLON) < 0;
    }

    /** Counts chunk sizes, chunk extensions and trailers as well: they are as many bytes to read (RFC 9112 §7.1). */
    private void drain(int bytes, List<Object> decoded) {
        drained += bytes;
        if (drained > drainBytes) {
            for (Object last : decoded) { // the reader is told of nothing any more
                if (last instanceof HttpContent content) {
                    answers.content(content.content());
                }
            }
            connection.retire(RetireReason.DRAIN_CAP);
        }
    }

    /** Up to the status line of the final response, which stays where it is. */
    private void start(ByteBuf in) {
        answers.begin();
        interim.skip(in);
        int status =
                in.isReadable() && interim.excess() == null ? StatusLine.status(in, headBytes) : StatusLine.INCOMPLETE;
        if (status == StatusLine.MALFORMED) {
            connection.poisoned(StatusLine.fault(in));
        } else if (status == SWITCHING_PROTOCOLS) {
            connection.poisoned("status 101, a switch to a protocol that nobody asked for");
        } else if (status >= FINAL) {
            interim.end();
            answering = true;
            amidHead = false;
            drained = 0;
            answers.status(status);
        } else if (status != StatusLine.INCOMPLETE) {
            interim.begin();
            interim.skip(in);
        }
        String excess = interim.excess();
        if (excess != null) {
            connection.poisoned(excess);
        }
    }

    /** A head that the peer's FIN cuts off is none. */
    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (answering) {
            super.decodeLast(ctx, in, out);
        } else {
            in.skipBytes(in.readableBytes());
        }
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return super.isContentAlwaysEmpty(message) || (message instanceof HttpResponse && answers.isToHead());
    }
}
