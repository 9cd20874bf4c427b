package io.flushpoint.internal.http2;

import io.flushpoint.Body;
import io.flushpoint.SendRequest;
import io.flushpoint.internal.encode.BodySources;
import io.flushpoint.internal.encode.PieceWriter;
import io.flushpoint.internal.encode.RequestSink;
import io.flushpoint.internal.encode.RequestWriter;
import io.flushpoint.internal.encode.WriteOutcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.EventExecutor;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the request of one stream as HEADERS and DATA: at once if the body is at hand and small, and otherwise piece by piece,
 * as the peer's windows and the channel take it.
 */
final class StreamWriter implements RequestWriter, RequestSink {
    /** Whose request it is. */
    interface Owner {
        /** It has its number, and its head is written next. Whether it may be. */
        boolean begins();

        /** It is written no further, and what was given to the channel cannot be taken back: that leaves still. */
        void abandonedUnderWay();
    }

    /**
     * How bodies are written.
     *
     * @param sources of those that are written piece by piece
     * @param nanoTime the monotonic clock
     */
    record Bodies(BodySources sources, LongSupplier nanoTime) {}

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final FrameHandler frames;
    private final Bodies bodies;
    private final Owner owner;
    private @Nullable PieceWriter pieces; // if the request is a large one
    private @Nullable WriteOutcome whole; // who is told of a small request, until it is known
    private int id;
    private boolean headGiven; // before it is, Netty's windows call the stream writable already
    private long bytes;

    StreamWriter(FrameHandler frames, Bodies bodies, Owner owner) {
        this.frames = frames;
        this.bodies = bodies;
        this.owner = owner;
    }

    /** The number of the stream; 0 before it has one. */
    int id() {
        return id;
    }

    @Override
    public void write(SendRequest request, WriteOutcome told) {
        if (bodies.sources().fitsOnePiece(request.body())) {
            whole = told;
            writeWhole(request);
        } else {
            PieceWriter writer = new PieceWriter(this, bodies.nanoTime(), told);
            pieces = writer;
            writer.write(request, bodies.sources());
        }
    }

    private void writeWhole(SendRequest request) {
        ByteBuffer content = request.body() instanceof Body.InMemory memory ? memory.bytes() : NOTHING;
        boolean bare = !content.hasRemaining();
        ChannelFuture last = head(request, content.remaining(), bare);
        if (!bare && last.cause() == null) {
            last = data(Unpooled.wrappedBuffer(content), true);
        }
        flush();
        last.addListener(future -> wholeEnded(future.cause()));
    }

    private void wholeEnded(@Nullable Throwable failure) {
        WriteOutcome told = whole;
        whole = null;
        if (told != null) {
            if (failure == null) {
                told.written(bytes);
            } else {
                told.writeFailed(failure);
            }
        }
    }

    @Override
    public long bytes() {
        return bytes;
    }

    /** So many bytes of frames are written for it. */
    void wrote(int frameBytes) {
        bytes += frameBytes;
    }

    @Override
    public void abandon() {
        if (bytes > 0) {
            owner.abandonedUnderWay();
        }
        whole = null;
        if (pieces != null) {
            pieces.abandon();
        }
    }

    /** The peer's windows, or the channel, take more, or no more. */
    void writabilityChanged() {
        if (pieces != null && isWritable()) {
            pieces.writable();
        }
    }

    // ---- as the sink of its pieces ----

    @Override
    public ByteBufAllocator alloc() {
        return frames.context().alloc();
    }

    @Override
    public EventExecutor executor() {
        return frames.context().executor();
    }

    @Override
    public boolean isWritable() {
        Http2Stream stream = headGiven ? frames.connection().stream(id) : null;
        return stream != null && frames.encoder().flowController().isWritable(stream);
    }

    @Override
    public ChannelFuture head(SendRequest request, long length) {
        return head(request, length, false);
    }

    private ChannelFuture head(SendRequest request, long length, boolean last) {
        id = frames.connection().local().incrementAndGetNextStreamId();
        if (!owner.begins()) {
            id = 0;
            return frames.context().newFailedFuture(new ClosedChannelException());
        }
        Http2Headers headers = Http2Heads.request(request, length);
        ChannelFuture write = frames.encoder()
                .writeHeaders(
                        frames.context(), id, headers, 0, last, frames.context().newPromise());
        headGiven = true;
        return write;
    }

    @Override
    public ChannelFuture content(ByteBuf piece) {
        return data(piece, false);
    }

    @Override
    public ChannelFuture end() {
        return data(Unpooled.EMPTY_BUFFER, true);
    }

    private ChannelFuture data(ByteBuf piece, boolean last) {
        return frames.encoder()
                .writeData(
                        frames.context(), id, piece, 0, last, frames.context().newPromise());
    }

    @Override
    public void flush() {
        frames.flush();
    }
}
