package io.flushpoint.internal.connection;

import io.flushpoint.Failure;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shakes hands on a channel that is connected, once the TLS context is made. */
final class TlsHandshake {
    private static final long CLOSE_NOTIFY_FLUSH_MILLIS = 500;

    private final OpeningSteps steps;
    private final long limitMillis;
    private final Endpoint endpoint;
    private final DuplexChannel channel;
    private final OpeningGuard guard;
    private final Consumer<DuplexChannel> onShaken;

    TlsHandshake(
            OpeningSteps steps,
            long limitMillis,
            Endpoint endpoint,
            DuplexChannel channel,
            OpeningGuard guard,
            Consumer<DuplexChannel> onShaken) {
        this.steps = steps;
        this.limitMillis = limitMillis;
        this.endpoint = endpoint;
        this.channel = channel;
        this.guard = guard;
        this.onShaken = onShaken;
    }

    void start(CompletableFuture<TlsContext> context) {
        steps.arm(limitMillis, () -> {
            String waitsFor = EngineTasks.waitsFor(channel.pipeline());
            steps.fail(Failure.TLS_TIMEOUT, "no TLS handshake within " + limitMillis + " ms" + waitsFor, null);
        });
        channel.closeFuture().addListener(closed -> closed());
        steps.runWhenDone(context, this::contextMade);
    }

    /** Before the handshake began; after that it tells of it. */
    private void closed() {
        if (!steps.isOver() && channel.pipeline().get(SslHandler.class) == null) {
            Throwable why = guard.why();
            String early = "the peer closed, or spoke first, before the handshake";
            steps.fail(
                    Failure.TLS_FAILED,
                    why == null ? early : Causes.innermost(why),
                    why == null ? null : Causes.shown(why));
        }
    }

    private void contextMade(@Nullable TlsContext made, @Nullable Throwable failure) {
        if (steps.isOver() || !channel.isActive()) {
            return;
        }
        if (made == null) {
            steps.fail(Failure.TLS_FAILED, Causes.innermost(failure), failure);
            return;
        }
        channel.pipeline().get(Arrivals.class).areRecords();
        made.shakeHands(channel, nameForTls(), endpoint, tls -> {
            tls.setHandshakeTimeoutMillis(0);
            tls.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_FLUSH_MILLIS);
            tls.handshakeFuture().addListener((Future<Object> handshake) -> steps.run(() -> shaken(handshake)));
        });
    }

    private void shaken(Future<?> handshake) {
        if (steps.isOver()) {
            return;
        }
        steps.took();
        if (handshake.isSuccess()) {
            onShaken.accept(channel);
        } else {
            steps.fail(Failure.TLS_FAILED, Causes.innermost(handshake.cause()), Causes.shown(handshake.cause()));
        }
    }

    /** The name for SNI and verification: without the dot that ends an absolute name (RFC 6066 §3). */
    private String nameForTls() {
        String host = endpoint.host();
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
