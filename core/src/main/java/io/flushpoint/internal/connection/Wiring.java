package io.flushpoint.internal.connection;

import io.flushpoint.SenderOptions;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What all connections of one event loop share.
 *
 * @param loop the event loop
 * @param runTime its running time and clocks
 * @param bounds the bounds they live by
 * @param transport epoll or NIO
 * @param addresses how hosts are resolved
 * @param tls how TLS contexts are made
 * @param ids numbers for connections, unique within the sender
 * @param jitter for the ages of connections
 * @param installEncoder adds the handlers that encode requests to a pipeline
 * @param gauges what is counted
 */
public record Wiring(
        EventLoop loop,
        RunTime runTime,
        PoolBounds bounds,
        IoTransport transport,
        Addresses addresses,
        TlsContexts tls,
        LongSupplier ids,
        Jitter jitter,
        Consumer<ChannelPipeline> installEncoder,
        ConnectionGauges gauges) {

    /** With the bounds of {@code options}. */
    public Wiring(
            SenderOptions options,
            EventLoop loop,
            RunTime runTime,
            IoTransport transport,
            Addresses addresses,
            TlsContexts tls,
            LongSupplier ids,
            Jitter jitter,
            Consumer<ChannelPipeline> installEncoder,
            ConnectionGauges gauges) {
        this(loop, runTime, PoolBounds.of(options), transport, addresses, tls, ids, jitter, installEncoder, gauges);
    }

    long drawMaxAgeMillis() {
        return jitter.lessUpTo(bounds.ageJitterPercent(), bounds.ageMillis());
    }
}
