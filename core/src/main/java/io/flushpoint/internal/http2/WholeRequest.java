package io.flushpoint.internal.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2RemoteFlowController.FlowControlled;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * A small request, encoded as its head and one frame DATA that ends it: one write, if the windows of the peer take all of it at
 * once. Otherwise the head goes ahead, and the content follows as they open.
 */
final class WholeRequest implements FlowControlled, ChannelFutureListener {
    private final FrameHandler frames;
    private final Http2Stream stream;
    private final ByteBuf encoded;
    private final Runnable onBegin;
    private final ChannelPromise end;
    private int headLength; // 0 once that is written
    private int left; // of the content
    private boolean over; // what is encoded is given away

    /**
     * Owns what is encoded.
     *
     * @param headLength of the frames of the head in it, in bytes
     * @param length of the content in it
     * @param onBegin runs when its first byte is written next
     * @param end to be told of the last
     */
    WholeRequest(
            FrameHandler frames,
            Http2Stream stream,
            ByteBuf encoded,
            int headLength,
            int length,
            Runnable onBegin,
            ChannelPromise end) {
        this.frames = frames;
        this.stream = stream;
        this.encoded = encoded;
        this.headLength = headLength;
        this.left = length;
        this.onBegin = onBegin;
        this.end = end;
    }

    /** Writes the head, if that is not written. */
    void begin() {
        if (headLength > 0) {
            ByteBuf head = encoded.readRetainedSlice(headLength);
            encoded.skipBytes(Http2CodecUtil.FRAME_HEADER_LENGTH);
            headLeaves();
            write(head);
        }
    }

    private void headLeaves() {
        headLength = 0;
        onBegin.run();
        frames.headLeaves(stream);
    }

    private void write(ByteBuf bytes) {
        frames.context().write(bytes).addListener(this);
    }

    // ---- as what is subject to flow control ----

    @Override
    public int size() {
        return left;
    }

    @Override
    public void write(ChannelHandlerContext ctx, int allowed) {
        if (end.isDone()) { // a part of it failed: with it goes the connection
            left = 0;
            release();
        } else if (headLength > 0 && allowed >= left) {
            headLeaves();
            left = 0;
            over = true;
            ctx.write(encoded, end);
        } else if (allowed > 0) {
            begin();
            writePart(Math.min(Math.min(allowed, left), frames.requests().mostPayload()));
        }
    }

    private void writePart(int length) {
        boolean last = length == left;
        ByteBuf header = frames.context().alloc().directBuffer(Http2CodecUtil.FRAME_HEADER_LENGTH);
        RequestFrames.data(length, last, stream.id(), header);
        ByteBuf content = last ? encoded : encoded.readRetainedSlice(length);
        left -= length;
        write(header);
        if (last) {
            over = true;
            frames.context().write(content, end);
        } else {
            write(content);
        }
    }

    @Override
    public void writeComplete() {
        frames.closeStreamLocal(stream, end);
    }

    /** The stream is closed before all of it was written; by Netty itself, if something was thrown here. */
    @Override
    public void error(@Nullable ChannelHandlerContext ctx, Throwable cause) {
        headLength = 0;
        release();
        Throwable thrown = cause.getCause();
        end.tryFailure(thrown == null ? cause : thrown);
    }

    private void release() {
        if (!over) {
            over = true;
            encoded.release();
        }
    }

    @Override
    public boolean merge(ChannelHandlerContext ctx, FlowControlled next) {
        return false;
    }

    /** Of a part that is not the last. */
    @Override
    public void operationComplete(ChannelFuture write) {
        if (!write.isSuccess()) {
            end.tryFailure(write.cause());
        }
    }
}
