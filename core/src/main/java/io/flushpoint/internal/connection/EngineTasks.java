package io.flushpoint.internal.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * The delegated tasks of one TLS engine, run off the event loop one at a time. While one is under way its engine is locked, by
 * the JDK as by BoringSSL: whoever closed it on the loop would wait for the task. So what reaches the {@link SslHandler} from
 * both sides, and would touch the engine, goes past it for so long. Nothing is read then, since nobody would take it. Confined
 * to the loop but for the tasks.
 *
 * <pre>
 *   socket --- Below --- SslHandler --- Above --- the rest of the pipeline
 *                 '---- end, close -------'
 * </pre>
 */
final class EngineTasks implements Executor {
    private static final String BELOW = "below-tls-tasks";

    private final DuplexChannel channel;
    private final Endpoint endpoint;
    private final HandshakeThreads threads;
    private final Below below = new Below();
    private final Above above = new Above();
    private @Nullable SslHandler tls;
    private @Nullable Task task;

    private EngineTasks(DuplexChannel channel, Endpoint endpoint, HandshakeThreads threads) {
        this.channel = channel;
        this.endpoint = endpoint;
        this.threads = threads;
    }

    /** Begins the handshake by a handler of {@code context}, whose tasks run on {@code threads}. */
    static void install(
            SslContext context,
            DuplexChannel channel,
            String host,
            Endpoint endpoint,
            HandshakeThreads threads,
            Consumer<SslHandler> settings) {
        EngineTasks tasks = new EngineTasks(channel, endpoint, threads);
        SslHandler tls = context.newHandler(channel.alloc(), host, endpoint.port(), tasks);
        tasks.tls = tls;
        settings.accept(tls);
        channel.pipeline()
                .addBefore(OpeningGuard.NAME, BELOW, tasks.below)
                .addBefore(OpeningGuard.NAME, null, tls)
                .addBefore(OpeningGuard.NAME, null, tasks.above);
    }

    /** What the handshake waits for, to be said when it has taken too long; empty if for the peer. */
    static String waitsFor(ChannelPipeline pipeline) {
        Below below = pipeline.get(Below.class);
        return below == null ? "" : below.waitsFor();
    }

    /** Called by the handler, on the loop. */
    @Override
    public void execute(Runnable work) {
        if (tls == null) {
            throw new IllegalStateException("not installed");
        }
        Task next = new Task(tls.engine(), work);
        task = next;
        channel.config().setAutoRead(false);
        next.begin();
    }

    private void over(Task ended) {
        if (task == ended) {
            task = null;
            if (channel.isActive()) {
                channel.config().setAutoRead(true);
            }
        }
    }

    private void refused(Throwable why) {
        failHandshake(why);
        channel.pipeline().close();
    }

    private void failHandshake(Throwable why) {
        if (tls != null && tls.handshakeFuture() instanceof Promise<?> handshake) {
            handshake.tryFailure(why); // nothing if it is done, as in a handshake anew on a connection in use
        }
    }

    private void onLoop(Runnable step) {
        try {
            channel.eventLoop().execute(step);
        } catch (RejectedExecutionException ended) {
            // with the loop, everything on it has ended
        }
    }

    /** What one task of the engine needs. The engine must outlive it, whatever becomes of the connection. */
    private final class Task implements Runnable {
        private final SSLEngine engine;
        private final Runnable work;
        private HandshakeThreads.@Nullable Turn turn;

        Task(SSLEngine engine, Runnable work) {
            this.engine = ReferenceCountUtil.retain(engine);
            this.work = work;
        }

        void begin() {
            turn = threads.execute(endpoint, this, why -> {
                ReferenceCountUtil.release(engine);
                onLoop(() -> refused(why));
            });
        }

        @Override
        public void run() {
            try {
                work.run();
            } finally {
                ReferenceCountUtil.release(engine);
                onLoop(() -> over(this));
            }
        }

        void drop() {
            if (turn != null && turn.drop()) {
                ReferenceCountUtil.release(engine);
            }
        }

        boolean hasBegun() {
            return turn != null && turn.hasBegun();
        }
    }

    /** Keeps the end of the connection from the engine while it is locked. */
    private final class Below extends ChannelDuplexHandler {
        private @Nullable ChannelHandlerContext ctx;

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            ctx = added;
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (task == null) {
                ctx.fireChannelInactive();
            } else {
                task.drop();
                failHandshake(new SSLHandshakeException("the connection ended while the certificate was verified"));
                channel.pipeline().context(above).fireChannelInactive();
            }
        }

        @Override
        public void read(ChannelHandlerContext ctx) {
            if (task == null) {
                ctx.read();
            }
        }

        String waitsFor() {
            if (task == null) {
                return "";
            }
            return task.hasBegun()
                    ? ": the verification of the certificate has not come back"
                    : ": HANDSHAKE_THREADS or HANDSHAKE_THREADS_PER_ENDPOINT are busy with verifying others";
        }
    }

    /** Closes past the engine while it is locked, without the orderly end of TLS. */
    private final class Above extends ChannelOutboundHandlerAdapter {
        @Override
        public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            if (task == null) {
                ctx.close(promise);
            } else {
                task.drop();
                onLoop(() -> closePast(ctx, promise)); // not in the midst of what follows a task, such as an alert
            }
        }

        private void closePast(ChannelHandlerContext ctx, ChannelPromise promise) {
            if (task == null || below.ctx == null) {
                ctx.close(promise);
            } else {
                task.drop();
                below.ctx.close(promise);
            }
        }
    }
}
