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
import org.jspecify.annotations.Nullable;

/** Connects to the addresses of an endpoint, one after the other until one does. Each has its share of the time. */
final class TcpConnect {
    /** For whom it connects. */
    interface Owner {
        /** A socket could not be made. Whether it is worth waiting for a descriptor: then {@link #tryAgain} is called. */
        boolean awaitDescriptor();

        /** A channel is connected; the guard ends its pipeline until it is ready. */
        void connected(SocketChannel channel, OpeningGuard guard);
    }

    /** Time that an address gets at least, however many there are. */
    private static final long MIN_SHARE_MILLIS = 100;

    private final OpeningSteps steps;
    private final IoTransport transport;
    private final long limitMillis;
    private final int port;
    private final boolean secure;
    private final Deque<InetAddress> addresses;
    private final Owner owner;
    private final long ends;
    private @Nullable SocketChannel channel;
    private @Nullable OpeningFailure lastFailure;
    private boolean connecting;
    private boolean nextIsDue;

    /** {@code limitMillis} is the time for all addresses together. */
    TcpConnect(
            OpeningSteps steps,
            IoTransport transport,
            long limitMillis,
            Endpoint endpoint,
            List<InetAddress> addresses,
            Owner owner) {
        this.steps = steps;
        this.transport = transport;
        this.limitMillis = limitMillis;
        this.port = endpoint.port();
        this.secure = endpoint.secure();
        this.addresses = new ArrayDeque<>(addresses);
        this.owner = owner;
        this.ends = steps.due(limitMillis);
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

    /** Tries the address again for which there was no descriptor. */
    void tryAgain() {
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
        long left = steps.millisUntil(ends);
        long share = Math.max(Math.min(MIN_SHARE_MILLIS, limitMillis), left / (addresses.size() + 1));
        SocketChannel candidate;
        try {
            candidate = transport.newChannel();
        } catch (RuntimeException noDescriptor) {
            if (!awaitDescriptor(address, left, noDescriptor)) {
                addressFailed(Failure.CONNECT_FAILED, Causes.innermost(noDescriptor), noDescriptor);
            }
            return;
        }
        candidate.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0); // our deadline knows about freezes
        OpeningGuard guard = new OpeningGuard();
        candidate
                .pipeline()
                .addLast(new WireWatch(secure)) // which counts from the first byte on, as the kernel does
                .addLast(new Arrivals(secure))
                .addLast(OpeningGuard.NAME, guard);
        candidate.unsafe().register(steps.loop(), candidate.newPromise());
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
        if (left <= 0 || !owner.awaitDescriptor()) {
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
            owner.connected(candidate, guard);
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
