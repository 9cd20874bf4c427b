package io.flushpoint.internal.encode;

import io.flushpoint.SendRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/** Writes a request of HTTP/1.1 through Netty's encoder, which stands in the pipeline. */
final class Http1Sink implements RequestSink {
    private final ChannelHandlerContext context;
    private final CountingEncoder encoder;
    private final @Nullable Forwarding forwarding;

    /** {@code forwarding} is null if no proxy sends the request on. */
    Http1Sink(ChannelHandlerContext context, CountingEncoder encoder, @Nullable Forwarding forwarding) {
        this.context = context;
        this.encoder = encoder;
        this.forwarding = forwarding;
    }

    @Override
    public ByteBufAllocator alloc() {
        return context.alloc();
    }

    @Override
    public EventExecutor executor() {
        return context.executor();
    }

    @Override
    public boolean isWritable() {
        return context.channel().isWritable();
    }

    @Override
    public ChannelFuture head(SendRequest request, long length) {
        return write(new DefaultHttpRequest(
                HttpVersion.HTTP_1_1,
                RequestHead.method(request),
                Forwarding.target(request, forwarding),
                RequestHead.headers(request, forwarding, length)));
    }

    @Override
    public ChannelFuture content(ByteBuf piece) {
        return write(new DefaultHttpContent(piece));
    }

    @Override
    public ChannelFuture end() {
        return write(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private ChannelFuture write(Object part) {
        return context.pipeline().write(part);
    }

    @Override
    public void flush() {
        context.flush();
    }

    @Override
    public long bytes() {
        return encoder.bytes();
    }
}
