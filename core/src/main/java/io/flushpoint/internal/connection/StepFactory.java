package io.flushpoint.internal.connection;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Makes the steps of the openings on one event loop, each with its time limit. */
public final class StepFactory {
    private final EventLoop loop;
    private final RunningTime runningTime;
    private final PoolBounds bounds;
    private final Routes routes;
    private final Addresses addresses;
    private final IoTransport transport;
    private final TlsContexts tls;
    private final AddressOrder order = new AddressOrder();

    /** Routes, addresses, sockets and TLS contexts come from what all loops of a sender share. */
    public StepFactory(
            ObservedLoop loop,
            PoolBounds bounds,
            Routes routes,
            Addresses addresses,
            IoTransport transport,
            TlsContexts tls) {
        this.loop = loop.loop();
        this.runningTime = loop.runningTime();
        this.bounds = bounds;
        this.routes = routes;
        this.addresses = addresses;
        this.transport = transport;
        this.tls = tls;
    }

    Route route(Endpoint endpoint) {
        return routes.to(endpoint);
    }

    OpeningSteps steps(Consumer<OpeningFailure> onFailed) {
        return new OpeningSteps(loop, runningTime, onFailed);
    }

    AddressLookup lookup(OpeningSteps steps, Consumer<List<InetAddress>> onFound) {
        return new AddressLookup(steps, addresses, bounds.resolveMillis(), onFound);
    }

    Connecting unixConnect(OpeningSteps steps, Path path, Connecting.Owner owner) {
        return new UnixConnect(steps, transport, bounds.connectMillis(), path, owner);
    }

    Connecting connect(OpeningSteps steps, Route route, List<InetAddress> found, Connecting.Owner owner) {
        return new TcpConnect(steps, transport, bounds.connectMillis(), route, order, found, owner);
    }

    Tunnel tunnel(OpeningSteps steps, Route route, DuplexChannel channel, Consumer<DuplexChannel> onOpen) {
        return new Tunnel(steps, bounds.proxyMillis(), route, channel, onOpen);
    }

    /** What a handshake starts with; its making begins now, if nobody asked before. */
    CompletableFuture<TlsContext> tlsContext() {
        return tls.context();
    }

    TlsHandshake handshake(
            OpeningSteps steps,
            Endpoint endpoint,
            DuplexChannel channel,
            OpeningGuard guard,
            Consumer<DuplexChannel> onShaken) {
        return new TlsHandshake(steps, bounds.handshakeMillis(), endpoint, channel, guard, onShaken);
    }
}
