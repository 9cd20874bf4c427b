package io.flushpoint.functional;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Publishers of bodies, good and bad; all signal on the thread that asks, and may be subscribed to again. */
final class Publishers {
    private Publishers() {}

    /** These bytes in buffers of at most {@code size}. */
    static Flow.Publisher<ByteBuffer> of(byte[] bytes, int size) {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int start = 0; start < bytes.length; start += size) {
            buffers.add(ByteBuffer.wrap(bytes, start, Math.min(size, bytes.length - start)));
        }
        return of(buffers);
    }

    /** These buffers, then the end. */
    static Flow.Publisher<ByteBuffer> of(List<ByteBuffer> buffers) {
        return subscriber -> subscriber.onSubscribe(new Listed(subscriber, buffers, null, true));
    }

    /** These bytes in one buffer, then this error. */
    static Flow.Publisher<ByteBuffer> failing(byte[] bytes, RuntimeException error) {
        List<ByteBuffer> buffers = bytes.length == 0 ? List.of() : List.of(ByteBuffer.wrap(bytes));
        return subscriber -> subscriber.onSubscribe(new Listed(subscriber, buffers, error, true));
    }

    /** These bytes in one buffer, and never the end. */
    static Flow.Publisher<ByteBuffer> endless(byte[] bytes) {
        return subscriber ->
                subscriber.onSubscribe(new Listed(subscriber, List.of(ByteBuffer.wrap(bytes)), null, false));
    }

    private static final class Listed implements Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private final Iterator<ByteBuffer> rest;
        private final @Nullable RuntimeException error;
        private final boolean ends;
        private long demand;
        private boolean busy;
        private boolean ended;

        Listed(
                Flow.Subscriber<? super ByteBuffer> subscriber,
                List<ByteBuffer> buffers,
                @Nullable RuntimeException error,
                boolean ends) {
            this.subscriber = subscriber;
            this.rest = buffers.iterator();
            this.error = error;
            this.ends = ends;
        }

        @Override
        public synchronized void request(long count) {
            demand += count;
            if (busy) {
                return;
            }
            busy = true;
            while (!ended && demand > 0 && rest.hasNext()) {
                demand--;
                ByteBuffer next = rest.next();
                subscriber.onNext(next == null ? null : next.duplicate());
            }
            if (!ended && !rest.hasNext() && ends) {
                ended = true;
                if (error == null) {
                    subscriber.onComplete();
                } else {
                    subscriber.onError(error);
                }
            }
            busy = false;
        }

        @Override
        public synchronized void cancel() {
            ended = true;
        }
    }
}
