package io.flushpoint.benchmarks.clients;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an event loop costs and nothing else: ready bytes, writeAndFlush from the posting thread, and its future. */
final class NettyFactory implements ClientFactory {
    private static final Hook HOOK = Hook.written("writeAndFlush future");

    @Override
    public String name() {
        return "netty";
    }

    @Override
    public List<Hook> hooks() {
        return List.of(HOOK);
    }

    @Override
    public boolean pipelines() {
        return true;
    }

    @Override
    public OpenClient open(Target target, Hook hook) throws Exception {
        boolean epoll = target.epoll() && Epoll.isAvailable();
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, handlers);
        SslContext tls = target.secure()
                ? SslContextBuilder.forClient().trustManager(target.trust()).build()
                : null;
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new Pipeline(target, tls));
        Channel[] channels = new Channel[target.connections()];
        for (int i = 0; i < channels.length; i++) {
            channels[i] = bootstrap.connect(target.address()).sync().channel();
            SslHandler handshake = channels[i].pipeline().get(SslHandler.class);
            if (handshake != null) {
                handshake.handshakeFuture().sync();
            }
        }
        return new NettyClient(group, channels, target);
    }

    private static final class Pipeline extends ChannelInitializer<Channel> {
        private final Target target;
        private final @Nullable SslContext tls;

        Pipeline(Target target, @Nullable SslContext tls) {
            this.target = target;
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (tls != null) {
                String host = target.uri().getHost();
                channel.pipeline()
                        .addLast(tls.newHandler(
                                channel.alloc(), host, target.uri().getPort()));
            }
            channel.pipeline().addLast(new NettyAnswers());
        }
    }
}
