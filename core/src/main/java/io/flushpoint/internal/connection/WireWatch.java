package io.flushpoint.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelProgressivePromise;
import org.jspecify.annotations.Nullable;

/**
 * Sees what is handed to the kernel: the first byte of each request, and how many bytes there were since the connect. Stands
 * nearest to the socket, below TLS, and gives the first write of an exchange a promise that is told of partial progress:
 * {@code ChannelOutboundBuffer} reports every byte the kernel took before it reports a failure, so an exchange that was not told
 * has not a byte on the wire. What TLS says for itself is no byte of a request: see {@link TlsRecords}.
 */
final class WireWatch extends ChannelOutboundHandlerAdapter {
    private final boolean secure;
    private final ChannelFutureListener onEnded = this::ended;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Runnable onFirstByte; // of what is written next, until it is
    private long given;
    private long flushed;
    private boolean failed;

    /** {@code secure}: whether what is written are TLS records. */
    WireWatch(boolean secure) {
        this.secure = secure;
    }

    /**
     * {@code newListener} runs when the kernel has the first byte of the request that is written next. One that still waits for
     * its own, such as behind a TLS record that is not made yet, is told with it: they leave together.
     */
    void arm(Runnable newListener) {
        Runnable before = onFirstByte;
        onFirstByte = before == null || before == newListener
                ? newListener
                : () -> {
                    before.run();
                    newListener.run();
                };
    }

    /** How many bytes were written to the socket, whether or not it has accepted them. */
    long given() {
        return given;
    }

    /**
     * How many bytes the socket has accepted, or fewer while it is being written to: what was flushed less what waits for the
     * socket. None once a write has failed, since it is not known how far it came.
     */
    long accepted() {
        ChannelOutboundBuffer waiting =
                context == null ? null : context.channel().unsafe().outboundBuffer();
        if (failed || waiting == null) {
            return 0;
        }
        return waiting.isEmpty() ? flushed : flushed - readableIn(waiting);
    }

    private static long readableIn(ChannelOutboundBuffer waiting) {
        long[] sum = new long[1];
        try {
            waiting.forEachFlushedMessage(message -> {
                sum[0] += ((ByteBuf) message).readableBytes();
                return true;
            });
        } catch (Exception e) {
            throw new IllegalStateException(e); // the one above throws none
        }
        return sum[0];
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        ByteBuf bytes = (ByteBuf) msg;
        int length = bytes.readableBytes();
        Runnable armed = onFirstByte;
        int ahead = armed == null ? 0 : bytesOfNoRequest(bytes);
        given += length;
        if (armed == null || length == ahead) {
            ctx.write(bytes, promise.unvoid().addListener(onEnded));
        } else {
            onFirstByte = null;
            ctx.write(bytes, new FirstBytePromise(ctx.channel(), promise, armed, ahead));
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        flushed = given;
        ctx.flush();
    }

    private void ended(ChannelFuture write) {
        failed |= !write.isSuccess();
    }

    /** How many bytes there are before the first of the request; all of them if it is not among them. */
    private int bytesOfNoRequest(ByteBuf records) {
        return secure ? TlsRecords.bytesAheadOfRequest(records) : 0;
    }

    private final class FirstBytePromise extends DefaultChannelProgressivePromise implements ChannelFutureListener {
        private final ChannelPromise original;
        private final Runnable onFirst;
        private final int ahead;
        private boolean told;

        FirstBytePromise(Channel channel, ChannelPromise original, Runnable onFirst, int ahead) {
            super(channel);
            this.original = original;
            this.onFirst = onFirst;
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
            ended(future);
            if (future.isSuccess()) {
                original.trySuccess();
            } else {
                original.tryFailure(future.cause());
            }
        }

        private void tell() {
            if (!told) {
                told = true;
                onFirst.run();
            }
        }
    }
}
