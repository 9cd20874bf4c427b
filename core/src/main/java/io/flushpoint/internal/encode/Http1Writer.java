package io.flushpoint.internal.encode;

import io.flushpoint.Body;
import io.flushpoint.SendRequest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes requests of HTTP/1.1 to one channel, one after the other: a small one here, in one piece, a large one by a {@link PieceWriter}
 * of its own.
 */
public final class Http1Writer extends ChannelInboundHandlerAdapter implements RequestWriter {
    private static final String NAME = "writer";

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final BodySources sources;
    private final @Nullable Forwarding forwarding;
    private final LongSupplier nanoTime;
    private final ChannelFutureListener onWhole = this::wholeEnded; // one for all: a send shall cost few objects
    private @Nullable ChannelHandlerContext context;
    private @Nullable CountingEncoder encoder;
    private @Nullable PieceWriter pieces; // of the current or last request, if that is a large one
    private @Nullable WriteOutcome whole; // who is told of a small request, until it is known
    private @Nullable ChannelFuture wholeWrite;
    private long wholeBytes;

    private Http1Writer(BodySources sources, @Nullable Forwarding forwarding, LongSupplier nanoTime) {
        this.sources = sources;
        this.forwarding = forwarding;
        this.nanoTime = nanoTime;
    }

    /**
     * Adds a writer, which is returned, to the end of a pipeline. The encoder comes behind it with the first request that needs one, so that
     * what the writer encodes itself passes none, and a process that sends small requests only never loads it.
     *
     * @param forwarding null if no proxy sends the requests on
     * @param pieceBytes largest piece of a body
     * @param threads where publishers are asked and files are read
     * @param nanoTime the monotonic clock
     */
    public static RequestWriter install(
            ChannelPipeline pipeline,
            @Nullable Forwarding forwarding,
            int pieceBytes,
            BodyThreads threads,
            LongSupplier nanoTime) {
        Http1Writer writer = new Http1Writer(new BodySources(pieceBytes, threads), forwarding, nanoTime);
        pipeline.addLast(NAME, writer);
        return writer;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public long bytes() {
        return encoder == null ? wholeBytes : wholeBytes + encoder.bytes();
    }

    @Override
    public void write(SendRequest request, WriteOutcome told) {
        ChannelHandlerContext ctx = context();
        pieces = null;
        wholeBytes = 0;
        if (encoder != null) {
            encoder.restart();
        }
        if (sources.fitsOnePiece(request.body())) {
            whole = told;
            writeWhole(ctx, request);
        } else {
            PieceWriter writer = new PieceWriter(new Http1Sink(ctx, encoder(ctx), forwarding), nanoTime, told);
            pieces = writer;
            writer.write(request, sources);
        }
    }

    @Override
    public void abandon() {
        whole = null;
        if (pieces != null) {
            pieces.abandon();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (pieces != null && ctx.channel().isWritable()) {
            pieces.writable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    private void writeWhole(ChannelHandlerContext ctx, SendRequest request) {
        ByteBuffer content = request.body() instanceof Body.InMemory memory ? memory.bytes() : NOTHING;
        ByteBuf encoded = OneBufferEncoder.encode(request, forwarding, content, ctx.alloc());
        wholeBytes = encoded.readableBytes();
        ChannelFuture write = ctx.writeAndFlush(encoded);
        wholeWrite = write;
        write.addListener(onWhole);
    }

    /** Tells what became of a small request, unless it was abandoned. */
    private void wholeEnded(ChannelFuture write) {
        WriteOutcome told = whole;
        if (write == wholeWrite && told != null) {
            whole = null;
            wholeWrite = null;
            if (write.isSuccess()) {
                told.written(bytes());
            } else {
                told.writeFailed(write.cause());
            }
        }
    }

    private CountingEncoder encoder(ChannelHandlerContext ctx) {
        CountingEncoder made = encoder;
        if (made == null) {
            made = new CountingEncoder();
            ctx.pipeline().addAfter(NAME, null, made);
            encoder = made;
        }
        return made;
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return ctx;
    }
}
