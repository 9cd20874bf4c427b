package io.flushpoint.internal.encode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A publisher's body as its request writer treats it: read on one loop as soon as there is something, given up when it fails. */
final class PublishedBody implements AutoCloseable {
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(4, 4, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    private final BodyThreads streams = new BodyThreads(threads, 4, 4);
    private final PublishedSource source;
    private final AtomicLong bytes = new AtomicLong();
    private volatile @Nullable IOException failure;
    private volatile boolean finished;

    PublishedBody(Flow.Publisher<ByteBuffer> publisher, long length) {
        try {
            source = new PublishedSource(publisher, length, 1024, loop, streams.take("http://host"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One that is not asked to subscribe, since somebody else lets it be subscribed. */
    static PublishedBody subscribedByOthers() {
        return new PublishedBody(subscriber -> {}, -1);
    }

    Flow.Subscriber<ByteBuffer> subscriber() {
        return source;
    }

    PublishedBody start() {
        loop.execute(() -> source.start(this::drain));
        return this;
    }

    private void drain() {
        try {
            for (ByteBuf next = source.next(ByteBufAllocator.DEFAULT);
                    next != null;
                    next = source.next(ByteBufAllocator.DEFAULT)) {
                bytes.addAndGet(next.readableBytes());
                next.release();
            }
            if (source.finished()) {
                finished = true;
                source.close();
            }
        } catch (IOException e) {
            failure = e;
            source.close();
        }
    }

    long bytes() {
        return bytes.get();
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    boolean ended() {
        return finished || failure != null;
    }

    /** Gives it up, wherever it stands. */
    void giveUp() {
        loop.execute(source::close);
    }

    @Override
    public void close() {
        giveUp();
        loop.shutdown();
        threads.shutdownNow();
    }
}
