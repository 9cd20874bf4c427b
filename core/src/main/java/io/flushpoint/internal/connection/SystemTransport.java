package io.flushpoint.internal.connection;

import io.flushpoint.Bound;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.SenderOptions;
import io.flushpoint.Transport;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A transport of Netty: epoll or NIO. */
public final class SystemTransport implements IoTransport {
    private static final Set<DeliveryLevel> ALL_LEVELS =
            Collections.unmodifiableSet(EnumSet.allOf(DeliveryLevel.class));

    private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*");

    private final boolean epoll;
    private final Optional<String> kernelObstacle;
    private final Set<DeliveryLevel> levels;
    private final long notsentLowWater;

    private SystemTransport(boolean epoll, Optional<String> kernelObstacle, long notsentLowWater) {
        this.epoll = epoll;
        this.kernelObstacle = kernelObstacle;
        this.levels = kernelObstacle.isEmpty() ? ALL_LEVELS : LEVELS_WITHOUT_KERNEL;
        this.notsentLowWater = notsentLowWater;
    }

    /**
     * Chooses the transport.
     *
     * @throws IllegalStateException if epoll is asked for and not available, naming the reason
     */
    public static SystemTransport choose(SenderOptions options) {
        boolean epoll = options.transport() != Transport.NIO && Epoll.isAvailable();
        if (options.transport() == Transport.EPOLL && !epoll) {
            throw new IllegalStateException(
                    "transport epoll is not available: " + Causes.innermost(Epoll.unavailabilityCause()),
                    Epoll.unavailabilityCause());
        }
        Optional<String> obstacle = epoll
                ? kernelTooOld(System.getProperty("os.version", ""))
                : Optional.of("transport nio reads no tcp_info");
        return new SystemTransport(epoll, obstacle, options.bound(Bound.NOTSENT_LOW_WATER));
    }

    /**
     * Why a kernel of this release does not tell what is needed; empty if it does. {@code tcpi_notsent_bytes} came with Linux 4.6
     * and {@code SO_MEMINFO} with 4.12; the length of the answer does not come back through Netty, so a shorter
     * structure could not be told from zeros.
     */
    static Optional<String> kernelTooOld(String release) {
        Matcher version = RELEASE.matcher(release);
        if (!version.matches()) {
            return Optional.of("kernel release '" + release + "' is unknown");
        }
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        boolean tells = major > 4 || (major == 4 && minor >= 12);
        return tells ? Optional.empty() : Optional.of("kernel " + release + " is older than 4.12");
    }

    @Override
    public Optional<String> kernelObstacle() {
        return kernelObstacle;
    }

    @Override
    public Set<DeliveryLevel> levels() {
        return levels;
    }

    @Override
    public IoHandlerFactory ioHandlers() {
        return epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }

    @Override
    public DuplexChannel newChannel() {
        SocketChannel channel = epoll ? new EpollSocketChannel() : new NioSocketChannel();
        channel.config()
                .setTcpNoDelay(true)
                .setKeepAlive(true) // without a keepalive timer there is no thaw probe; its own idle time stays at 2 h
                .setAllowHalfClosure(true); // the kernel is read once more when the peer has closed
        if (epoll) {
            channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, notsentLowWater);
        }
        return channel;
    }

    @Override
    public DuplexChannel newUnixChannel() {
        EpollDomainSocketChannel channel = new EpollDomainSocketChannel();
        channel.config().setAllowHalfClosure(true); // as above
        return channel;
    }

    @Override
    public boolean hasUnixSockets() {
        return epoll;
    }

    @Override
    public @Nullable KernelView kernelView(DuplexChannel channel) {
        return kernelObstacle.isEmpty() && channel instanceof EpollSocketChannel socket ? new SocketView(socket) : null;
    }

    /** {@code epoll} or {@code nio}. */
    @Override
    public String toString() {
        return epoll ? "epoll" : "nio";
    }
}
