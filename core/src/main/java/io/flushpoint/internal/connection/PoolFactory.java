package io.flushpoint.internal.connection;

import io.netty.channel.EventLoop;

/** Makes the connection pools of one event loop, each of which leads to one endpoint. They share the room over all of them. */
public final class PoolFactory {
    private final EventLoop loop;
    private final RunningTime runningTime;
    private final Looks looks;
    private final PoolBounds bounds;
    private final ConnectionRoom room;
    private final ConnectionGauges gauges;
    private final StepFactory steps;
    private final ConnectionFactory connections;
    private final Parts parts = new Parts();

    /** Pools on {@code loop}, whose openings go by {@code steps} and end with one of {@code connections}. */
    public PoolFactory(
            ObservedLoop loop,
            PoolBounds bounds,
            ConnectionRoom room,
            ConnectionGauges gauges,
            StepFactory steps,
            ConnectionFactory connections) {
        this.loop = loop.loop();
        this.runningTime = loop.runningTime();
        this.looks = loop.looks();
        this.bounds = bounds;
        this.room = room;
        this.gauges = gauges;
        this.steps = steps;
        this.connections = connections;
    }

    /** The pool of one endpoint, from which {@code owner} leases. */
    public ConnectionPool pool(Endpoint endpoint, ConnectionPool.Owner owner) {
        return new ConnectionPool(endpoint, loop, bounds, room, parts, owner);
    }

    /** What a pool consists of, by what all pools of the loop share. */
    private final class Parts implements ConnectionPool.Parts {
        @Override
        public ReadyConnections ready() {
            return new ReadyConnections(gauges, room);
        }

        @Override
        public Openings openings(Openings.Owner owner) {
            return new Openings(loop, room, gauges, steps, connections, owner);
        }

        @Override
        public Verification verification(Verification.Owner owner) {
            return new Verification(loop, looks, runningTime, bounds.idleMillis(), owner);
        }

        @Override
        public ClosingSockets closing(Runnable onClosed) {
            return new ClosingSockets(gauges, onClosed);
        }
    }
}
