package io.flushpoint.internal.dispatch;

import io.flushpoint.Receipt;
import io.flushpoint.SendRequest;
import io.flushpoint.internal.connection.Endpoint;
import io.flushpoint.internal.connection.Jitter;
import io.flushpoint.internal.connection.PoolFactory;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseCombiner;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The sends of one event loop: their queues by endpoint, and their end when the sender closes. Confined to that loop. */
final class Dispatcher implements PendingSend.Entrance, SendQueue.Owner {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance(Dispatcher.class);

    private final EventLoop loop;
    private final LoopAccess access;
    private final Admission admission;
    private final SendTerms terms;
    private final Jitter jitter;
    private final PoolFactory pools;
    private final Map<String, SendQueue> queues = new HashMap<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private long live;
    private boolean closing;
    private @Nullable Throwable failure;
    private final LastWords lastWords = new LastWords();
    private volatile boolean over;

    Dispatcher(
            EventLoop loop, LoopAccess access, Admission admission, SendTerms terms, Jitter jitter, PoolFactory pools) {
        this.loop = loop;
        this.access = access;
        this.admission = admission;
        this.terms = terms;
        this.jitter = jitter;
        this.pools = pools;
    }

    // ---- from any thread ----

    /** Runs a task on the loop: {@link LoopAccess#execute}. */
    void execute(Runnable task) {
        access.execute(task);
    }

    /**
     * Has something told on the loop, in its turn: never on the stack of who caused it. False if the loop takes nothing any
     * more. Between {@link Admission#enter} and {@link Admission#entered}.
     */
    boolean tellOnLoop(Runnable telling) {
        if (over) {
            return false;
        }
        loop.execute(telling);
        return true;
    }

    /** Tells something after the loop has ended. */
    void tellHere(Runnable telling) {
        lastWords.tell(telling);
    }

    /** The loop takes nothing any more, but for what those who are entering bring. */
    void over() {
        over = true;
    }

    /** Whether every send has ended and the loop is ending. */
    boolean isClosed() {
        return closed.isDone();
    }

    LoopAccess access() {
        return access;
    }

    /** What holds for every send of its loop. */
    SendTerms terms() {
        return terms;
    }

    long now() {
        return terms.clocks().now();
    }

    // ---- on the loop ----

    /** Takes a send that has come to the loop to the queue of its endpoint. */
    @Override
    public void enter(PendingSend send) {
        try {
            if (closed.isDone()) {
                send.senderClosed(failure);
            } else if (send.isQueued()) { // not cancelled before it got here
                SendQueue queue = queueFor(send.request());
                live++;
                queue.add(send);
            }
        } catch (Throwable e) {
            send.stepFailed(e);
        }
    }

    private SendQueue queueFor(SendRequest request) {
        SendQueue known = queues.get(request.endpoint());
        return known != null ? known : queue(new Endpoint(request.isSecure(), request.host(), request.port()));
    }

    /** One of the sends that entered a queue has ended. */
    @Override
    public void ended() {
        live--;
        if (closing && live == 0) {
            loop.execute(this::closeNow); // after whatever is being settled just now
        }
    }

    /** Opens a connection ahead of need. */
    void preconnect(Endpoint to, CompletableFuture<Receipt> told) {
        if (closed.isDone()) {
            new Preconnecting(to, told).senderClosed(failure);
            return;
        }
        Preconnecting preconnecting = new Preconnecting(to, told);
        if (!queue(to).preconnect(preconnecting)) {
            preconnecting.noRoom();
        }
    }

    private SendQueue queue(Endpoint endpoint) {
        return queues.computeIfAbsent(
                endpoint.toString(), name -> new SendQueue(endpoint, pools, terms.reporter(), this));
    }

    @Override
    public void forget(Endpoint endpoint, SendQueue queue) {
        queues.remove(endpoint.toString(), queue);
        admission.forget(endpoint.toString());
    }

    void resumed(long sinceLastNanos) {
        terms.runningTime().now(); // a pause until now is not held against any deadline
        terms.clocks().outsideHint(sinceLastNanos);
        jitter.stir(sinceLastNanos ^ now());
        List.copyOf(queues.values()).forEach(SendQueue::resumed);
    }

    void renew() {
        jitter.reseed(now()); // by nanoseconds, no two copies go on alike
        List.copyOf(queues.values()).forEach(SendQueue::renew);
    }

    /** Closes every connection; {@code onClosed} runs when their sockets are closed. */
    void disconnect(Runnable onClosed) {
        PromiseCombiner sockets = new PromiseCombiner(loop);
        for (SendQueue queue : List.copyOf(queues.values())) {
            queue.disconnect().forEach(socket -> sockets.add((Future<Void>) socket));
        }
        Promise<Void> allClosed = loop.newPromise();
        allClosed.addListener(done -> onClosed.run());
        sockets.finish(allClosed);
    }

    /** Closes once every send has ended, or after {@code graceMillis}. */
    CompletableFuture<Void> close(long graceMillis) {
        if (!closing) {
            closing = true;
            if (live == 0) {
                closeNow();
            } else {
                loop.schedule(this::closeNow, graceMillis, TimeUnit.MILLISECONDS);
            }
        }
        return closed;
    }

    /** Settles everything, and closes every connection. */
    void closeNow() {
        if (!closed.isDone()) {
            try {
                List.copyOf(queues.values()).forEach(queue -> queue.close(failure));
            } finally {
                closed.complete(null);
            }
        }
    }

    /** The loop can go on no longer. May be called again if it did not succeed. */
    void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        try {
            LOG.error("the event loop failed; its sender takes no more sends", cause);
        } catch (Throwable noLog) {
            // such as by an exhausted heap
        }
        for (SendQueue queue : List.copyOf(queues.values())) {
            queue.close(cause);
        }
        closed.complete(null);
    }
}
