package io.flushpoint.benchmarks.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeBodyTest {
    @Test
    void upToAMebibyteIsHeldInMemory() {
        assertThat(generated(0)).isInstanceOf(Body.InMemory.class);
        assertThat(generated(1 << 20)).isInstanceOf(Body.InMemory.class);
        assertThat(generated((1 << 20) + 1)).isInstanceOf(Body.Streamed.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {(1 << 20) + 1, 2 << 20, (2 << 20) - 1, 3_000_001})
    void aStreamGivesExactlyItsLengthAtEverySubscription(long length) {
        Body.Streamed body = (Body.Streamed) generated(length);

        assertThat(body.length()).hasValue(length);
        assertThat(Drain.of(body)).isEqualTo(length);
        assertThat(Drain.of(body)).isEqualTo(length);
    }

    @Test
    void aStreamOfAnyLengthIsMadeAtOnce() {
        assertThat(generated(Long.MAX_VALUE).length()).hasValue(Long.MAX_VALUE);
    }

    private static Body generated(long length) {
        ProbeOptions options = new ProbeOptions();
        options.dataSize = length;
        return ProbeBody.of(options).orElseThrow();
    }

    /** Counts the bytes of a stream, asking for one piece at a time. */
    private static final class Drain implements Flow.Subscriber<ByteBuffer> {
        private final CompletableFuture<Long> total = new CompletableFuture<>();
        private Flow.Subscription subscription;
        private long bytes;

        static long of(Body.Streamed body) {
            Drain drain = new Drain();
            body.publisher().subscribe(drain);
            return drain.total.join();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            subscription.request(1);
        }

        @Override
        public void onNext(ByteBuffer piece) {
            bytes += piece.remaining();
            subscription.request(1);
        }

        @Override
        public void onError(Throwable failure) {
            total.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            total.complete(bytes);
        }
    }
}
