package io.flushpoint.internal.connection;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A connection over loopback, on epoll at our end, of which nothing is read. Skips the test where the kernel tells nothing. */
final class EpollConnection implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group;
    private final ServerSocket listening;
    private final Socket server;
    private final EpollSocketChannel channel;
    private final KernelView kernel;

    /** {@code options} are set before it connects. */
    EpollConnection(Consumer<Bootstrap> options) throws IOException, InterruptedException {
        assumeTrue(Epoll.isAvailable(), "needs epoll");
        group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInboundHandlerAdapter());
        options.accept(bootstrap);
        channel = (EpollSocketChannel)
                bootstrap.connect(listening.getLocalSocketAddress()).sync().channel();
        server = listening.accept();
        kernel = new SocketView(channel);
        if (!kernel.read()) {
            close();
            assumeTrue(false, "the kernel tells nothing of a connection");
        }
    }

    /** Our end. */
    EpollSocketChannel channel() {
        return channel;
    }

    /** The other end. */
    Socket server() {
        return server;
    }

    KernelView kernel() {
        return kernel;
    }

    @Override
    public void close() throws IOException {
        channel.close().syncUninterruptibly();
        server.close();
        listening.close();
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
