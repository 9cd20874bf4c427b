package io.flushpoint.internal.connection;

import io.flushpoint.internal.encode.RequestWriter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes connections of the sockets of one event loop that are connected, and puts their handlers into the pipelines. */
public final class ConnectionFactory {
    private final RunningTime runningTime;
    private final Looks looks;
    private final PoolBounds bounds;
    private final IoTransport transport;
    private final Jitter jitter;
    private final LongSupplier ids;
    private final BiFunction<ChannelPipeline, Route, RequestWriter> installWriter;
    private final @Nullable TrafficFactory http2;

    /**
     * Connections on {@code loop}.
     *
     * @param jitter for the ages of connections
     * @param ids numbers for connections, unique within the sender
     * @param installWriter adds what writes requests of HTTP/1.1 for a route to a pipeline
     * @param http2 null if it is not spoken
     */
    public ConnectionFactory(
            ObservedLoop loop,
            PoolBounds bounds,
            IoTransport transport,
            Jitter jitter,
            LongSupplier ids,
            BiFunction<ChannelPipeline, Route, RequestWriter> installWriter,
            @Nullable TrafficFactory http2) {
        this.runningTime = loop.runningTime();
        this.looks = loop.looks();
        this.bounds = bounds;
        this.transport = transport;
        this.jitter = jitter;
        this.ids = ids;
        this.installWriter = installWriter;
        this.http2 = http2;
    }

    /** A connection on {@code channel}, TLS included. What guards the opening stands in the pipeline still. */
    Connection connection(int generation, Route route, DuplexChannel channel, Connection.Owner owner) {
        long id = ids.getAsLong();
        TrafficFactory spoken = http2;
        Function<Connection, Traffic> traffics = spoken != null && route.speaksHttp2(channel)
                ? connection -> spoken.over(connection, channel)
                : connection -> http1(connection, channel, route);
        return new Connection(id, route, channel, liveness(generation, channel), runningTime, traffics, owner);
    }

    private Traffic http1(Connection connection, DuplexChannel channel, Route route) {
        RequestWriter writer = installWriter.apply(channel.pipeline(), route);
        Http1 http1 = new Http1(connection, writer, runningTime, bounds);
        channel.pipeline()
                .addLast(new ResponseDecoder(connection, http1.answers(), bounds))
                .addLast(new ResponseReader(connection, http1.answers(), bounds));
        return http1;
    }

    private Liveness liveness(int generation, DuplexChannel channel) {
        long maxAgeMillis = jitter.lessUpTo(bounds.ageJitterPercent(), bounds.ageMillis());
        ConnectionAges ages = new ConnectionAges(runningTime.clocks(), generation, bounds.idleMillis(), maxAgeMillis);
        KernelView kernel = transport.kernelView(channel);
        ThawProbe probe = kernel == null ? null : new ThawProbe(kernel, runningTime.clocks(), bounds.probeWaitMillis());
        return new Liveness(runningTime, looks, ages, channel.pipeline().get(Arrivals.class), kernel, probe);
    }
}
