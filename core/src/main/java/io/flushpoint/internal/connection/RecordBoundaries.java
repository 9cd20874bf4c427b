package io.flushpoint.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Follows the TLS records that arrive (RFC 8446 §5.1), from the first byte of the handshake on: whether the last one is whole.
 * The beginning of a record waits below TLS, where nobody above it knows that something has come. Stands nearest to the socket.
 */
final class RecordBoundaries extends ChannelInboundHandlerAdapter {
    private static final int HEADER_BYTES = 5;
    private static final int LENGTH_AT = 3;

    private int headerBytes;
    private int length;
    private int missing;

    /** Whether nothing has arrived of a record that is not whole. */
    boolean isBetweenRecords() {
        return headerBytes == 0 && missing == 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            follow(bytes);
        }
        ctx.fireChannelRead(message);
    }

    private void follow(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            if (missing > 0) {
                int here = Math.min(missing, bytes.writerIndex() - at);
                missing -= here;
                at += here;
            } else {
                header(bytes.getUnsignedByte(at++));
            }
        }
    }

    private void header(int octet) {
        if (headerBytes >= LENGTH_AT) {
            length = (length << 8) | octet;
        }
        headerBytes++;
        if (headerBytes == HEADER_BYTES) {
            missing = length;
            headerBytes = 0;
            length = 0;
        }
    }
}
