package io.flushpoint.internal.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2CodecUtil;

/**
 * Follows the frames that are written (RFC 9113 §4.1), and tells how many bytes each has. Stands between the connection, which
 * writes whole frame headers and says the preface first, and TLS.
 */
final class SentFrames extends ChannelOutboundHandlerAdapter {
    /** Who wants to know. */
    interface Listener {
        /** A frame of a stream, or of the connection (0), is written, and has so many bytes with its header. */
        void frame(int stream, int bytes);
    }

    private static final int STREAM_AT = 5;

    private final Listener listener;
    private int missing = Http2CodecUtil.connectionPrefaceBuf().readableBytes();

    SentFrames(Listener listener) {
        this.listener = listener;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            follow(bytes);
        }
        ctx.write(message, promise);
    }

    private void follow(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            if (missing == 0) {
                int length = bytes.getUnsignedMedium(at);
                int stream = bytes.getInt(at + STREAM_AT) & Integer.MAX_VALUE;
                missing = Http2CodecUtil.FRAME_HEADER_LENGTH + length;
                listener.frame(stream, missing);
            }
            int here = Math.min(missing, bytes.writerIndex() - at);
            missing -= here;
            at += here;
        }
    }
}
