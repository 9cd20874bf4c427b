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
 * @param runningTime its running time and clocks
 * @param looks its looks at its sockets
 * @param bounds the bounds they live by
 * @param transport epoll or NIO
 * @param steps makes the steps of openings
 * @param ids numbers for connections, unique within the sender
 * @param jitter for the ages of connections
 * @param installEncoder adds the handlers that encode requests to a pipeline
 * @param gauges what is counted
 * @param room what they have room in, over all endpoints
 */
public record LoopContext(
        EventLoop loop,
        RunningTime runningTime,
        Looks looks,
        PoolBounds bounds,
        IoTransport transport,
        StepFactory steps,
        LongSupplier ids,
        Jitter jitter,
        Consumer<ChannelPipeline> installEncoder,
        ConnectionGauges gauges,
        ConnectionRoom room) {

    /** With the bounds of {@code options}. */
    public LoopContext(
            SenderOptions options,
            EventLoop loop,
            RunningTime runningTime,
            Looks looks,
            IoTransport transport,
            StepFactory steps,
            LongSupplier ids,
            Jitter jitter,
            Consumer<ChannelPipeline> installEncoder,
            ConnectionGauges gauges,
            ConnectionRoom room) {
        this(
                loop,
                runningTime,
                looks,
                PoolBounds.of(options),
                transport,
                steps,
                ids,
                jitter,
                installEncoder,
                gauges,
                room);
    }

    long drawMaxAgeMillis() {
        return jitter.lessUpTo(bounds.ageJitterPercent(), bounds.ageMillis());
    }
}
