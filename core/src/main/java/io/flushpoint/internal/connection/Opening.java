package io.flushpoint.internal.connection;

import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A connection on its way: {@link AddressLookup}, {@link TcpConnect}, a {@link Tunnel} if a proxy is to open one,
 * {@link TlsHandshake} if its endpoint is secure. Each step
 * has its deadline in running time; the outcome is told once.
 */
final class Opening implements Connecting.Owner, ConnectionRoom.WithoutDescriptor {
    /** For whom it is opened. */
    interface Owner {
        /** Who has the room that it takes. */
        ConnectionRoom.Tenant tenant();

        /** Who keeps the connection once it is ready. */
        Connection.Owner ofConnection();

        /** No descriptor is left for its socket. Whether it is worth waiting for one: then it is told when to try again. */
        boolean awaitDescriptor(Opening opening);

        /** A socket of one that is under way is closed. */
        void descriptorFreed();

        /** A connection is ready. */
        void opened(Opening opening, Connection connection);

        /** There is none. Room is given back once its socket is closed, if it leaves one, and now otherwise. */
        void failed(Opening opening, OpeningFailure failure, boolean leavesSocket);

        /** It leaves a socket, which is closing. */
        void closes(Channel socket);
    }

    private final Owner owner;
    private final Route route;
    private final int generation;
    private final StepFactory factory;
    private final ConnectionFactory connections;
    private final OpeningSteps steps;
    private final AddressLookup lookup;
    private @Nullable CompletableFuture<TlsContext> context; // if it is secure
    private @Nullable Connecting socket; // once it is known what to connect to

    Opening(Endpoint endpoint, int generation, StepFactory factory, ConnectionFactory connections, Owner owner) {
        this.route = factory.route(endpoint);
        this.generation = generation;
        this.factory = factory;
        this.connections = connections;
        this.owner = owner;
        this.steps = factory.steps(this::failed);
        this.lookup = factory.lookup(steps, this::resolved);
    }

    Phase phase() {
        return steps.phase();
    }

    void start() {
        steps.run(this::begin);
    }

    /** Gives up; the outcome is told. */
    void cancel(Failure failure, String reason) {
        steps.fail(failure, reason, null);
    }

    private void begin() {
        Path unixSocket = route.unixSocket();
        if (unixSocket == null) {
            resolve();
        } else {
            steps.beginWith(Phase.CONNECT);
            connect(factory.unixConnect(steps, unixSocket, this));
        }
    }

    private void resolve() {
        steps.beginWith(Phase.RESOLVE);
        if (route.endpoint().secure()) {
            context = factory.tlsContext(); // made while addresses are looked up and TCP connects
        }
        lookup.start(route.host());
    }

    private void resolved(List<InetAddress> found) {
        steps.begin(Phase.CONNECT);
        connect(factory.connect(steps, route, found, this));
    }

    private void connect(Connecting connecting) {
        socket = connecting;
        connecting.connect();
    }

    @Override
    public boolean awaitDescriptor() {
        return owner.awaitDescriptor(this);
    }

    @Override
    public void descriptorFreed() {
        owner.descriptorFreed();
    }

    @Override
    public ConnectionRoom.Tenant tenant() {
        return owner.tenant();
    }

    @Override
    public void descriptorMayBeFree() {
        if (socket != null) {
            socket.tryAgain();
        }
    }

    @Override
    public void connected(DuplexChannel channel, OpeningGuard guard) {
        if (route.isTunnel()) {
            steps.begin(Phase.PROXY);
            factory.tunnel(steps, route, channel, open -> leadsThere(open, guard))
                    .start();
        } else {
            leadsThere(channel, guard);
        }
    }

    /** What is written on the channel comes to the endpoint. */
    private void leadsThere(DuplexChannel channel, OpeningGuard guard) {
        if (context == null) {
            ready(channel);
        } else {
            steps.begin(Phase.TLS);
            factory.handshake(steps, route.endpoint(), channel, guard, this::ready)
                    .start(context);
        }
    }

    private void ready(DuplexChannel channel) {
        if (!route.isSpokenAsWanted(channel)) {
            steps.fail(Failure.TLS_FAILED, "the server does not choose HTTP/2 (ALPN, RFC 9113 §3.2)", null);
            return;
        }
        Connection connection = connections.connection(generation, route, channel, owner.ofConnection());
        channel.pipeline().remove(OpeningGuard.NAME);
        connection.ready(steps.times(), steps.began(), steps.pausesWhenBegan());
        if (steps.succeeds()) {
            try {
                leaveBehind();
            } finally {
                owner.opened(this, connection);
            }
        }
    }

    private void failed(OpeningFailure failure) {
        DuplexChannel left = socket == null ? null : socket.winner();
        try {
            leaveBehind();
            if (left != null) {
                owner.closes(left);
                left.close();
            }
        } finally {
            owner.failed(this, failure, left != null);
        }
    }

    private void leaveBehind() {
        steps.disarm();
        lookup.leave();
        if (socket != null) {
            socket.leave();
        }
    }
}
