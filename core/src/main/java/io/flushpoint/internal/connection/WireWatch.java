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
 * byte the kernel took before it reports a failure, so an exchange that was not told has not a byte on the wire.
 */
final class WireWatch extends ChannelOutboundHandlerAdapter {
    private final Runnable onFirstByte;
    private boolean armed;

    WireWatch(Runnable onFirstByte) {
        this.onFirstByte = onFirstByte;
    }

    /** Watches for the first byte of the next write. */
    void arm() {
        armed = true;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (!armed || (msg instanceof ByteBuf bytes && !bytes.isReadable())) {
            ctx.write(msg, promise);
        } else {
            armed = false;
            ctx.write(msg, new FirstBytePromise(ctx.channel(), promise));
        }
    }

    private final class FirstBytePromise extends DefaultChannelProgressivePromise implements ChannelFutureListener {
        private final ChannelPromise original;
        private boolean told;

        FirstBytePromise(Channel channel, ChannelPromise original) {
            super(channel);
            this.original = original;
            addListener(this);
        }

        @Override
        public boolean tryProgress(long progress, long total) {
            if (progress > 0) {
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
