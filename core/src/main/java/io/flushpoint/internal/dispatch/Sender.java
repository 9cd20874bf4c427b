package io.flushpoint.internal.dispatch;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.HttpSender;
import io.flushpoint.Receipt;
import io.flushpoint.SendCallback;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderMetrics;
import io.flushpoint.WireState;
import io.flushpoint.internal.connection.Endpoint;
import io.flushpoint.internal.connection.OpeningFailure;
import io.flushpoint.internal.connection.OpeningTimes;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the two kinds of senders share: the way from a call to the dispatcher of an event loop. From any thread. */
abstract class Sender implements HttpSender {
    private final SenderParts parts;

    Sender(SenderParts parts) {
        this.parts = parts;
    }

    /** One for each event loop. */
    abstract List<Dispatcher> dispatchers();

    abstract Waiting waiting();

    SenderParts parts() {
        return parts;
    }

    @Override
    public Delivery send(SendRequest request, DeliveryLevel goal) {
        PendingSend send = submit(request, goal, null);
        return new SendHandle(send, dispatcher(request));
    }

    @Override
    public void send(SendRequest request, DeliveryLevel goal, SendCallback callback) {
        submit(request, goal, Objects.requireNonNull(callback, "callback"));
    }

    private PendingSend submit(SendRequest request, DeliveryLevel goal, @Nullable SendCallback callback) {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(goal, "goal");
        waiting().checkCaller();
        Admission admission = parts.admission();
        Dispatcher dispatcher = dispatcher(request);
        parts.counters().submitted.increment();
        long weight = admission.weight(request.body());
        PendingSend send = new PendingSend(dispatcher, request, goal, callback, weight, dispatcher.now());
        String cannot = parts.transport().cannotSeeKernel();
        if (cannot != null && !parts.transport().levels().contains(goal)) {
            send.refuse(Failure.LEVEL_UNAVAILABLE, goal + " cannot be established: " + cannot);
            return send;
        }
        Failure refused = admission.enter(weight);
        try {
            if (refused == null) {
                dispatcher.submit(send);
            } else {
                send.refuse(refused, "refused at once");
            }
        } finally {
            admission.entered();
        }
        return send;
    }

    @Override
    public CompletionStage<Receipt> preconnect(URI endpoint) {
        SendRequest parsed = SendRequest.get(endpoint);
        waiting().checkCaller();
        CompletableFuture<Receipt> told = new CompletableFuture<>();
        Dispatcher dispatcher = dispatcher(parsed);
        Endpoint to = new Endpoint(parsed.isSecure(), parsed.host(), parsed.port());
        waiting().submit(() -> {
            boolean opening = dispatcher.queue(to).preconnect((connection, failure) -> {
                if (connection != null) {
                    told.complete(receipt(connection.times(), connection.id()));
                } else if (failure != null) {
                    told.completeExceptionally(exception(to, failure));
                }
            });
            if (!opening) {
                told.complete(receipt(OpeningTimes.NONE, 0));
            }
        });
        return told.minimalCompletionStage();
    }

    private static Receipt receipt(OpeningTimes times, long connection) {
        Receipt.Timings timings =
                new Receipt.Timings(-1, times.resolve(), times.connect(), times.tls(), -1, -1, -1, -1);
        return new Receipt(null, 0, timings, connection, false, 0, OptionalInt.empty());
    }

    private static SendException exception(Endpoint to, OpeningFailure failure) {
        return new SendException(
                failure.failure(),
                failure.phase(),
                WireState.NOTHING_WRITTEN,
                failure.message() + " (preconnect " + to + ")",
                failure.cause(),
                receipt(failure.times(), 0));
    }

    @Override
    public void resumed(Duration sinceLast) {
        waiting().checkCaller();
        long nanos = Dispatcher.nanos(sinceLast);
        dispatchers().forEach(dispatcher -> dispatcher.execute(() -> dispatcher.resumed(nanos)));
    }

    @Override
    public void renew() {
        waiting().checkCaller();
        dispatchers().forEach(dispatcher -> dispatcher.execute(dispatcher::renew));
    }

    @Override
    public Set<DeliveryLevel> levels() {
        return parts.transport().levels();
    }

    @Override
    public SenderMetrics metrics() {
        return parts.counters().snapshot(parts.admission());
    }

    @Override
    public void close() {
        close(parts.closeGrace());
    }

    private Dispatcher dispatcher(SendRequest request) {
        List<Dispatcher> all = dispatchers();
        return all.size() == 1
                ? all.get(0)
                : all.get(Math.floorMod(request.endpoint().hashCode(), all.size()));
    }
}
