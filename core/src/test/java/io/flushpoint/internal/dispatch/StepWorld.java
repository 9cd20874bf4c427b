package io.flushpoint.internal.dispatch;

import io.flushpoint.Bound;
import io.flushpoint.DeliveryLevel;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderMetrics;
import io.flushpoint.SenderOptions;
import io.flushpoint.internal.connection.Addresses;
import io.flushpoint.internal.connection.Clocks;
import io.flushpoint.internal.connection.ConnectionFactory;
import io.flushpoint.internal.connection.ConnectionRoom;
import io.flushpoint.internal.connection.HandshakeThreads;
import io.flushpoint.internal.connection.IoTransport;
import io.flushpoint.internal.connection.Jitter;
import io.flushpoint.internal.connection.Looks;
import io.flushpoint.internal.connection.ObservedLoop;
import io.flushpoint.internal.connection.PoolBounds;
import io.flushpoint.internal.connection.PoolFactory;
import io.flushpoint.internal.connection.Routes;
import io.flushpoint.internal.connection.RunningTime;
import io.flushpoint.internal.connection.StepFactory;
import io.flushpoint.internal.connection.SystemTransport;
import io.flushpoint.internal.connection.TlsContexts;
import io.flushpoint.internal.encode.BodyThreads;
import io.flushpoint.internal.encode.Http1Writer;
import io.flushpoint.internal.encode.RequestWriter;
import io.flushpoint.testkit.Await;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ManualIoEventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A dispatcher on an event loop that the test drives, with clocks that fail when they are told to: they are read in the
 * middle of most steps, so that a failure of theirs stands for whatever may fail there, such as for want of memory.
 */
final class StepWorld implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BlockingThreads threads =
            new BlockingThreads("step", SenderOptions.defaults(), Bound.TLS_THREADS, null);
    private final Looks looks = new Looks(new Clocks());
    private final ManualIoEventLoop loop;
    private final Counters counters = new Counters();
    private final Admission admission;
    private final Dispatcher dispatcher;
    private long readings = Long.MAX_VALUE;
    private @Nullable Error failure;

    StepWorld() {
        this(SenderOptions.defaults(), pipeline -> {});
    }

    /** {@code more} adds to the pipeline of each connection, behind the writer. */
    StepWorld(SenderOptions options, Consumer<ChannelPipeline> more) {
        IoTransport transport = SystemTransport.choose(options);
        loop = new ManualIoEventLoop(Thread.currentThread(), looks.of(transport.ioHandlers()));
        admission = new Admission(options);
        RunningTime runningTime = new RunningTime(
                loop, new Clocks(this::nanoTime, System::currentTimeMillis), options.bound(Bound.FREEZE_GAP));
        ObservedLoop observed = new ObservedLoop(loop, runningTime, looks);
        PoolBounds bounds = PoolBounds.of(options);
        BodyThreads streams = new BodyThreads(threads, 8, 8);
        int pieceBytes = (int) options.bound(Bound.PIECE_BYTES);
        Jitter jitter = new Jitter();
        ConnectionFactory connections = new ConnectionFactory(
                observed,
                bounds,
                transport,
                jitter,
                () -> 1,
                (pipeline, route) -> {
                    RequestWriter writer = Http1Writer.install(pipeline, null, pieceBytes, streams, System::nanoTime);
                    more.accept(pipeline);
                    return writer;
                },
                null);
        StepFactory steps = new StepFactory(
                observed,
                bounds,
                new Routes(options, transport),
                new Addresses(options.resolver(), threads),
                transport,
                new TlsContexts(options.tls(), options.protocol(), threads, new HandshakeThreads(threads, 1)));
        ConnectionRoom room = new ConnectionRoom(loop, looks, (int) options.bound(Bound.CONNECTIONS_OVER_ALL));
        PoolFactory pools = new PoolFactory(observed, bounds, room, counters.connections, steps, connections);
        SendTerms terms = new SendTerms(
                options,
                runningTime,
                endpoint -> transport.kernelObstacle(),
                new Reporter(counters, options.listener()));
        dispatcher = new Dispatcher(loop, new Driven(), admission, terms, jitter, pools);
    }

    /** Fails that reading of the clock from now on, once; the first is 1. */
    void failReading(int number, Error with) {
        readings = number;
        failure = with;
    }

    /** Whether the reading that should fail has come. */
    boolean hasFailed() {
        return failure == null;
    }

    private long nanoTime() {
        if (--readings == 0) {
            Error thrown = failure;
            failure = null;
            if (thrown != null) {
                throw thrown;
            }
        }
        return System.nanoTime();
    }

    /** One that was let in and has not come to the loop. */
    PendingSend send(SendRequest request, DeliveryLevel goal) {
        Admission.Share share = admission.share(request.endpoint());
        admission.enter(share, request.body());
        admission.entered();
        return new PendingSend(dispatcher, dispatcher.terms(), request, goal, null, share);
    }

    /** Brings a send to the loop. */
    void submit(PendingSend send) {
        loop.execute(send);
    }

    /** What a sender would tell of its books. */
    String books() {
        return counters.snapshot(admission).toString();
    }

    /** Whether nothing is counted that is not there. */
    boolean booksAreEven() {
        SenderMetrics metrics = counters.snapshot(admission);
        return metrics.queued() == 0
                && metrics.writing() == 0
                && metrics.awaitingAnswer() == 0
                && metrics.bytesInFlight() == 0
                && metrics.connectionsOpening() == 0
                && metrics.connectionsIdle() == 0
                && metrics.connectionsBusy() == 0
                && metrics.connectionsClosing() == 0;
    }

    /** Drives the loop until something is true, as a thread of the sender's would. */
    void until(String what, BooleanSupplier condition) {
        Await.until(
                what,
                () -> {
                    drive();
                    return condition.getAsBoolean();
                },
                PATIENCE);
    }

    private void drive() {
        try {
            loop.runNow(LoopThread.TASK_NANOS);
        } catch (Error injected) {
            // as in a LoopThread, which goes on
        }
    }

    @Override
    public void close() {
        dispatcher.closeNow();
        until("the end of every connection", () -> counters.connections.closing() == 0);
        loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
        until("the loop's end", loop::isTerminated);
        threads.shutdownNow();
    }

    private final class Driven implements LoopAccess {
        @Override
        public void checkCaller() {
            // the test is the owner
        }

        @Override
        public void submit(Runnable send) {
            loop.execute(send);
        }

        @Override
        public void execute(Runnable wish) {
            wish.run();
        }

        @Override
        public <T> T await(CompletableFuture<T> future, Duration timeout) {
            until("the outcome", future::isDone);
            return future.join();
        }
    }
}
