package io.flushpoint.internal.dispatch;

import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.internal.connection.Connection;
import io.flushpoint.internal.connection.ConnectionPool;
import io.flushpoint.internal.connection.Endpoint;
import io.flushpoint.internal.connection.OpeningFailure;
import io.flushpoint.internal.connection.OpeningListener;
import io.flushpoint.internal.connection.PoolFactory;
import io.netty.channel.ChannelFuture;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sends of one endpoint that wait for a connection, first come first served, and the pool they are served from.
 * Confined to one event loop.
 */
final class SendQueue implements PendingSend.Queue, ConnectionPool.Owner {
    /** Whose queue it is. */
    interface Owner {
        /** One of the sends that came here has ended. */
        void ended();

        /** Nothing is left of the endpoint: neither a send that waits nor a connection. */
        void forget(Endpoint endpoint, SendQueue queue);
    }

    private final Endpoint endpoint;
    private final Reporter reporter;
    private final Owner owner;
    private final ConnectionPool pool;
    private final WaitingLine<PendingSend> waiting = new WaitingLine<>();
    private boolean disconnecting;
    private boolean serving;
    private boolean serveAgain;

    SendQueue(Endpoint endpoint, PoolFactory pools, Reporter reporter, Owner owner) {
        this.endpoint = endpoint;
        this.reporter = reporter;
        this.owner = owner;
        this.pool = pools.pool(endpoint, this);
    }

    /** A send comes for the first time. */
    void add(PendingSend send) {
        send.enter(this);
        waiting.addLast(send);
        serve();
    }

    @Override
    public void addAgain(PendingSend send) {
        if (disconnecting) {
            send.disconnected();
            return;
        }
        waiting.addFirst(send);
        serve();
    }

    @Override
    public void ended() {
        owner.ended();
    }

    @Override
    public void remove(PendingSend send) {
        waiting.remove(send);
        if (waiting.isEmpty()) {
            pool.demandEnded();
            forgetIfEmpty(); // one that waits for room over all endpoints has no opening that ends
        }
    }

    @Override
    public Phase openingPhase() {
        return pool.openingPhase();
    }

    boolean preconnect(OpeningListener told) {
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

    /** Fails everything that waits or is in flight, and closes the connections: the sender is closed, or {@code broken}. */
    void close(@Nullable Throwable broken) {
        for (PendingSend send = waiting.poll(); send != null; send = waiting.poll()) {
            try {
                send.senderClosed(broken);
            } catch (Throwable e) {
                send.stepFailed(e); // the others are settled all the same
            }
        }
        pool.close(Failure.SENDER_CLOSED, PendingSend.closedBecause(broken));
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
        forgetIfEmpty();
    }

    private void forgetIfEmpty() {
        if (!serving && waiting.isEmpty() && pool.isEmpty()) {
            owner.forget(endpoint, this);
        }
    }

    private void serveOnce() {
        for (PendingSend first = waiting.peek(); first != null; first = waiting.peek()) {
            Connection connection;
            try {
                connection = pool.lease(first.readyAfter(), first.submitted(), waiting.size());
            } catch (Throwable e) {
                first.stepFailed(e); // nobody would ask again for those behind it
                continue;
            }
            if (connection == null) {
                return;
            }
            PendingSend send = waiting.poll();
            if (send == null) {
                connection.giveBack(); // a listener that was told of the lease's doings has cancelled it
            } else {
                attempt(send, connection);
            }
        }
    }

    private static void attempt(PendingSend send, Connection connection) {
        try {
            new Attempt(send, connection).start();
        } catch (Throwable e) { // it could not be made
            connection.giveBack();
            send.stepFailed(e);
        }
    }

    // ---- ConnectionPool.Owner ----

    @Override
    public int demand() {
        return waiting.size();
    }

    @Override
    public void leaseMayBePossible() {
        serve();
    }

    @Override
    public void openingFailed(OpeningFailure failure) {
        PendingSend send = waiting.poll();
        if (send != null) {
            try {
                send.openingFailed(failure);
            } catch (Throwable e) {
                send.stepFailed(e);
            }
        }
    }

    @Override
    public void opened(Connection connection) {
        reporter.opened(endpoint, connection.id());
    }

    @Override
    public void retired(Connection connection, RetireReason reason) {
        reporter.retired(endpoint, connection.id(), reason);
    }
}
