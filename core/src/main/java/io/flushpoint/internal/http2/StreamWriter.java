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
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Exception;
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
final class StreamWriter implements RequestWriter, RequestSink, ChannelFutureListener {
    /** Whose request it is. */
    interface Owner {
        /** It has its number. */
        void numbered();

        /** Its first byte is written next. */
        void begins();

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
        int length = content.remaining();
        if (length == 0 || length > frames.requests().mostPayload()) {
            ChannelFuture last = head(request, length, length == 0);
            if (length > 0 && last.cause() == null) {
                last = data(Unpooled.wrappedBuffer(content), true);
            }
            flush();
            last.addListener(this);
        } else {
            writeTogether(request, content);
        }
    }

    /** Head and content in one buffer, which one write takes unless the peer's windows are too small for it now. */
    private void writeTogether(SendRequest request, ByteBuffer content) {
        ChannelPromise end = frames.context().newPromise();
        end.addListener(this);
        int length = content.remaining();
        ByteBuf encoded = alloc().directBuffer(RequestFrames.HEAD_BYTES + length);
        try {
            int next = nextId();
            frames.requests().head(request, length, false, next, encoded);
            int headLength = encoded.readableBytes();
            RequestFrames.data(length, true, next, encoded);
            encoded.writeBytes(content);
            Http2Stream stream = open(next);
            WholeRequest together = new WholeRequest(frames, stream, encoded, headLength, length, owner::begins, end);
            encoded.retain(); // from now on it is its own
            frames.write(stream, together);
            together.begin();
            frames.context().flush();
        } catch (Http2Exception | ClosedChannelException e) {
            end.tryFailure(e);
        } finally {
            encoded.release();
        }
    }

    /** What became of a small request. */
    @Override
    public void operationComplete(ChannelFuture last) {
        WriteOutcome told = whole;
        whole = null;
        if (told != null) {
            if (last.isSuccess()) {
                told.written(bytes);
            } else {
                told.writeFailed(last.cause());
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

    private ChannelFuture head(SendRequest request, long length, boolean bare) {
        ByteBuf encoded = alloc().directBuffer(RequestFrames.HEAD_BYTES);
        try {
            int next = nextId();
            frames.requests().head(request, length, bare, next, encoded);
            Http2Stream stream = open(next);
            ChannelPromise written = frames.context().newPromise();
            owner.begins();
            frames.headLeaves(stream);
            ChannelFuture write = frames.context().write(encoded.retain(), written);
            if (bare) {
                frames.closeStreamLocal(stream, write);
            }
            return write;
        } catch (Http2Exception | ClosedChannelException e) {
            return frames.context().newFailedFuture(e);
        } finally {
            encoded.release();
        }
    }

    private int nextId() throws ClosedChannelException {
        if (!frames.mayOpenStream()) {
            throw new ClosedChannelException();
        }
        return frames.connection().local().incrementAndGetNextStreamId();
    }

    /** Its head is encoded, and to be written at once: the peer must see numbers in their order. */
    private Http2Stream open(int next) throws Http2Exception {
        id = next;
        owner.numbered();
        Http2Stream stream = frames.connection().local().createStream(next, false);
        headGiven = true;
        return stream;
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
