package io.flushpoint.internal.connection;

import io.flushpoint.SenderOptions;
import io.netty.channel.EventLoop;

/**
 * What all connections of one event loop share.
 *
 * @param loop the event loop
 * @param runningTime its running time and clocks
 * @param looks its looks at its sockets
 * @param bounds the bounds they live by
 * @param transport epoll or NIO
 * @param steps makes the steps of openings
 * @param connections makes connections
 * @param jitter for the ages of connections
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
        ConnectionFactory connections,
        Jitter jitter,
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
            ConnectionFactory connections,
            Jitter jitter,
            ConnectionGauges gauges,
            ConnectionRoom room) {
        this(loop, runningTime, looks, PoolBounds.of(options), transport, steps, connections, jitter, gauges, room);
    }
}
