package io.flushpoint.internal.dispatch;

import io.flushpoint.Bound;
import io.flushpoint.Failure;
import io.flushpoint.LateNews;
import io.flushpoint.Receipt;
import io.flushpoint.SendCallback;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderListener;
import io.flushpoint.SenderListener.RetireReason;
import io.flushpoint.SenderOptions;
import io.flushpoint.internal.connection.Connection;
import io.flushpoint.internal.connection.Endpoint;
import io.flushpoint.internal.connection.IoTransport;
import io.flushpoint.internal.connection.OpeningTimes;
import io.flushpoint.internal.connection.RunTime;
import io.flushpoint.internal.connection.Wiring;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseCombiner;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The sends of one event loop: their queues by endpoint, their deadlines, and whom to tell. Confined to that loop. */
final class Dispatcher {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance(Dispatcher.class);

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

    private final EventLoop loop;
    private final Wiring wiring;
    private final Waiting waiting;
    private final Admission admission;
    private final Counters counters;
    private final SenderListener listener;

    /** Whether there is a listener: asked wherever every send comes by, before a call is wrapped for nobody. */
    private final boolean listening;

    private final long sendMillis;
    private final long stallMillis;
    private final long answerMillis;
    private final Map<String, SendQueue> queues = new HashMap<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private long live;
    private boolean closing;

    Dispatcher(SenderOptions options, Wiring wiring, Waiting waiting, Admission admission, Counters counters) {
        this.loop = wiring.loop();
        this.wiring = wiring;
        this.waiting = waiting;
        this.admission = admission;
        this.counters = counters;
        this.listener = options.listener();
        this.listening = listener != SenderListener.NONE;
        this.sendMillis = options.bound(Bound.SEND_DEADLINE);
        this.stallMillis = options.bound(Bound.WRITE_STALL);
        this.answerMillis = options.bound(Bound.ANSWER_DEADLINE);
    }

    // ---- from any thread ----

    /** Runs a task on the loop: {@link Waiting#execute}. */
    void execute(Runnable task) {
        waiting.execute(task);
    }

    /** Takes a send that was let in, from the thread that submitted it. */
    void submit(PendingSend send) {
        waiting.submit(send);
    }

    /** Whether every send has ended and the loop is ending. */
    boolean isClosed() {
        return closed.isDone();
    }

    Waiting waiting() {
        return waiting;
    }

    Admission admission() {
        return admission;
    }

    IoTransport transport() {
        return wiring.transport();
    }

    long now() {
        return wiring.runTime().clocks().now();
    }

    // ---- on the loop ----

    /** Takes a send that has come to the loop. */
    void start(PendingSend send) {
        live++;
        if (closed.isDone()) {
            send.senderClosed();
        } else {
            SendRequest request = send.request();
            SendQueue known = queues.get(request.endpoint());
            send.start(known != null ? known : queue(new Endpoint(request.isSecure(), request.host(), request.port())));
        }
    }

    /** Opens a connection ahead of need. */
    void preconnect(Endpoint to, CompletableFuture<Receipt> told) {
        if (closed.isDone()) {
            told.completeExceptionally(Preconnecting.refused(to));
            return;
        }
        boolean opening = queue(to).preconnect((connection, failure) -> {
            if (connection != null) {
                told.complete(Preconnecting.receipt(connection.times(), connection.id()));
            } else if (failure != null) {
                told.completeExceptionally(Preconnecting.failed(to, failure));
            }
        });
        if (!opening) {
            told.complete(Preconnecting.receipt(OpeningTimes.NONE, 0));
        }
    }

    private SendQueue queue(Endpoint endpoint) {
        return queues.computeIfAbsent(endpoint.toString(), name -> new SendQueue(endpoint, wiring, this));
    }

    void forget(Endpoint endpoint, SendQueue queue) {
        queues.remove(endpoint.toString(), queue);
    }

    void resumed(long sinceLastNanos) {
        wiring.runTime().now(); // a pause until now is not held against any deadline
        wiring.runTime().clocks().outsideHint(sinceLastNanos);
        List.copyOf(queues.values()).forEach(SendQueue::resumed);
    }

    void renew() {
        wiring.jitter().reseed();
        List.copyOf(queues.values()).forEach(SendQueue::renew);
    }

    /** Closes every connection; {@code closed} runs when their sockets are closed. */
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

    private void closeNow() {
        if (!closed.isDone()) {
            try {
                List.copyOf(queues.values()).forEach(SendQueue::close);
            } finally {
                closed.complete(null);
            }
        }
    }

    RunTime runTime() {
        return wiring.runTime();
    }

    long sendDue(SendRequest request) {
        Duration timeout = request.timeout().orElse(null);
        return runTime().now() + (timeout == null ? TimeUnit.MILLISECONDS.toNanos(sendMillis) : nanos(timeout));
    }

    long stallDue() {
        return runTime().now() + TimeUnit.MILLISECONDS.toNanos(stallMillis);
    }

    long answerDue() {
        return runTime().now() + TimeUnit.MILLISECONDS.toNanos(answerMillis);
    }

    // ---- what happened, on the loop but for a refused send ----

    void leased(Connection connection, boolean reused) {
        admission.unqueue();
        counters.writing.increment();
        if (reused) {
            counters.reused.increment();
            if (listening) {
                tellListener(
                        () -> listener.connectionReused(connection.endpoint().toString(), connection.id()));
            }
        }
    }

    void retried(SendRequest request, Failure cause) {
        admission.requeue();
        counters.writing.decrement();
        counters.retried.increment();
        tellListener(() -> listener.sendRetried(request, cause));
    }

    void written(long bytes) {
        counters.writing.decrement();
        counters.awaitingAnswer.increment();
        counters.bytesWritten.add(bytes);
    }

    void ended(boolean queued, boolean writing, boolean awaitingAnswer) {
        if (queued) {
            admission.unqueue();
        } else if (writing) {
            counters.writing.decrement();
        } else if (awaitingAnswer) {
            counters.awaitingAnswer.decrement();
        }
        live--;
        if (closing && live == 0) {
            loop.execute(this::closeNow); // after whatever is being settled just now
        }
    }

    void goalSettled(
            SendRequest request, Receipt receipt, @Nullable SendException failure, @Nullable SendCallback callback) {
        (failure == null ? counters.reached : counters.failed).increment();
        if (callback != null) {
            try {
                callback.settled(receipt, failure);
            } catch (Throwable e) {
                threw(e);
            }
        }
        if (listening) {
            tellListener(() -> listener.sendSettled(request, receipt, failure));
        }
    }

    void news(SendRequest request, LateNews news, @Nullable SendCallback callback) {
        switch (news.kind()) {
            case ANSWERED -> counters.answered.increment();
            case LOST -> counters.lost.increment();
            case UNKNOWN -> counters.unknown.increment();
        }
        if (callback != null) {
            try {
                callback.news(news);
            } catch (Throwable e) {
                threw(e);
            }
        }
        if (listening) {
            tellListener(() -> listener.lateNews(request, news));
        }
    }

    void opened(Endpoint endpoint, long connection) {
        counters.opened.increment();
        tellListener(() -> listener.connectionOpened(endpoint.toString(), connection));
    }

    void retired(Endpoint endpoint, long connection, RetireReason reason) {
        counters.retired.increment();
        LOG.debug("{} connection {} retired: {}", endpoint, connection, reason);
        tellListener(() -> listener.connectionRetired(endpoint.toString(), connection, reason));
    }

    /** Saturated at half the range, so that it can be added to a clock. */
    static long nanos(Duration duration) {
        return duration.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : duration.toNanos();
    }

    private void tellListener(Runnable call) {
        if (listening) {
            try {
                call.run();
            } catch (Throwable e) {
                threw(e);
            }
        }
    }

    private static void threw(Throwable e) {
        LOG.warn("a callback threw", e);
    }
}
