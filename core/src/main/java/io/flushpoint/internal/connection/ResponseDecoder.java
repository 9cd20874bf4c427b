package io.flushpoint.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.util.List;

/**
 * Netty's response decoder, stopped at the first byte that belongs to no request: whatever follows the last response that
 * was asked for poisons the connection, be it a whole response or half a line.
 */
final class ResponseDecoder extends HttpResponseDecoder {
    private static final int CHUNK_BYTES = 8192;

    private final Connection connection;

    ResponseDecoder(Connection connection, int headBytes) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(headBytes)
                .setMaxHeaderSize(headBytes)
                .setMaxChunkSize(CHUNK_BYTES)
                .setHeadersFactory(new ReusedHeaders()));
        this.connection = connection;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (connection.expectsResponse()) {
            super.decode(ctx, in, out);
        } else {
            in.skipBytes(in.readableBytes());
            connection.poisoned("bytes that belong to no request");
        }
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return super.isContentAlwaysEmpty(message) || (message instanceof HttpResponse && connection.answeringHead());
    }
}
