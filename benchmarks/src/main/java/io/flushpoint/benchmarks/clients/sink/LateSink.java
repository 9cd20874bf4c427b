package io.flushpoint.benchmarks.clients.sink;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A sink in this process, in the clear, that answers each request after a while, and holds any number of connections meanwhile. */
public final class LateSink implements AutoCloseable {
    private static final int BACKLOG = 4096;

    /** Netty reads no more at a time. */
    private static final int MOST_READ = 64 << 10;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicLong whole = new AtomicLong();
    private final Duration after;
    private final Channel server;

    private LateSink(Duration after) {
        this.after = after;
        server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Late());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    /** Accepts when this returns. */
    public static LateSink answeringAfter(Duration after) {
        return new LateSink(after);
    }

    /** Where. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort() + "/v1/counters");
    }

    /** How many connections stand. */
    public int open() {
        return open.get();
    }

    /** How many connections were made. */
    public int accepted() {
        return accepted.get();
    }

    /** How many requests have arrived whole. */
    public long whole() {
        return whole.get();
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Late extends SimpleChannelInboundHandler<ByteBuf> {
        private @Nullable SinkProtocol protocol;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            open.incrementAndGet();
            accepted.incrementAndGet();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            open.decrementAndGet();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf read) throws IOException {
            byte[] bytes = new byte[read.readableBytes()];
            read.readBytes(bytes);
            if (protocol == null) {
                protocol = SinkProtocol.of(bytes, MOST_READ);
            }
            int ended = protocol.scan(bytes, bytes.length);
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            protocol.write(said);
            whole.addAndGet(ended);
            Runnable write = () -> ctx.writeAndFlush(Unpooled.wrappedBuffer(said.toByteArray()));
            if (ended == 0) {
                write.run();
            } else {
                ctx.executor().schedule(write, after.toMillis(), TimeUnit.MILLISECONDS); // or never, if it ends before
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
