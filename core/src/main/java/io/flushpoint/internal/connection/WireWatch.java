package io.flushpoint.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelProgressivePromise;

/**
 * Sees the first byte of each request being handed to the kernel. Stands nearest to the socket, below TLS, and gives the
 * first write of an exchange a promise that is told of partial progress: {@code ChannelOutboundBuffer} reports every
 * byte the kernel took before it reports a failure, so an exchange that was not told has not a byte on the wire. What TLS
 * says for itself is no byte of a request: see {@link TlsRecords}.
 */
final class WireWatch extends ChannelOutboundHandlerAdapter {
    private final boolean secure;
    private final Runnable onFirstByte;
    private boolean armed;

    /**
     * @param secure whether what is written are TLS records
     * @param onFirstByte told of each first byte
     */
    WireWatch(boolean secure, Runnable onFirstByte) {
        this.secure = secure;
        this.onFirstByte = onFirstByte;
    }

    /** Watches for the first byte of the next request. */
    void arm() {
        armed = true;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        int ahead = armed ? bytesOfNoRequest(msg) : 0;
        if (!armed || (msg instanceof ByteBuf bytes && bytes.readableBytes() == ahead)) {
            ctx.write(msg, promise);
        } else {
            armed = false;
            ctx.write(msg, new FirstBytePromise(ctx.channel(), promise, ahead));
        }
    }

    /** How many bytes there are before the first of the request; all of them if it is not among them. */
    private int bytesOfNoRequest(Object msg) {
        return secure && msg instanceof ByteBuf records ? TlsRecords.bytesAheadOfRequest(records) : 0;
    }

    private final class FirstBytePromise extends DefaultChannelProgressivePromise implements ChannelFutureListener {
        private final ChannelPromise original;
        private final int ahead;
        private boolean told;

        FirstBytePromise(Channel channel, ChannelPromise original, int ahead) {
            super(channel);
            this.original = original;
            this.ahead = ahead;
            addListener(this);
        }

        @Override
        public boolean tryProgress(long progress, long total) {
            if (progress > ahead) {
                tell();
            }
            return super.tryProgress(progress, total);
        }

        @Override
        public boolean trySuccess(Void nothing) {
            tell(); // at once: listeners may be deferred
            return super.trySuccess(null);
        }

        @Override
        public void operationComplete(ChannelFuture future) {
            if (future.isSuccess()) {
                original.trySuccess();
            } else {
                original.tryFailure(future.cause());
            }
        }

        private void tell() {
            if (!told) {
                told = true;
                onFirstByte.run();
            }
        }
    }
}
