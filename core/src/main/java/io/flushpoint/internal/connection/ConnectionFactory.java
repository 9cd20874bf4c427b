package io.flushpoint.internal.connection;

import io.netty.channel.ChannelPipeline;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** Makes connections of the sockets of one event loop that are connected, and puts their handlers into the pipelines. */
public final class ConnectionFactory {
    private final RunningTime runningTime;
    private final Looks looks;
    private final PoolBounds bounds;
    private final IoTransport transport;
    private final Jitter jitter;
    private final LongSupplier ids;
    private final BiConsumer<ChannelPipeline, Route> installEncoder;

    /**
     * Connections on {@code loop}.
     *
     * @param jitter for the ages of connections
     * @param ids numbers for connections, unique within the sender
     * @param installEncoder adds the handlers that encode requests for a route to a pipeline
     */
    public ConnectionFactory(
            ObservedLoop loop,
            PoolBounds bounds,
            IoTransport transport,
            Jitter jitter,
            LongSupplier ids,
            BiConsumer<ChannelPipeline, Route> installEncoder) {
        this.runningTime = loop.runningTime();
        this.looks = loop.looks();
        this.bounds = bounds;
        this.transport = transport;
        this.jitter = jitter;
        this.ids = ids;
        this.installEncoder = installEncoder;
    }

    /** A connection on {@code channel}, TLS included. What guards the opening stands in the pipeline still. */
    Connection connection(int generation, Route route, DuplexChannel channel, Connection.Owner owner) {
        long id = ids.getAsLong();
        Connection connection =
                new Connection(id, route, channel, liveness(generation, channel), runningTime, bounds, owner);
        installEncoder.accept(channel.pipeline(), route);
        channel.pipeline()
                .addLast(new ResponseDecoder(connection, bounds))
                .addLast(new ResponseReader(connection, bounds));
        return connection;
    }

    private Liveness liveness(int generation, DuplexChannel channel) {
        long maxAgeMillis = jitter.lessUpTo(bounds.ageJitterPercent(), bounds.ageMillis());
        ConnectionAges ages = new ConnectionAges(runningTime.clocks(), generation, bounds.idleMillis(), maxAgeMillis);
        KernelView kernel = transport.kernelView(channel);
        ThawProbe probe = kernel != null && channel instanceof EpollSocketChannel socket
                ? new ThawProbe(socket, kernel, runningTime.clocks(), bounds.probeWaitMillis())
                : null;
        return new Liveness(runningTime, looks, ages, channel.pipeline().get(Arrivals.class), kernel, probe);
    }
}
