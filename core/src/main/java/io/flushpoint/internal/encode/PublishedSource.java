package io.flushpoint.internal.encode;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
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
    private final Executor loop;
    private final Executor blocking;
    private final Deque<ByteBuffer> ready = new ArrayDeque<>();
    private Runnable more = () -> {};
    private Flow.@Nullable Subscription subscription;
    private @Nullable Throwable failure;
    private long received;
    private boolean completed;
    private boolean closed;

    PublishedSource(Flow.Publisher<? extends ByteBuffer> publisher, long length, Executor loop, Executor blocking) {
        this.publisher = publisher;
        this.length = length;
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
        inBackground(() -> publisher.subscribe(this));
    }

    @Override
    public @Nullable Object next(ByteBufAllocator allocator) throws IOException {
        if (failure != null) {
            throw new IOException("publisher failed: " + failure.getClass().getSimpleName(), failure);
        }
        if (completed && length >= 0 && received < length) {
            throw new IOException("publisher gave " + received + " of " + length + " bytes");
        }
        if (heldBack()) {
            return null;
        }
        ByteBuffer buffer = ready.poll();
        if (buffer == null) {
            return null;
        }
        ask(1);
        return Unpooled.wrappedBuffer(buffer);
    }

    /**
     * The buffer that makes a body of known length complete waits for the publisher's word that it is: the peer would have
     * the whole request, and act on it, while it can still turn out to be wrong.
     */
    private boolean heldBack() {
        return !completed && length >= 0 && received == length && ready.size() == 1;
    }

    @Override
    public boolean finished() {
        return ready.isEmpty() && failure == null && completed && (length < 0 || received == length);
    }

    @Override
    public void close() {
        closed = true;
        ready.clear();
        Flow.Subscription open = subscription;
        if (open != null && !completed) {
            inBackground(open::cancel);
        }
    }

    // ---- signals, from any thread ----

    @Override
    public void onSubscribe(Flow.Subscription given) {
        onLoop(() -> {
            if (closed || subscription != null) {
                inBackground(given::cancel);
            } else {
                subscription = given;
                ask(AHEAD);
            }
        });
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        Objects.requireNonNull(
                buffer, "buffer"); // Reactive Streams §2.13; a publisher that lets it through fails the body
        onLoop(() -> {
            received += buffer.remaining();
            if (closed) {
                return;
            }
            if (length >= 0 && received > length) {
                onErrorOnLoop(new IOException("more than the declared " + length + " bytes"));
            } else if (buffer.hasRemaining()) {
                ready.add(buffer);
                more.run();
            } else {
                ask(1);
            }
        });
    }

    @Override
    public void onError(Throwable error) {
        onLoop(() -> onErrorOnLoop(error));
    }

    @Override
    public void onComplete() {
        onLoop(() -> {
            completed = true;
            if (!closed) {
                more.run();
            }
        });
    }

    private void onErrorOnLoop(Throwable error) {
        if (failure == null && !completed) {
            failure = error;
            if (!closed) {
                more.run();
            }
        }
    }

    private void ask(long count) {
        Flow.Subscription open = subscription;
        if (open != null && !completed && failure == null) {
            inBackground(() -> open.request(count));
        }
    }

    private void onLoop(Runnable signal) {
        try {
            loop.execute(signal);
        } catch (RejectedExecutionException closing) {
            // the sender is closed, and its sends are settled
        }
    }

    private void inBackground(Runnable call) {
        try {
            blocking.execute(() -> {
                try {
                    call.run();
                } catch (Throwable thrown) {
                    onError(thrown);
                }
            });
        } catch (RejectedExecutionException closing) {
            onErrorOnLoop(closing);
        }
    }
}
