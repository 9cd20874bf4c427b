package io.flushpoint.internal.dispatch;

import io.flushpoint.Bound;
import io.flushpoint.HttpProtocol;
import io.flushpoint.Proxy;
import io.flushpoint.SenderMetrics;
import io.flushpoint.SenderOptions;
import io.flushpoint.internal.connection.Addresses;
import io.flushpoint.internal.connection.Clocks;
import io.flushpoint.internal.connection.ConnectionFactory;
import io.flushpoint.internal.connection.ConnectionRoom;
import io.flushpoint.internal.connection.HandshakeThreads;
import io.flushpoint.internal.connection.Jitter;
import io.flushpoint.internal.connection.Looks;
import io.flushpoint.internal.connection.ObservedLoop;
import io.flushpoint.internal.connection.PoolBounds;
import io.flushpoint.internal.connection.PoolFactory;
import io.flushpoint.internal.connection.Route;
import io.flushpoint.internal.connection.Routes;
import io.flushpoint.internal.connection.RunningTime;
import io.flushpoint.internal.connection.StepFactory;
import io.flushpoint.internal.connection.TlsContexts;
import io.flushpoint.internal.encode.BodySources;
import io.flushpoint.internal.encode.BodyThreads;
import io.flushpoint.internal.encode.Forwarding;
import io.flushpoint.internal.encode.Http1Writer;
import io.flushpoint.internal.http2.Http2Factory;
import io.netty.channel.EventLoop;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the event loops of one sender share. From any thread. */
final class SenderParts {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance(SenderParts.class);

    private final SenderOptions options;
    private final Platform platform;
    private final Admission admission;
    private final Counters counters = new Counters();
    private final Reporter reporter;
    private final WaitingRefusals refusals;
    private final AtomicLong connectionIds = new AtomicLong();
    private final ThreadPoolExecutor lookups;
    private final ThreadPoolExecutor contexts;
    private final ThreadPoolExecutor handshakes;
    private final ThreadPoolExecutor bodyThreads;
    private final BodyThreads bodies;
    private final Routes routes;
    private final Addresses addresses;
    private final TlsContexts tls;
    private final HttpProtocol protocol;

    SenderParts(SenderOptions options, Platform platform) {
        this.options = options;
        this.platform = platform;
        this.admission = new Admission(options);
        this.reporter = new Reporter(counters, options.listener());
        this.refusals = new WaitingRefusals(options.bound(Bound.REFUSALS_WAITING));
        this.lookups = platform.threads("lookup", options, Bound.LOOKUP_THREADS, Bound.QUEUED_LOOKUPS);
        this.contexts = platform.threads("tls", options, Bound.TLS_THREADS, null);
        this.handshakes = platform.threads("handshake", options, Bound.HANDSHAKE_THREADS, null);
        this.bodyThreads = platform.threads("body", options, Bound.BODY_THREADS, null);
        this.routes = new Routes(options, platform.transport());
        this.addresses = new Addresses(options.resolver(), lookups);
        this.protocol = chosen(options.protocol());
        this.tls = new TlsContexts(options.tls(), protocol, contexts, new HandshakeThreads(handshakes, (int)
                options.bound(Bound.HANDSHAKE_THREADS_PER_ENDPOINT)));
        this.bodies = new BodyThreads(bodyThreads, (int) options.bound(Bound.BODIES_BEING_READ), (int)
                options.bound(Bound.BODY_THREADS_PER_ENDPOINT));
    }

    /**
     * What can be spoken of what is asked for.
     *
     * @throws IllegalStateException if that is nothing
     */
    private static HttpProtocol chosen(HttpProtocol asked) {
        if (asked != HttpProtocol.HTTP_1_1) {
            try {
                Http2Factory.requireLibrary();
            } catch (NoClassDefFoundError missing) {
                if (asked == HttpProtocol.HTTP_2) {
                    throw new IllegalStateException(
                            "HTTP/2 needs io.netty:netty-codec-http2 on the class path, in the version of Netty's other jars",
                            missing);
                }
                return HttpProtocol.HTTP_1_1;
            }
        }
        return asked;
    }

    /** The dispatcher of one of so many event loops, which share what holds over all endpoints evenly. */
    Dispatcher newDispatcher(EventLoop loop, Looks looks, LoopAccess access, int loops) {
        Clocks clocks = platform.clocks();
        RunningTime runningTime = new RunningTime(loop, clocks, options.bound(Bound.FREEZE_GAP));
        ObservedLoop observed = new ObservedLoop(loop, runningTime, looks);
        long connections = Math.max(1, options.bound(Bound.CONNECTIONS_OVER_ALL) / loops);
        ConnectionRoom room = new ConnectionRoom(loop, looks, (int) connections);
        Jitter jitter = platform.jitter();
        SendTerms terms = new SendTerms(options, runningTime, this::kernelObstacle, reporter);
        return new Dispatcher(loop, access, admission, terms, jitter, newPools(observed, clocks, room, jitter));
    }

    private PoolFactory newPools(ObservedLoop loop, Clocks clocks, ConnectionRoom room, Jitter jitter) {
        PoolBounds bounds = PoolBounds.of(options);
        int pieceBytes = (int) options.bound(Bound.PIECE_BYTES);
        ConnectionFactory connections = new ConnectionFactory(
                loop,
                bounds,
                platform.transport(),
                jitter,
                connectionIds::incrementAndGet,
                (pipeline, route) -> Http1Writer.install(pipeline, forwarding(route), pieceBytes, bodies, clocks::now),
                protocol == HttpProtocol.HTTP_1_1
                        ? null
                        : new Http2Factory(options, new BodySources(pieceBytes, bodies), loop.runningTime()));
        StepFactory steps = new StepFactory(loop, bounds, routes, addresses, platform.transport(), tls);
        return new PoolFactory(loop, bounds, room, counters.connections, steps, connections);
    }

    private static @Nullable Forwarding forwarding(Route route) {
        Proxy proxy = route.proxy();
        return proxy != null && route.isForwarding() ? Forwarding.by(proxy) : null;
    }

    /** Why {@code SENT} and {@code ACKNOWLEDGED} cannot be established toward an endpoint; empty if they can. */
    Optional<String> kernelObstacle(String endpoint) {
        Optional<String> ofTransport = platform.transport().kernelObstacle();
        return ofTransport.isPresent() ? ofTransport : routes.kernelObstacle(endpoint);
    }

    SenderOptions options() {
        return options;
    }

    Platform platform() {
        return platform;
    }

    TlsContexts tls() {
        return tls;
    }

    Admission admission() {
        return admission;
    }

    Reporter reporter() {
        return reporter;
    }

    WaitingRefusals refusals() {
        return refusals;
    }

    SenderMetrics metrics() {
        return counters.snapshot(admission);
    }

    Duration closeGrace() {
        return Duration.ofMillis(options.bound(Bound.CLOSE_GRACE));
    }

    private List<ThreadPoolExecutor> threads() {
        return List.of(lookups, contexts, handshakes, bodyThreads);
    }

    /** Makes the threads that may block end. */
    void endThreadsNow() {
        threads().forEach(ThreadPoolExecutor::shutdownNow);
    }

    /**
     * Makes the threads that may block end, and waits for it for at most {@code millis}; one that ignores interruption ends when
     * it comes back.
     */
    void endThreads(long millis) throws InterruptedException {
        endThreadsNow();
        Clocks clock = platform.clocks();
        long end = clock.now() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (ThreadPoolExecutor kind : threads()) {
            if (!kind.awaitTermination(end - clock.now(), TimeUnit.NANOSECONDS)) {
                LOG.debug("a resolver, a publisher or the verification of a certificate does not heed interruption");
            }
        }
    }
}
