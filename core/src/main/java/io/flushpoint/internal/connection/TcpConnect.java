package io.flushpoint.internal.connection;

import io.flushpoint.Failure;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the addresses of an endpoint, or of the proxy that leads to it, in a race (RFC 8305 §5): one after the other begins, each a delay after the one before
 * it or as soon as that has failed, and the first that connects wins. The others are closed at once.
 */
final class TcpConnect implements Connecting {
    /** Until the next address is tried beside those that have not answered (RFC 8305 §5: "Connection Attempt Delay"). */
    private static final long DELAY_MILLIS = 250;

    /** However many addresses share the time (RFC 8305 §5 asks for 10 ms at least). */
    private static final long MIN_DELAY_MILLIS = 10;

    /** Sockets of one opening that connect at once; with another one the oldest is given up. */
    private static final int MAX_RACING = 4;

    private final OpeningSteps steps;
    private final IoTransport transport;
    private final long limitMillis;
    private final Route route;
    private final AddressOrder order;
    private final Deque<InetAddress> addresses;
    private final InetAddress first;
    private final Owner owner;
    private final long ends;
    private final RunningTime.Deadline delay;
    private final Map<DuplexChannel, InetAddress> racing = new LinkedHashMap<>(); // in the order in which they began
    private @Nullable DuplexChannel winner;
    private @Nullable OpeningFailure lastFailure;
    private boolean connecting;
    private boolean nextIsDue;

    /**
     * @param limitMillis the time for all addresses together
     * @param order in which they are tried, and told which one has worked
     * @param found one at least
     */
    TcpConnect(
            OpeningSteps steps,
            IoTransport transport,
            long limitMillis,
            Route route,
            AddressOrder order,
            List<InetAddress> found,
            Owner owner) {
        this.steps = steps;
        this.transport = transport;
        this.limitMillis = limitMillis;
        this.route = route;
        this.order = order;
        this.addresses = new ArrayDeque<>(order.of(route.host(), found));
        this.first = addresses.getFirst();
        this.owner = owner;
        this.ends = steps.due(limitMillis);
        this.delay = steps.deadline(this::tryAgain);
    }

    /** Tries the next address. One may fail while it is tried: the next is tried after it then, not within it. */
    @Override
    public void connect() {
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

    @Override
    public @Nullable DuplexChannel winner() {
        return winner;
    }

    /** Tries the next address, which may be the one for which there was no descriptor. */
    @Override
    public void tryAgain() {
        if (!steps.isOver() && winner == null) {
            steps.run(this::connect);
        }
    }

    @Override
    public void leave() {
        delay.cancel();
        List<DuplexChannel> losers = List.copyOf(racing.keySet());
        racing.clear(); // so that their connects, which fail by the close, are not heard
        losers.forEach(this::close);
    }

    private void connectOne() {
        InetAddress address = addresses.poll();
        if (address == null) {
            return; // those that race decide
        }
        DuplexChannel candidate;
        try {
            candidate = transport.newChannel();
        } catch (RuntimeException noDescriptor) {
            withoutDescriptor(address, noDescriptor);
            return;
        }
        candidate.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0); // our deadline knows about freezes
        OpeningGuard guard = new OpeningGuard();
        candidate
                .pipeline()
                .addLast(new WireWatch(
                        route.endpoint().secure())) // which counts from the first byte on, as the kernel does
                .addLast(new Arrivals())
                .addLast(OpeningGuard.NAME, guard);
        candidate.unsafe().register(steps.loop(), candidate.newPromise());
        steps.arm(Math.max(0, steps.millisUntil(ends)), this::timedOut);
        if (!addresses.isEmpty()) {
            nextAfterDelay();
        }
        race(candidate, address);
        InetSocketAddress at = new InetSocketAddress(address, route.port());
        candidate
                .connect(route.isTunnel() ? Tunnel.prepare(candidate.pipeline(), route, at) : at)
                .addListener((ChannelFuture connect) -> steps.run(() -> ended(candidate, guard, connect)));
    }

    /** So that each that is left has its turn in the time that is left. */
    private void nextAfterDelay() {
        long share = steps.millisUntil(ends) / (addresses.size() + 1);
        delay.armAfter(Math.max(MIN_DELAY_MILLIS, Math.min(DELAY_MILLIS, share)));
    }

    private void race(DuplexChannel candidate, InetAddress address) {
        racing.put(candidate, address); // registered by now: what is not cannot be closed
        if (racing.size() > MAX_RACING) {
            DuplexChannel oldest = racing.keySet().iterator().next();
            racing.remove(oldest);
            close(oldest);
        }
    }

    /**
     * Waits for a descriptor that one of those that race gives back, or a connection of ours, for as long as a connect may take.
     * Any failure to make a socket will do: what the system lacks is told in words of its locale.
     */
    private void withoutDescriptor(InetAddress address, RuntimeException noDescriptor) {
        long left = steps.millisUntil(ends);
        if (!racing.isEmpty()) {
            addresses.addFirst(address);
            nextAfterDelay();
        } else if (left > 0 && owner.awaitDescriptor()) {
            addresses.addFirst(address);
            delay.cancel(); // whoever has the next descriptor to give tells
            steps.arm(left, () -> steps.fail(Failure.CONNECT_FAILED, Causes.innermost(noDescriptor), noDescriptor));
        } else {
            addressFailed(noDescriptor);
        }
    }

    /** Whom it connects to, if that is not the endpoint that failures name. */
    private String peer() {
        return route.proxy() == null ? "" : "the proxy " + route.proxy() + ": ";
    }

    private void timedOut() {
        steps.fail(Failure.CONNECT_TIMEOUT, peer() + "no TCP connection within " + limitMillis + " ms", null);
    }

    private void ended(DuplexChannel candidate, OpeningGuard guard, ChannelFuture connect) {
        InetAddress address = racing.remove(candidate);
        if (steps.isOver() || address == null) {
            candidate.close(); // which it is already, as a rule
        } else if (connect.isSuccess()) {
            won(candidate, address, guard);
        } else {
            close(candidate);
            addressFailed(connect.cause());
        }
    }

    private void won(DuplexChannel candidate, InetAddress address, OpeningGuard guard) {
        winner = candidate;
        leave();
        steps.took();
        if (!address.equals(first)) {
            order.overtook(route.host(), address);
        }
        owner.connected(candidate, guard);
    }

    private void close(DuplexChannel loser) {
        loser.close();
        owner.descriptorFreed();
    }

    private void addressFailed(Throwable cause) {
        lastFailure = steps.failureSoFar(Failure.CONNECT_FAILED, peer() + Causes.innermost(cause), cause);
        if (!addresses.isEmpty()) {
            connect();
        } else if (racing.isEmpty()) {
            steps.fail(lastFailure);
        }
    }
}
