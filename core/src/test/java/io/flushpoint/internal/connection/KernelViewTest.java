package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.testkit.Await;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the kernel tells of a connection of which nothing is read. */
class KernelViewTest {
    private MultiThreadIoEventLoopGroup group;
    private ServerSocket listening;
    private Socket server;
    private EpollSocketChannel channel;
    private KernelView kernel;

    @BeforeEach
    void connect() throws Exception {
        assumeTrue(Epoll.isAvailable(), "needs epoll");
        group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        channel = (EpollSocketChannel) new Bootstrap()
                .group(group)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(listening.getLocalSocketAddress())
                .sync()
                .channel();
        server = listening.accept();
        kernel = new KernelView(channel);
        assumeTrue(kernel.read(), "the kernel tells nothing of a connection");
    }

    @AfterEach
    void close() throws Exception {
        if (group != null) {
            if (server != null) {
                server.close();
            }
            listening.close();
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void bytesThatLieUnreadAreMoreThanWasRead() throws Exception {
        arrives(3);
        server.getOutputStream().write(1);

        Await.until(() -> kernel.hasReceivedOnly(4), Duration.ofSeconds(10));
        assertThat(kernel.hasReceivedOnly(3)).isFalse();
    }

    /** A kernel that does not count would say the same. */
    @Test
    void nothingIsSaidOfAConnectionOnWhichNothingWasRead() {
        assertThat(kernel.hasReceivedOnly(0)).isFalse();
    }

    @Test
    void aFinIsMoreThanWasRead() throws Exception {
        arrives(3);
        server.shutdownOutput();

        Await.until(() -> kernel.read() && !kernel.established(), Duration.ofSeconds(10));
        assertThat(kernel.hasReceivedOnly(3)).isFalse();
    }

    @Test
    void ofAClosedSocketTheKernelIsNotAsked() throws Exception {
        arrives(3);
        channel.close().sync();

        assertThat(kernel.hasReceivedOnly(3)).isFalse();
        assertThat(kernel.established()).isFalse();
    }

    private void arrives(int bytes) throws Exception {
        server.getOutputStream().write(new byte[bytes]);
        Await.until(() -> kernel.hasReceivedOnly(bytes), Duration.ofSeconds(10));
    }
}
