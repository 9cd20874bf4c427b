package io.flushpoint.internal.connection;

import io.flushpoint.Failure;
import io.flushpoint.Phase;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection on its way: address lookup, TCP connect to each address in turn, TLS handshake. Each step has its deadline
 * in running time; the outcome is told once.
 */
final class Opening {
    /** Time that an address gets at least, however many there are. */
    private static final long MIN_SHARE_MILLIS = 100;

    private static final long CLOSE_NOTIFY_FLUSH_MILLIS = 500;

    private final ConnectionPool pool;
    private final Endpoint endpoint;
    private final Wiring wiring;
    private final int generation;
    private final BiConsumer<@Nullable Connection, @Nullable OpeningFailure> outcome;
    private final Deque<InetAddress> addresses = new ArrayDeque<>();

    private Phase phase = Phase.RESOLVE;
    private long stepStarted;
    private long resolveNanos = -1;
    private long connectNanos = -1;
    private long tlsNanos = -1;
    private long connectEnds;
    private RunTime.@Nullable Deadline deadline;
    private @Nullable SocketChannel channel;
    private @Nullable CompletableFuture<SslContext> context;
    private @Nullable OpeningFailure lastAddressFailure;
    private final Clocks.Moment began = new Clocks.Moment();
    private int pausesWhenBegan;
    private boolean told;

    Opening(
            ConnectionPool pool,
            Endpoint endpoint,
            int generation,
            BiConsumer<@Nullable Connection, @Nullable OpeningFailure> outcome) {
        this.pool = pool;
        this.endpoint = endpoint;
        this.wiring = pool.wiring();
        this.generation = generation;
        this.outcome = outcome;
    }

    Phase phase() {
        return phase;
    }

    void start() {
        began.take(wiring.runTime().clocks());
        pausesWhenBegan = wiring.runTime().pauses();
        stepStarted = now();
        long limit = wiring.bounds().resolveMillis();
        arm(limit, () -> fail(Failure.UNRESOLVED_HOST, "no address within " + limit + " ms", null));
        if (endpoint.secure()) {
            context = wiring.tls().context(); // made while addresses are looked up and TCP connects
        }
        CompletableFuture<List<InetAddress>> found = wiring.addresses().find(endpoint.host());
        boolean literal = found.isDone();
        onLoop(found, (addressesFound, failure) -> resolved(addressesFound, literal, failure));
    }

    /** Gives up; the outcome is told. The future tells when the socket is closed; null if there was none. */
    @Nullable
    ChannelFuture cancel(Failure failure, String reason) {
        ChannelFuture closed = channel == null ? null : channel.closeFuture();
        fail(failure, reason, null);
        return closed;
    }

    // ---- resolve ----

    private void resolved(@Nullable List<InetAddress> found, boolean literal, @Nullable Throwable failure) {
        if (told) {
            return;
        }
        if (found == null) {
            fail(Failure.UNRESOLVED_HOST, "host not resolved: " + Causes.innermost(failure), failure);
            return;
        }
        if (!literal) {
            resolveNanos = now() - stepStarted;
        }
        addresses.addAll(found);
        phase = Phase.CONNECT;
        stepStarted = now();
        connectEnds = wiring.runTime().now()
                + TimeUnit.MILLISECONDS.toNanos(wiring.bounds().connectMillis());
        connectNext();
    }

    // ---- connect ----

    private void connectNext() {
        InetAddress address = addresses.poll();
        if (address == null) {
            tell(null, lastAddressFailure);
            return;
        }
        long left = TimeUnit.NANOSECONDS.toMillis(connectEnds - wiring.runTime().now());
        long share =
                Math.max(Math.min(MIN_SHARE_MILLIS, wiring.bounds().connectMillis()), left / (addresses.size() + 1));
        SocketChannel candidate;
        try {
            candidate = wiring.transport().newChannel();
        } catch (RuntimeException noDescriptor) {
            addressFailed(Failure.CONNECT_FAILED, Causes.innermost(noDescriptor), noDescriptor);
            return;
        }
        channel = candidate;
        candidate.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0); // our deadline knows about freezes
        candidate.pipeline().addLast(OpeningGuard.NAME, new OpeningGuard());
        arm(share, () -> {
            channel = null; // so that the connect, which fails by the close, is not heard
            candidate.close();
            addressFailed(Failure.CONNECT_TIMEOUT, "no TCP connection within " + share + " ms", null);
        });
        candidate.unsafe().register(wiring.loop(), candidate.newPromise());
        candidate
                .connect(new InetSocketAddress(address, endpoint.port()))
                .addListener((ChannelFuture connect) -> connected(candidate, connect));
    }

    private void connected(SocketChannel candidate, ChannelFuture connect) {
        if (told || candidate != channel) {
            candidate.close();
        } else if (connect.isSuccess()) {
            connectNanos = now() - stepStarted;
            if (context == null) {
                ready(candidate);
            } else {
                shakeHands(candidate, context);
            }
        } else {
            candidate.close();
            addressFailed(Failure.CONNECT_FAILED, Causes.innermost(connect.cause()), connect.cause());
        }
    }

    private void addressFailed(Failure failure, String message, @Nullable Throwable cause) {
        disarm();
        channel = null;
        connectNanos = now() - stepStarted;
        lastAddressFailure = new OpeningFailure(failure, Phase.CONNECT, message, cause, times());
        connectNext();
    }

    // ---- TLS ----

    private void shakeHands(SocketChannel candidate, CompletableFuture<SslContext> tlsContext) {
        phase = Phase.TLS;
        stepStarted = now();
        long limit = wiring.bounds().handshakeMillis();
        arm(limit, () -> fail(Failure.TLS_TIMEOUT, "no TLS handshake within " + limit + " ms", null));
        candidate.closeFuture().addListener(closed -> {
            if (!told && candidate.pipeline().get(SslHandler.class) == null) {
                fail(Failure.TLS_FAILED, "the peer closed, or spoke first, before the handshake", null);
            }
        });
        onLoop(tlsContext, (made, failure) -> {
            if (told || !candidate.isActive()) {
                return;
            }
            if (made == null) {
                fail(Failure.TLS_FAILED, Causes.innermost(failure), failure);
                return;
            }
            SslHandler tls = made.newHandler(candidate.alloc(), nameForTls(), endpoint.port());
            tls.setHandshakeTimeoutMillis(0);
            tls.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_FLUSH_MILLIS);
            tls.handshakeFuture().addListener((Future<Object> handshake) -> shaken(candidate, handshake));
            candidate.pipeline().addFirst(tls);
        });
    }

    private void shaken(SocketChannel candidate, Future<?> handshake) {
        if (told) {
            return;
        }
        tlsNanos = now() - stepStarted;
        if (handshake.isSuccess()) {
            ready(candidate);
        } else {
            fail(Failure.TLS_FAILED, Causes.innermost(handshake.cause()), handshake.cause());
        }
    }

    /** The name for SNI and verification: without the dot that ends an absolute name (RFC 6066 §3). */
    private String nameForTls() {
        String host = endpoint.host();
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    // ---- outcome ----

    private void ready(SocketChannel candidate) {
        Connection connection = new Connection(wiring.ids().getAsLong(), generation, pool, candidate);
        candidate.pipeline().addFirst(connection.wireWatch());
        wiring.installEncoder().accept(candidate.pipeline());
        candidate
                .pipeline()
                .addLast(new ResponseDecoder(connection, wiring.bounds().responseHeadBytes()))
                .addLast(new ResponseReader(connection, wiring.bounds().drainBytes()));
        candidate.pipeline().remove(OpeningGuard.NAME);
        connection.ready(times(), began, pausesWhenBegan);
        tell(connection, null);
    }

    private void fail(Failure failure, String message, @Nullable Throwable cause) {
        if (!told) {
            long step = now() - stepStarted;
            switch (phase) {
                case RESOLVE -> resolveNanos = step;
                case CONNECT -> connectNanos = step;
                default -> tlsNanos = step;
            }
            tell(null, new OpeningFailure(failure, phase, message, cause, times()));
        }
    }

    private void tell(@Nullable Connection connection, @Nullable OpeningFailure failure) {
        if (told) {
            return;
        }
        told = true;
        disarm();
        if (connection == null && channel != null) {
            channel.close();
        }
        outcome.accept(connection, failure);
    }

    private OpeningTimes times() {
        return new OpeningTimes(resolveNanos, connectNanos, tlsNanos);
    }

    private long now() {
        return wiring.runTime().clocks().now();
    }

    private void arm(long millis, Runnable onTimeout) {
        disarm();
        deadline = wiring.runTime().after(millis, onTimeout);
    }

    private void disarm() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }

    /** Continues on the loop, without a hop if the result is there. */
    private <T> void onLoop(CompletableFuture<T> future, BiConsumer<@Nullable T, @Nullable Throwable> next) {
        if (future.isDone()) {
            future.whenComplete(next);
        } else {
            future.whenComplete((value, failure) -> wiring.loop().execute(() -> next.accept(value, failure)));
        }
    }
}
