package io.flushpoint.internal.dispatch;

import io.flushpoint.Body;
import io.flushpoint.Delivery;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.Failure;
import io.flushpoint.HttpSender;
import io.flushpoint.Receipt;
import io.flushpoint.SendCallback;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderMetrics;
import io.flushpoint.internal.connection.Endpoint;
import io.flushpoint.internal.connection.IoTransport;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

    abstract LoopAccess access();

    SenderParts parts() {
        return parts;
    }

    @Override
    public Delivery send(SendRequest request, DeliveryLevel goal) {
        PendingSend send = submit(request, goal, null);
        return new SendHandle(request, send, dispatcher(request));
    }

    @Override
    public void send(SendRequest request, DeliveryLevel goal, SendCallback callback) {
        submit(request, goal, Objects.requireNonNull(callback, "callback"));
    }

    private PendingSend submit(SendRequest request, DeliveryLevel goal, @Nullable SendCallback callback) {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(goal, "goal");
        requireContent(request);
        access().checkCaller();
        Admission admission = parts.admission();
        Dispatcher dispatcher = dispatcher(request);
        parts.reporter().submitted();
        Admission.Share share = admission.share(request.endpoint());
        PendingSend send = new PendingSend(dispatcher, dispatcher.terms(), request, goal, callback, share);
        Optional<String> obstacle =
                Settlement.isKernelLevel(goal) ? parts.kernelObstacle(request.endpoint()) : Optional.empty();
        if (obstacle.isPresent()) {
            admission.open();
            refuse(send, dispatcher, Failure.LEVEL_UNAVAILABLE, goal + " cannot be established: " + obstacle.get());
            admission.forget(request.endpoint());
            return send;
        }
        Admission.Refusal refused = admission.enter(share, request.body());
        if (refused != null) {
            String reason = refused == Admission.Refusal.CLOSED
                    ? PendingSend.closedBecause(admission.broken())
                    : refused.reason();
            refuse(send, dispatcher, refused.failure(), reason);
            admission.forget(request.endpoint()); // unless others use it
            return send;
        }
        try {
            dispatcher.access().submit(send);
        } finally {
            admission.entered();
        }
        return send;
    }

    private static void requireContent(SendRequest request) {
        if (request.body() instanceof Body.LetGo) {
            throw new IllegalArgumentException(
                    "the body of this request was let go; send the request that it was made from: " + request);
        }
    }

    /** Settles the send now, and has it told on the event loop, or here if that has ended. */
    private void refuse(PendingSend send, Dispatcher dispatcher, Failure failure, String reason) {
        Runnable untold = null;
        try {
            Throwable cause =
                    failure == Failure.SENDER_CLOSED ? parts.admission().broken() : null;
            if (send.refuse(failure, reason, cause)) {
                untold = tellOnLoop(send.settlement(), dispatcher, failure == Failure.SENDER_CLOSED);
            }
        } finally {
            parts.admission().entered();
        }
        if (untold != null) {
            dispatcher.tellHere(untold);
        }
    }

    /** Has a refusal told on the event loop, unless too many wait; what is to be told here, if the loop has ended. */
    private @Nullable Runnable tellOnLoop(Settlement refused, Dispatcher dispatcher, boolean lasting) {
        Runnable telling = parts.refusals().add(refused, lasting);
        if (telling == null) {
            refused.leaveRefusalUntold();
            return null;
        }
        return dispatcher.tellOnLoop(telling) ? null : telling;
    }

    @Override
    public CompletionStage<Receipt> preconnect(URI endpoint) {
        SendRequest parsed = SendRequest.get(endpoint);
        access().checkCaller();
        CompletableFuture<Receipt> told = new CompletableFuture<>();
        Dispatcher dispatcher = dispatcher(parsed);
        Endpoint to = new Endpoint(parsed.isSecure(), parsed.host(), parsed.port());
        try {
            if (parts.admission().open()) {
                dispatcher.access().submit(() -> dispatcher.preconnect(to, told));
            } else {
                new Preconnecting(to, told).senderClosed(parts.admission().broken());
            }
        } finally {
            parts.admission().entered();
        }
        return told; // made for this caller alone
    }

    @Override
    public void resumed(Duration sinceLast) {
        access().checkCaller();
        long nanos = SendTerms.nanos(sinceLast);
        dispatchers().forEach(dispatcher -> dispatcher.execute(() -> dispatcher.resumed(nanos)));
    }

    @Override
    public void renew() {
        access().checkCaller();
        parts.tls().renew();
        dispatchers().forEach(dispatcher -> dispatcher.execute(dispatcher::renew));
    }

    @Override
    public CompletionStage<Void> disconnect() {
        access().checkCaller();
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
        return parts.platform().transport().levels();
    }

    @Override
    public Set<DeliveryLevel> levels(SendRequest request) {
        boolean kernelTells = parts.kernelObstacle(request.endpoint()).isEmpty();
        return kernelTells ? levels() : IoTransport.LEVELS_WITHOUT_KERNEL;
    }

    @Override
    public SenderMetrics metrics() {
        return parts.metrics();
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
