package io.flushpoint.internal.encode;

import io.flushpoint.Body;
import io.flushpoint.SendRequest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelProgressiveFuture;
import io.netty.channel.ChannelProgressiveFutureListener;
import io.netty.channel.ChannelProgressivePromise;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Writes requests to one channel, one after the other: a small one in one piece, a large one piece by piece as the channel
 * becomes writable, so that a peer which does not read costs a bounded amount of memory.
 */
public final class RequestWriter extends ChannelInboundHandlerAdapter {
    private static final String NAME = "writer";
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** What becomes of a request. Calls come on the event loop; after {@link #written} or a failure none comes. */
    public interface Outcome {
        /** The operating system took another piece. */
        void progressed();

        /** The operating system took the last byte. */
        void written(long bytes);

        /** Writing failed. */
        void writeFailed(Throwable cause);

        /**
         * The body failed; what was written of the request stays unfinished.
         *
         * @param untouched whether nothing was given to the channel, not even the head
         */
        void bodyFailed(Throwable cause, boolean untouched);
    }

    private final int pieceBytes;
    private final Executor blocking;
    private final LoopShare share = new LoopShare();
    private @Nullable ChannelHandlerContext context;
    private @Nullable RequestEncoder encoder;
    private long wholeBytes;
    private @Nullable Outcome outcome;
    private @Nullable BodySource source;
    private long turn;
    private boolean feeding;
    private boolean hungry;

    private RequestWriter(int pieceBytes, Executor blocking) {
        this.pieceBytes = pieceBytes;
        this.blocking = blocking;
    }

    /**
     * Adds a writer to the end of a pipeline. The encoder comes behind it with the first request that needs one, so that
     * what the writer encodes itself passes none, and a process that sends small requests only never loads it.
     *
     * @param pieceBytes largest piece of a body
     * @param blocking runs what may block
     */
    public static void install(io.netty.channel.ChannelPipeline pipeline, int pieceBytes, Executor blocking) {
        pipeline.addLast(NAME, new RequestWriter(pieceBytes, blocking));
    }

    /** The writer of a channel. */
    public static RequestWriter of(io.netty.channel.Channel channel) {
        return (RequestWriter) channel.pipeline().get(NAME);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** Bytes encoded of the current or last request. */
    public long bytes() {
        return encoder == null ? wholeBytes : wholeBytes + encoder.bytes();
    }

    /** Writes a request. The one before must have been written, or abandoned on a channel that was not closed since. */
    public void write(SendRequest request, Outcome told) {
        ChannelHandlerContext ctx = context();
        outcome = told;
        turn++;
        share.restart();
        wholeBytes = 0;
        if (encoder != null) {
            encoder.restart();
        }
        Body body = request.body();
        if (body instanceof Body.Empty) {
            writeWhole(ctx, request, NOTHING);
        } else if (body instanceof Body.InMemory memory && memory.length() <= pieceBytes) {
            writeWhole(ctx, request, memory.bytes());
        } else {
            writeInPieces(ctx, request, body);
        }
    }

    /** Stops writing, wherever it stands; nothing more is told. */
    public void abandon() {
        outcome = null;
        turn++;
        closeSource();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (source != null && ctx.channel().isWritable()) {
            feed();
        }
        ctx.fireChannelWritabilityChanged();
    }

    // ---- in one piece ----

    private void writeWhole(ChannelHandlerContext ctx, SendRequest request, ByteBuffer content) {
        ByteBuf encoded = WholeRequest.encode(request, content, ctx.alloc());
        wholeBytes = encoded.readableBytes();
        ctx.writeAndFlush(encoded).addListener(lastPiece());
    }

    // ---- piece by piece ----

    private void writeInPieces(ChannelHandlerContext ctx, SendRequest request, Body body) {
        BodySource opened;
        try {
            opened = open(body, ctx.pipeline().get(SslHandler.class) == null);
        } catch (IOException e) {
            endBody(e, true);
            return;
        }
        long startedIn = turn;
        source = opened;
        if (encoder == null) {
            encoder = new RequestEncoder();
            ctx.pipeline().addAfter(NAME, null, encoder);
        }
        HttpHeaders headers = RequestHead.headers(request, opened.length());
        ctx.pipeline()
                .write(new DefaultHttpRequest(
                        HttpVersion.HTTP_1_1, RequestHead.method(request), request.target(), headers))
                .addListener(piece());
        if (opened.length() != 0 && !(opened instanceof InMemorySource) && !(opened instanceof FileSource)) {
            ctx.flush(); // on its way while the publisher is asked, which is not asked at all if the connection is dead
        }
        if (turn == startedIn) {
            opened.start(() -> {
                if (turn == startedIn) {
                    feed();
                }
            });
        }
        if (turn == startedIn) {
            feed();
        }
    }

    private BodySource open(Body body, boolean zeroCopy) throws IOException {
        if (body instanceof Body.InMemory memory) {
            return new InMemorySource(memory.bytes(), pieceBytes);
        }
        if (body instanceof Body.FileRange range) {
            return new FileSource(range, pieceBytes, zeroCopy);
        }
        if (body instanceof Body.Streamed streamed) {
            return new PublishedSource(
                    streamed.publisher(), streamed.length(), context().executor(), blocking);
        }
        if (body instanceof Body.Gzipped gzipped) {
            return new GzipSource(open(gzipped.body(), false));
        }
        throw new IllegalStateException("unknown body " + body);
    }

    /**
     * Writes pieces as long as there are any and the channel takes them. Writing one changes the channel's writability,
     * which comes back here: that is noted, not done in the middle of a piece.
     */
    private void feed() {
        if (feeding || share.isResting()) {
            return;
        }
        feeding = true;
        hungry = true;
        try {
            ChannelHandlerContext ctx = context();
            do {
                boolean fed = false;
                while (source != null && !share.isSpent() && ctx.channel().isWritable() && feedOne(ctx, source)) {
                    fed = true;
                }
                if (fed || source == null) {
                    ctx.flush(); // may make the channel writable again
                }
            } while (source != null && !share.isSpent() && ctx.channel().isWritable() && hungry);
            if (source != null && share.isSpent()) {
                share.rest(ctx.executor(), this::feed);
            }
        } finally {
            feeding = false;
        }
    }

    private boolean feedOne(ChannelHandlerContext ctx, BodySource from) {
        Object next;
        try {
            next = from.next(ctx.alloc());
        } catch (IOException | RuntimeException e) {
            endBody(e, false);
            return false;
        }
        if (from.finished()) {
            source = null;
            from.close();
            writeLast(ctx, from, next);
            return false;
        }
        hungry = next != null;
        if (next instanceof ByteBuf bytes) {
            share.spend(bytes.readableBytes());
        }
        if (next == null) {
            return false;
        }
        ctx.pipeline()
                .write(new DefaultHttpContent((ByteBuf) next))
                .addListener(piece()); // only the last piece may be a file region
        return true;
    }

    private void writeLast(ChannelHandlerContext ctx, BodySource from, @Nullable Object last) {
        if (last instanceof ByteBuf bytes) {
            ctx.pipeline().write(new DefaultHttpContent(bytes)).addListener(piece());
        } else if (last != null) {
            ChannelProgressivePromise progress = ctx.newProgressivePromise();
            progress.addListener(regionProgress((FileSource) from));
            ctx.pipeline().write(last, progress);
        }
        ctx.pipeline().write(LastHttpContent.EMPTY_LAST_CONTENT).addListener(lastPiece());
    }

    // ---- what the channel tells ----

    private ChannelFutureListener piece() {
        long writtenIn = turn;
        return future -> {
            if (turn == writtenIn && outcome != null) {
                if (future.isSuccess()) {
                    outcome.progressed();
                } else {
                    endWrite(future.cause());
                }
            }
        };
    }

    private ChannelFutureListener lastPiece() {
        long writtenIn = turn;
        return future -> {
            Outcome told = outcome;
            if (turn == writtenIn && told != null) {
                if (future.isSuccess()) {
                    outcome = null;
                    told.written(bytes());
                } else {
                    endWrite(future.cause());
                }
            }
        };
    }

    private ChannelProgressiveFutureListener regionProgress(FileSource file) {
        ChannelFutureListener whole = piece();
        long writtenIn = turn;
        return new ChannelProgressiveFutureListener() {
            @Override
            public void operationProgressed(ChannelProgressiveFuture future, long progress, long total) {
                if (outcome != null) {
                    outcome.progressed();
                }
            }

            @Override
            public void operationComplete(ChannelProgressiveFuture future) throws Exception {
                if (!future.isSuccess() && turn == writtenIn && file.gotShorter()) {
                    endBody(future.cause(), false);
                } else {
                    whole.operationComplete(future);
                }
            }
        };
    }

    private void endWrite(Throwable cause) {
        Outcome told = outcome;
        abandon();
        if (told != null) {
            told.writeFailed(cause);
        }
    }

    private void endBody(Throwable cause, boolean untouched) {
        Outcome told = outcome;
        abandon();
        if (told != null) {
            told.bodyFailed(cause, untouched);
        }
    }

    private void closeSource() {
        BodySource open = source;
        source = null;
        if (open != null) {
            open.close();
        }
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return ctx;
    }
}
