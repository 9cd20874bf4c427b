package io.flushpoint.internal.dispatch;

import io.flushpoint.Bound;
import io.flushpoint.SenderOptions;
import io.flushpoint.internal.connection.Addresses;
import io.flushpoint.internal.connection.Clocks;
import io.flushpoint.internal.connection.IoTransport;
import io.flushpoint.internal.connection.Jitter;
import io.flushpoint.internal.connection.RunTime;
import io.flushpoint.internal.connection.TlsContexts;
import io.flushpoint.internal.connection.Wiring;
import io.flushpoint.internal.encode.RequestWriter;
import io.netty.channel.EventLoop;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What the event loops of one sender share. From any thread. */
final class SenderParts {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance(SenderParts.class);
    private static final long THREAD_IDLE_SECONDS = 5;

    private final SenderOptions options;
    private final IoTransport transport;
    private final Admission admission;
    private final Counters counters = new Counters();
    private final AtomicLong connectionIds = new AtomicLong();
    private final ThreadPoolExecutor blocking;
    private final Addresses addresses;
    private final TlsContexts tls;

    SenderParts(SenderOptions options) {
        this.options = options;
        this.transport = IoTransport.choose(options);
        this.admission = new Admission(options);
        this.blocking = blockingThreads((int) options.bound(Bound.BLOCKING_THREADS));
        this.addresses = new Addresses(options.resolver(), blocking);
        this.tls = new TlsContexts(options.tls(), blocking);
    }

    private static ThreadPoolExecutor blockingThreads(int count) {
        AtomicLong numbers = new AtomicLong();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                count, count, THREAD_IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "flushpoint-blocking-" + numbers.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    Dispatcher newDispatcher(EventLoop loop, Waiting waiting) {
        RunTime runTime = new RunTime(loop, new Clocks(), options.bound(Bound.FREEZE_GAP));
        int pieceBytes = (int) options.bound(Bound.PIECE_BYTES);
        Wiring wiring = new Wiring(
                options,
                loop,
                runTime,
                transport,
                addresses,
                tls,
                connectionIds::incrementAndGet,
                new Jitter(),
                pipeline -> RequestWriter.install(pipeline, pieceBytes, blocking),
                counters.connections);
        return new Dispatcher(options, wiring, waiting, admission, counters);
    }

    SenderOptions options() {
        return options;
    }

    IoTransport transport() {
        return transport;
    }

    TlsContexts tls() {
        return tls;
    }

    Admission admission() {
        return admission;
    }

    Counters counters() {
        return counters;
    }

    Duration closeGrace() {
        return Duration.ofMillis(options.bound(Bound.CLOSE_GRACE));
    }

    /** Makes the threads that may block end. */
    void endThreadsNow() {
        blocking.shutdownNow();
    }

    /**
     * Makes the threads that may block end, and waits for it for at most {@code millis}; one that ignores interruption ends when
     * it comes back.
     */
    void endThreads(long millis) throws InterruptedException {
        endThreadsNow();
        if (!blocking.awaitTermination(millis, TimeUnit.MILLISECONDS)) {
            LOG.debug("a resolver or a publisher does not heed interruption");
        }
    }
}
