package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ThawProbeTest {
    private static final int SYSTEMS_SECONDS = 77;

    @Test
    void aConnectionThatWasProbedRestsAsTheSystemSays() throws Exception {
        assumeTrue(Epoll.isAvailable(), "needs epoll");
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EpollSocketChannel channel = (EpollSocketChannel) new Bootstrap()
                    .group(group)
                    .channel(EpollSocketChannel.class)
                    .option(ChannelOption.SO_KEEPALIVE, true)
                    .option(EpollChannelOption.TCP_KEEPIDLE, SYSTEMS_SECONDS)
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(server.getLocalSocketAddress())
                    .sync()
                    .channel();
            KernelView kernel = new KernelView(channel);
            ThawProbe probe = new ThawProbe(channel, kernel, new Clocks(), 10_000);
            assumeTrue(kernel.read(), "the kernel tells nothing of a connection");

            probe.arm();
            ThawProbe.Verdict verdict = probe.verdict();
            while (verdict == ThawProbe.Verdict.OPEN) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                verdict = probe.verdict();
            }

            assertThat(verdict).isEqualTo(ThawProbe.Verdict.ALIVE);
            assertThat(channel.config().getOption(EpollChannelOption.TCP_KEEPIDLE))
                    .isEqualTo(SYSTEMS_SECONDS);
            channel.close().sync();
        } finally {
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        }
    }
}
