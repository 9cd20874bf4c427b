package io.flushpoint.internal.encode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A publisher's bytes, asked for one buffer at a time so that the publisher is never ahead of the channel by more than
 * two. The publisher is subscribed and asked on a blocking thread, since {@code request} may read a file or a stream; what
 * it signals is brought to the event loop.
 */
final class PublishedSource implements BodySource, Flow.Subscriber<ByteBuffer> {
    private static final int AHEAD = 2;

    private final Flow.Publisher<? extends ByteBuffer> publisher;
    private final long length;
    private final int pieceBytes;
    private final Executor loop;
    private final BodyThreads.Seat blocking;
    private final Deque<ByteBuffer> ready = new ArrayDeque<>();
    private Runnable more = () -> {};
    private final AtomicLong given = new AtomicLong();
    private final AtomicBoolean overfed = new AtomicBoolean();
    private volatile @Nullable SubscriptionCalls subscription;
    private @Nullable Throwable failure;
    private long received;
    private boolean completed;
    private boolean terminated;
    private boolean closed;

    PublishedSource(
            Flow.Publisher<? extends ByteBuffer> publisher,
            long length,
            int pieceBytes,
            Executor loop,
            BodyThreads.Seat blocking) {
        this.publisher = publisher;
        this.length = length;
        this.pieceBytes = pieceBytes;
        this.loop = loop;
        this.blocking = blocking;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void start(Runnable onMore) {
        more = onMore;
        try {
            blocking.execute(this::subscribe);
        } catch (Throwable closingOrNoThread) {
            failBody(closingOrNoThread);
        }
    }

    @Override
    public @Nullable ByteBuf next(ByteBufAllocator allocator) throws IOException {
        if (failure != null) {
            throw new IOException("publisher failed: " + failure.getClass().getSimpleName(), failure);
        }
        if (completed && length >= 0 && received < length) {
            throw new IOException("publisher gave " + received + " of " + length + " bytes");
        }
        if (heldBack()) {
            return null;
        }
        ByteBuffer buffer = ready.peek();
        if (buffer == null) {
            return null;
        }
        if (buffer.remaining() > pieceBytes) {
            return Unpooled.wrappedBuffer(cut(buffer));
        }
        ready.remove();
        ask(1);
        return Unpooled.wrappedBuffer(buffer);
    }

    private ByteBuffer cut(ByteBuffer ours) {
        ByteBuffer piece = ours.slice(ours.position(), pieceBytes);
        ours.position(ours.position() + pieceBytes);
        return piece;
    }

    /**
     * The piece that makes a body of known length complete waits for the publisher's word that it is: the peer would have
     * the whole request, and act on it, while it can still turn out to be wrong.
     */
    private boolean heldBack() {
        return !completed
                && length >= 0
                && received == length
                && ready.size() == 1
                && ready.element().remaining() <= pieceBytes;
    }

    @Override
    public boolean finished() {
        return ready.isEmpty() && failure == null && completed && (length < 0 || received == length);
    }

    @Override
    public void close() {
        closed = true;
        ready.clear();
        SubscriptionCalls open = subscription;
        if (open != null && !terminated) {
            open.cancel();
        }
        blocking.leave(open == null);
    }

    // ---- signals, from any thread ----

    @Override
    public void onSubscribe(Flow.Subscription given) {
        requireGiven(given, "subscription");
        onLoop(() -> {
            SubscriptionCalls calls = new SubscriptionCalls(given, blocking, this::publisherThrew);
            if (closed || subscription != null) {
                calls.cancel();
            } else {
                subscription = calls;
                ask(AHEAD);
            }
        });
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        requireGiven(buffer, "buffer");
        long gave = given.incrementAndGet();
        SubscriptionCalls open = subscription;
        long asked = open == null ? 0 : open.asked();
        if (gave <= asked) {
            onLoop(() -> received(buffer));
        } else {
            overfed(gave, asked, open);
        }
    }

    /**
     * The first buffer too many tells; all are dropped here, or they would fill the loop's queue. A publisher that pours them
     * out within the call that asked it may heed a cancellation before it comes back, and never come back without.
     */
    private void overfed(long gave, long asked, @Nullable SubscriptionCalls open) {
        if (overfed.compareAndSet(false, true)) {
            IOException tooMany = new IOException(
                    "publisher gave more buffers than it was asked for: " + gave + " instead of " + asked);
            onLoop(() -> failBody(tooMany));
        }
        if (open != null) {
            open.cancelWithin();
        }
    }

    private void received(ByteBuffer buffer) {
        received += buffer.remaining();
        if (closed) {
            return;
        }
        if (length >= 0 && received > length) {
            failBody(new IOException("more than the declared " + length + " bytes"));
        } else if (buffer.hasRemaining()) {
            ready.add(buffer.remaining() > pieceBytes ? buffer.duplicate() : buffer); // whose position is not ours
            more.run();
        } else {
            ask(1);
        }
    }

    @Override
    public void onError(Throwable error) {
        requireGiven(error, "error");
        onLoop(() -> {
            terminated = true;
            failBody(error);
        });
    }

    @Override
    public void onComplete() {
        onLoop(() -> {
            terminated = true;
            completed = true;
            if (!closed) {
                more.run();
            }
        });
    }

    /** Reactive Streams §2.13: whoever signals null is told, and its body fails, as nothing else may come any more. */
    private void requireGiven(@Nullable Object signalled, String what) {
        if (signalled == null) {
            NullPointerException missing = new NullPointerException(what);
            publisherThrew(missing);
            throw missing;
        }
    }

    private void publisherThrew(Throwable thrown) {
        onLoop(() -> failBody(thrown));
    }

    private void failBody(Throwable error) {
        if (failure == null && !completed) {
            failure = error;
            if (!closed) {
                more.run();
            }
        }
    }

    private void ask(long count) {
        SubscriptionCalls open = subscription;
        if (open != null && !terminated && failure == null) {
            open.request(count);
        }
    }

    private void onLoop(Runnable signal) {
        try {
            loop.execute(signal);
        } catch (RejectedExecutionException closing) {
            // the sender is closed, and its sends are settled
        }
    }

    private void subscribe() {
        try {
            publisher.subscribe(this);
        } catch (Throwable thrown) {
            publisherThrew(thrown);
        }
    }
}
