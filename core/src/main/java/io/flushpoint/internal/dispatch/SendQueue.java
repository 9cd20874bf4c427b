package io.flushpoint.internal.dispatch;

import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.internal.connection.Connection;
import io.flushpoint.internal.connection.ConnectionPool;
import io.flushpoint.internal.connection.Endpoint;
import io.flushpoint.internal.connection.OpeningFailure;
import io.flushpoint.internal.connection.Wiring;
import io.netty.channel.ChannelFuture;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The sends of one endpoint that wait for a connection, first come first served, and the pool they are served from.
 * Confined to one event loop.
 */
final class SendQueue implements ConnectionPool.Owner {
    private final Endpoint endpoint;
    private final Dispatcher dispatcher;
    private final ConnectionPool pool;
    private final Deque<PendingSend> waiting = new ArrayDeque<>();
    private boolean disconnecting;
    private boolean serving;
    private boolean serveAgain;

    SendQueue(Endpoint endpoint, Wiring wiring, Dispatcher dispatcher) {
        this.endpoint = endpoint;
        this.dispatcher = dispatcher;
        this.pool = new ConnectionPool(endpoint, wiring, this);
    }

    void add(PendingSend send) {
        waiting.addLast(send);
        serve();
    }

    /** A send comes back to be tried again, before all others. */
    void addAgain(PendingSend send) {
        if (disconnecting) {
            send.disconnected();
            return;
        }
        waiting.addFirst(send);
        serve();
    }

    void remove(PendingSend send) {
        waiting.remove(send);
    }

    Phase openingPhase() {
        return pool.openingPhase();
    }

    boolean preconnect(BiConsumer<@Nullable Connection, @Nullable OpeningFailure> told) {
        return pool.preconnect(told);
    }

    void resumed() {
        pool.resumed();
    }

    void renew() {
        pool.renew();
    }

    /** Closes every connection, and fails what would open another. */
    List<ChannelFuture> disconnect() {
        disconnecting = true;
        try {
            for (PendingSend send = waiting.peek(); send != null; send = waiting.peek()) {
                send.disconnected();
            }
            return pool.disconnect();
        } finally {
            disconnecting = false;
        }
    }

    /** Fails everything that waits or is in flight, and closes the connections. */
    void close() {
        for (PendingSend send = waiting.poll(); send != null; send = waiting.poll()) {
            send.senderClosed();
        }
        pool.close(Failure.SENDER_CLOSED, "the sender is closed");
    }

    /** Leases connections to waiting sends, in order, as long as there are any. */
    private void serve() {
        if (serving) {
            serveAgain = true; // a send that starts or fails may free a connection: no recursion, one more round
            return;
        }
        serving = true;
        try {
            do {
                serveAgain = false;
                serveOnce();
            } while (serveAgain);
        } finally {
            serving = false;
        }
        if (waiting.isEmpty() && pool.isEmpty()) {
            dispatcher.forget(endpoint, this);
        }
    }

    private void serveOnce() {
        for (PendingSend first = waiting.peek(); first != null; first = waiting.peek()) {
            Connection connection = pool.lease(first.readyAfter(), waiting.size());
            if (connection == null) {
                return;
            }
            PendingSend send = waiting.poll();
            if (send == null) {
                connection.giveBack(); // a listener that was told of the lease's doings has cancelled it
            } else {
                send.leased(connection);
            }
        }
    }

    // ---- ConnectionPool.Owner ----

    @Override
    public void leaseMayBePossible() {
        serve();
    }

    @Override
    public void openingFailed(OpeningFailure failure) {
        PendingSend send = waiting.poll();
        if (send != null) {
            send.openingFailed(failure);
        }
    }

    @Override
    public void opened(Connection connection) {
        dispatcher.opened(endpoint, connection.id());
    }

    @Override
    public void retired(Connection connection, RetireReason reason) {
        dispatcher.retired(endpoint, connection.id(), reason);
    }
}
