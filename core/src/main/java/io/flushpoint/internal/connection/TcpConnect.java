package io.flushpoint.internal.connection;

import io.flushpoint.Failure;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Connects to the addresses of an endpoint, one after the other until one does. Each has its share of the time. */
final class TcpConnect implements ConnectionRoom.WithoutDescriptor {
    /** Time that an address gets at least, however many there are. */
    private static final long MIN_SHARE_MILLIS = 100;

    private final OpeningSteps steps;
    private final LoopContext loopContext;
    private final ConnectionRoom.Tenant tenant;
    private final int port;
    private final boolean secure;
    private final Deque<InetAddress> addresses;
    private final BiConsumer<SocketChannel, OpeningGuard> onConnected;
    private final long ends;
    private @Nullable SocketChannel channel;
    private @Nullable OpeningFailure lastFailure;
    private boolean connecting;
    private boolean nextIsDue;

    /** {@code onConnected} is given the channel, and what ends its pipeline until it is ready. */
    TcpConnect(
            OpeningSteps steps,
            LoopContext loopContext,
            ConnectionRoom.Tenant tenant,
            Endpoint endpoint,
            List<InetAddress> addresses,
            BiConsumer<SocketChannel, OpeningGuard> onConnected) {
        this.steps = steps;
        this.loopContext = loopContext;
        this.tenant = tenant;
        this.port = endpoint.port();
        this.secure = endpoint.secure();
        this.addresses = new ArrayDeque<>(addresses);
        this.onConnected = onConnected;
        this.ends = loopContext.runningTime().now()
                + TimeUnit.MILLISECONDS.toNanos(loopContext.bounds().connectMillis());
    }

    /** Connects. An address may fail while it is tried: the next is tried after it then, not within it. */
    void connect() {
        nextIsDue = true;
        if (connecting) {
            return;
        }
        connecting = true;
        try {
            while (nextIsDue) {
                nextIsDue = false;
                connectOne();
            }
        } finally {
            connecting = false;
        }
    }

    /** The socket being connected, or connected. */
    @Nullable
    SocketChannel channel() {
        return channel;
    }

    @Override
    public ConnectionRoom.Tenant tenant() {
        return tenant;
    }

    /** Tries the address again for which there was no descriptor. */
    @Override
    public void descriptorMayBeFree() {
        if (!steps.isOver()) {
            steps.run(this::connect);
        }
    }

    private void connectOne() {
        InetAddress address = addresses.poll();
        if (address == null) {
            steps.fail(Objects.requireNonNull(lastFailure, "a failure"));
            return;
        }
        long left =
                TimeUnit.NANOSECONDS.toMillis(ends - loopContext.runningTime().now());
        long share = Math.max(
                Math.min(MIN_SHARE_MILLIS, loopContext.bounds().connectMillis()), left / (addresses.size() + 1));
        SocketChannel candidate;
        try {
            candidate = loopContext.transport().newChannel();
        } catch (RuntimeException noDescriptor) {
            if (!awaitDescriptor(address, left, noDescriptor)) {
                addressFailed(Failure.CONNECT_FAILED, Causes.innermost(noDescriptor), noDescriptor);
            }
            return;
        }
        candidate.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0); // our deadline knows about freezes
        OpeningGuard guard = new OpeningGuard();
        candidate.pipeline().addLast(new Arrivals(secure)).addLast(OpeningGuard.NAME, guard);
        candidate.unsafe().register(loopContext.loop(), candidate.newPromise());
        channel = candidate; // what is not registered cannot be closed
        steps.arm(share, () -> {
            channel = null; // so that the connect, which fails by the close, is not heard
            candidate.close();
            addressFailed(Failure.CONNECT_TIMEOUT, "no TCP connection within " + share + " ms", null);
        });
        candidate
                .connect(new InetSocketAddress(address, port))
                .addListener((ChannelFuture connect) -> steps.run(() -> connected(candidate, guard, connect)));
    }

    /**
     * Waits for a descriptor that a connection of ours gives back, for as long as a connect may take. Any failure to make a
     * socket will do: what the system lacks is told in words of its locale.
     */
    private boolean awaitDescriptor(InetAddress address, long left, RuntimeException noDescriptor) {
        if (left <= 0 || !loopContext.room().awaitDescriptor(this)) {
            return false;
        }
        addresses.addFirst(address);
        steps.arm(left, () -> steps.fail(Failure.CONNECT_FAILED, Causes.innermost(noDescriptor), noDescriptor));
        return true;
    }

    private void connected(SocketChannel candidate, OpeningGuard guard, ChannelFuture connect) {
        if (steps.isOver() || candidate != channel) {
            candidate.close();
        } else if (connect.isSuccess()) {
            steps.took();
            onConnected.accept(candidate, guard);
        } else {
            candidate.close();
            addressFailed(Failure.CONNECT_FAILED, Causes.innermost(connect.cause()), connect.cause());
        }
    }

    private void addressFailed(Failure failure, String message, @Nullable Throwable cause) {
        steps.disarm();
        channel = null;
        steps.took();
        lastFailure = steps.failure(failure, message, cause);
        connect();
    }
}
