package io.flushpoint.internal.encode;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.HttpRequestEncoder;
import java.util.List;

/** Netty's request encoder, counting the bytes it makes. */
final class CountingEncoder extends HttpRequestEncoder {
    private long bytes;

    /** Bytes encoded since the last {@link #restart()}. */
    long bytes() {
        return bytes;
    }

    void restart() {
        bytes = 0;
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, Object msg, List<Object> out) throws Exception {
        super.encode(ctx, msg, out);
        for (int i = 0; i < out.size(); i++) {
            Object encoded = out.get(i);
            if (encoded instanceof ByteBuf buffer) {
                bytes += buffer.readableBytes();
            } else if (encoded instanceof FileRegion region) {
                bytes += region.count();
            }
        }
    }
}
