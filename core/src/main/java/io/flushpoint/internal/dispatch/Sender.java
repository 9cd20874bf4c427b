package io.flushpoint.internal.dispatch;

import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.HttpSender;
import io.flushpoint.Receipt;
import io.flushpoint.SendCallback;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderMetrics;
import io.flushpoint.internal.connection.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
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
        try {
            if (parts.admission().open()) {
                waiting().submit(() -> dispatcher.preconnect(to, told));
            } else {
                told.completeExceptionally(Preconnecting.refused(to));
            }
        } finally {
            parts.admission().entered();
        }
        return told; // made for this caller alone
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
        parts.tls().renew();
        dispatchers().forEach(dispatcher -> dispatcher.execute(dispatcher::renew));
    }

    @Override
    public CompletionStage<Void> disconnect() {
        waiting().checkCaller();
        CompletableFuture<Void> told = new CompletableFuture<>();
        AtomicInteger left = new AtomicInteger(dispatchers().size());
        Runnable oneLess = () -> {
            if (left.decrementAndGet() == 0) {
                told.complete(null);
            }
        };
        for (Dispatcher dispatcher : dispatchers()) {
            if (dispatcher.isClosed()) {
                oneLess.run();
            } else {
                dispatcher.execute(() -> dispatcher.disconnect(oneLess));
            }
        }
        return told; // made for this caller alone
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
