package io.flushpoint.simulation;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The sockets of the process, and the event loop's look at them. A loop that waits lets time pass until a socket is ready, a
 * timer is due, or somebody has woken it.
 */
final class Network implements IoHandlerFactory {
    private static final long SHORTEST_LOOK_NANOS = 1_000;
    private static final int LONGEST_LOOK_NANOS = 50_000;

    private final VirtualTime time;
    private final Choices choices;
    private final Peers peers;
    private final Consumer<String> broken;
    private final Set<SimulatedSocket> open = new HashSet<>();
    private final List<SimulatedSocket> registered = new ArrayList<>();
    private final Set<String> cut = new HashSet<>();
    private int connections;
    private boolean woken;
    private boolean out;

    Network(VirtualTime time, Choices choices, Peers peers, Consumer<String> broken) {
        this.time = time;
        this.choices = choices;
        this.peers = peers;
        this.broken = broken;
    }

    // ---- what can happen to it ----

    /** Nothing passes between here and there, or does again. */
    void cut(String host, boolean off) {
        if (off) {
            cut.add(host);
        } else {
            cut.remove(host);
        }
    }

    boolean isCut(String host) {
        return cut.contains(host);
    }

    void heal() {
        cut.clear();
    }

    /** There are no descriptors left, or there are again. */
    void withoutDescriptors(boolean none) {
        out = none;
    }

    boolean isWithoutDescriptors() {
        return out;
    }

    /** Every socket that is not closed. */
    Set<SimulatedSocket> open() {
        return open;
    }

    // ---- what sockets do ----

    void opened(SimulatedSocket socket) {
        open.add(socket);
    }

    void registered(SimulatedSocket socket) {
        registered.add(socket);
    }

    void closed(SimulatedSocket socket) {
        open.remove(socket);
        registered.remove(socket);
    }

    /** Begins a connection: when it stands, or does not, {@code socket} is told so by the kernel. */
    void connect(SimulatedSocket socket, String host) {
        Choices its = Peers.isFair(host) ? Choices.again(new int[0]) : choices;
        switch (its.of(0, 0, 0, 0, 0, 0, 0, 1, 2, 3)) {
            case 1 -> time.after(its.nanosUpTo(20_000_000), () -> socket.refused("Connection refused"));
            case 2 -> time.after(its.nanosUpTo(2_000_000_000L), () -> connected(socket, host));
            case 3 -> { // nobody answers
            }
            default -> time.after(20_000 + its.nanosUpTo(50_000_000), () -> connected(socket, host));
        }
    }

    private void connected(SimulatedSocket socket, String host) {
        if (!socket.isOpen()) {
            return;
        }
        if (isCut(host)) {
            time.after(1_000_000_000L, () -> connected(socket, host));
            return;
        }
        Peers.Peer peer = peers.newPeer(host);
        SimulatedTcp tcp = new SimulatedTcp(++connections, this, time, choices, host, peer);
        tcp.follow(peers.truth().reading(tcp, peers.http2()));
        peer.accepted(tcp);
        socket.connected(tcp);
    }

    /** A law is broken on the wire. */
    void broken(String what) {
        broken.accept(what);
    }

    /** Work that was done elsewhere is brought to the loop. */
    void wake() {
        woken = true;
    }

    // ---- the loop ----

    @Override
    public IoHandler newHandler(ThreadAwareExecutor loop) {
        return new Handler();
    }

    private final class Handler implements IoHandler {
        @Override
        public int run(IoHandlerContext context) {
            if (context.canBlock()) {
                await(context);
            }
            woken = false;
            time.passUntil(time.nanoTime() + SHORTEST_LOOK_NANOS + choices.below(LONGEST_LOOK_NANOS));
            List<SimulatedSocket> ready = new ArrayList<>();
            for (SimulatedSocket socket : registered) {
                if (socket.isReady()) {
                    ready.add(choices.below(ready.size() + 1), socket);
                }
            }
            context.shouldReportActiveIoTime();
            ready.forEach(SimulatedSocket::handle);
            return ready.size();
        }

        private void await(IoHandlerContext context) {
            long wait = context.delayNanos(time.nanoTime());
            long end = wait > Long.MAX_VALUE - time.nanoTime() ? Long.MAX_VALUE : time.nanoTime() + wait;
            while (!woken && registered.stream().noneMatch(SimulatedSocket::isReady) && time.nanoTime() < end) {
                long next = Math.min(time.next(), end);
                if (next == Long.MAX_VALUE) {
                    return; // nothing will ever happen
                }
                time.passUntil(next);
            }
        }

        @Override
        public void prepareToDestroy() {
            List.copyOf(registered).forEach(SimulatedSocket::closeForcibly);
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException("sockets register themselves");
        }

        @Override
        public void wakeup() {
            wake();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> type) {
            return true;
        }
    }
}
