package io.flushpoint.internal.connection;

import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The openings of one endpoint that are under way, in the order in which they were begun. */
final class Openings implements Opening.Owner {
    /** Whose connections are opened. */
    interface Owner {
        /** Where they lead. */
        Endpoint endpoint();

        ConnectionRoom.Tenant tenant();

        /** Who keeps the connections that become ready. */
        Connection.Owner ofConnection();

        /** One is ready. */
        void opened(Connection connection);

        /** An opening has ended, and whoever asked for it was told. */
        void openingEnded();

        /** One that failed leaves a socket, which is closing. */
        void closes(Channel socket);
    }

    private final EventLoop loop;
    private final ConnectionRoom room;
    private final ConnectionGauges gauges;
    private final StepFactory steps;
    private final ConnectionFactory connections;
    private final Owner owner;
    private final Map<Opening, OpeningListener> underWay = new LinkedHashMap<>(); // and who is told

    Openings(
            EventLoop loop,
            ConnectionRoom room,
            ConnectionGauges gauges,
            StepFactory steps,
            ConnectionFactory connections,
            Owner owner) {
        this.loop = loop;
        this.room = room;
        this.gauges = gauges;
        this.steps = steps;
        this.connections = connections;
        this.owner = owner;
    }

    /** Begins one, for which there is room; {@code told} learns how it went, after the owner. */
    void begin(int generation, OpeningListener told) {
        Opening opening = new Opening(owner.endpoint(), generation, steps, connections, this);
        underWay.put(opening, told);
        gauges.opening.increment();
        loop.execute(opening::start);
    }

    /** Gives all of them up. */
    void cancel(Failure failure, String reason) {
        List.copyOf(underWay.keySet()).forEach(opening -> opening.cancel(failure, reason));
    }

    /** In which phase the oldest is, or {@code QUEUE} if there is none. */
    Phase oldestPhase() {
        return underWay.isEmpty()
                ? Phase.QUEUE
                : underWay.keySet().iterator().next().phase();
    }

    int count() {
        return underWay.size();
    }

    boolean isEmpty() {
        return underWay.isEmpty();
    }

    // ---- what they tell ----

    @Override
    public ConnectionRoom.Tenant tenant() {
        return owner.tenant();
    }

    @Override
    public Connection.Owner ofConnection() {
        return owner.ofConnection();
    }

    @Override
    public boolean awaitDescriptor(Opening opening) {
        return room.awaitDescriptor(opening);
    }

    @Override
    public void descriptorFreed() {
        room.descriptorFreed();
    }

    @Override
    public void opened(Opening opening, Connection connection) {
        OpeningListener told = ended(opening);
        owner.opened(connection);
        told.opened(connection);
        owner.openingEnded();
    }

    @Override
    public void failed(Opening opening, OpeningFailure failure, boolean leavesSocket) {
        OpeningListener told = ended(opening);
        if (!leavesSocket) {
            room.freed();
        }
        told.failed(failure);
        owner.openingEnded();
    }

    @Override
    public void closes(Channel socket) {
        owner.closes(socket);
    }

    private OpeningListener ended(Opening opening) {
        OpeningListener told = underWay.remove(opening);
        room.forget(opening);
        gauges.opening.decrement();
        return Objects.requireNonNull(told, "told");
    }
}
