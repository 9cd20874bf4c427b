package io.flushpoint.internal.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flushpoint.testkit.Await;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A subscriber as Reactive Streams §2 wants it, whatever the publisher does. */
class PublishedSourceTest {
    private static final long PATIENCE_SECONDS = 20;
    private static final int PIECE = 1024;

    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final ExecutorService blocking = Executors.newFixedThreadPool(2);
    private final Deque<Runnable> queued = new ArrayDeque<>();

    @AfterEach
    void endThreads() {
        loop.shutdownNow();
        blocking.shutdownNow();
    }

    @Test
    void cancelWaitsForTheRequestThatIsBeingMade() throws Exception {
        CountDownLatch requesting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        AtomicBoolean inRequest = new AtomicBoolean();
        AtomicBoolean overlapped = new AtomicBoolean();
        Flow.Publisher<ByteBuffer> publisher = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                inRequest.set(true);
                requesting.countDown();
                awaitQuietly(goOn);
                inRequest.set(false);
            }

            @Override
            public void cancel() {
                overlapped.set(inRequest.get());
                cancelled.countDown();
            }
        });
        PublishedSource source = new PublishedSource(publisher, -1, PIECE, loop, blocking::execute);
        onLoop(() -> source.start(() -> {}));
        await(requesting);

        onLoop(source::close);
        blocking.submit(() -> {}).get(PATIENCE_SECONDS, TimeUnit.SECONDS); // behind a cancel that did not wait
        goOn.countDown();
        await(cancelled);

        assertThat(overlapped).isFalse();
    }

    @Test
    void aPublisherThatGivesMoreThanItWasAskedForFailsItsBodyAndFillsNothing() {
        PublishedSource source = started(-1);
        runQueued();
        for (int i = 0; i < 10_000; i++) {
            source.onNext(ByteBuffer.wrap(new byte[] {1}));
        }

        assertThat(queued).as("tasks for the loop").hasSizeLessThan(5);
        runQueued();

        assertThatThrownBy(() -> source.next(ByteBufAllocator.DEFAULT))
                .hasStackTraceContaining("more buffers than it was asked for");
    }

    @Test
    void aPublisherThatPoursOutWithinACallIsCancelledWithinIt() {
        AtomicBoolean cancelled = new AtomicBoolean();
        AtomicInteger given = new AtomicInteger();
        Flow.Publisher<ByteBuffer> publisher = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                while (!cancelled.get() && given.get() < 10_000) {
                    given.incrementAndGet();
                    subscriber.onNext(ByteBuffer.wrap(new byte[] {1}));
                }
            }

            @Override
            public void cancel() {
                cancelled.set(true);
            }
        });
        try (PublishedBody body = new PublishedBody(publisher, -1).start()) {
            Await.until("the failure", body::ended, Duration.ofSeconds(PATIENCE_SECONDS));

            assertThat(body.failure()).hasStackTraceContaining("3 instead of 2");
            Await.until("the cancellation", cancelled::get, Duration.ofSeconds(PATIENCE_SECONDS));
            assertThat(given).hasValue(3);
        }
    }

    @Test
    void requestsNeverOverlapNorLoseAByte() {
        int buffers = 20_000;
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger left = new AtomicInteger(buffers);
        Flow.Publisher<ByteBuffer> publisher = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                if (inside.getAndIncrement() > 0) {
                    overlaps.incrementAndGet();
                }
                for (long i = 0; i < count; i++) {
                    int before = left.getAndDecrement();
                    if (before > 0) {
                        subscriber.onNext(ByteBuffer.allocate(4));
                    } else if (before == 0) {
                        subscriber.onComplete();
                    }
                }
                inside.decrementAndGet();
            }

            @Override
            public void cancel() {
                // it ends by itself
            }
        });
        try (PublishedBody body = new PublishedBody(publisher, -1).start()) {
            Await.until("the end", body::ended, Duration.ofSeconds(PATIENCE_SECONDS));

            assertThat(overlaps).hasValue(0);
            assertThat(body.bytes()).isEqualTo(4L * buffers);
        }
    }

    @Test
    void aNullIsThrownBackAndFailsTheBody() {
        PublishedSource withNullBuffer = started(-1);
        PublishedSource withNullError = started(-1);
        PublishedSource withNullSubscription =
                new PublishedSource(subscriber -> {}, -1, PIECE, queued::add, Runnable::run);

        assertThatThrownBy(() -> withNullBuffer.onNext(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> withNullError.onError(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> withNullSubscription.onSubscribe(null)).isInstanceOf(NullPointerException.class);
        runQueued();

        for (PublishedSource source : new PublishedSource[] {withNullBuffer, withNullError, withNullSubscription}) {
            assertThatThrownBy(() -> source.next(ByteBufAllocator.DEFAULT)).hasMessageContaining("publisher failed");
        }
    }

    @Test
    void aSecondSubscriptionIsCancelled() {
        PublishedSource source = started(-1);
        AtomicBoolean cancelled = new AtomicBoolean();
        source.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                throw new AssertionError("asked of a second subscription");
            }

            @Override
            public void cancel() {
                cancelled.set(true);
            }
        });
        runQueued();

        assertThat(cancelled).isTrue();
    }

    @Test
    void nothingIsCalledOnASubscriptionThatHasEnded() throws Exception {
        AtomicBoolean called = new AtomicBoolean();
        PublishedSource source = new PublishedSource(
                subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
                    private boolean first = true;

                    @Override
                    public void request(long count) {
                        called.set(!first);
                        if (first) {
                            first = false;
                            subscriber.onNext(ByteBuffer.wrap(new byte[] {1}));
                            subscriber.onError(new IllegalStateException("broken"));
                        }
                    }

                    @Override
                    public void cancel() {
                        called.set(true);
                    }
                }),
                -1,
                PIECE,
                queued::add,
                Runnable::run);
        source.start(() -> {});
        runQueued();

        assertThatThrownBy(() -> source.next(ByteBufAllocator.DEFAULT)).hasMessageContaining("IllegalState");
        source.close();

        assertThat(called).isFalse();
    }

    @Test
    void whatWasAskedForComesWholeAndInOrder() throws Exception {
        PublishedSource source = started(3);
        runQueued();
        source.onNext(ByteBuffer.wrap(new byte[] {1, 2}));
        source.onNext(ByteBuffer.wrap(new byte[] {3}));
        source.onComplete();
        runQueued();

        assertThat(bytes(source)).containsExactly(1, 2);
        assertThat(bytes(source)).containsExactly(3);
        assertThat(source.finished()).isTrue();
    }

    @Test
    void aBufferLargerThanAPieceIsGivenInPiecesAndLeftAsItWas() throws Exception {
        PublishedSource source = started(2 * PIECE + 1);
        runQueued();
        ByteBuffer large = ByteBuffer.allocate(2 * PIECE + 2).position(1);
        source.onNext(large);
        runQueued();

        assertThat(bytes(source)).hasSize(PIECE);
        assertThat(bytes(source)).hasSize(PIECE);
        assertThat(source.next(ByteBufAllocator.DEFAULT))
                .as("the piece that makes it whole, before the end")
                .isNull();
        source.onComplete();
        runQueued();
        assertThat(bytes(source)).hasSize(1);
        assertThat(source.finished()).isTrue();
        assertThat(large.position()).isEqualTo(1);
    }

    @Test
    void aBufferOfExactlyAPieceIsOnePiece() throws Exception {
        PublishedSource source = started(PIECE);
        runQueued();
        source.onNext(ByteBuffer.allocate(PIECE));
        runQueued();
        assertThat(source.next(ByteBufAllocator.DEFAULT))
                .as("the piece that makes it whole, before the end")
                .isNull();
        source.onComplete();
        runQueued();

        assertThat(bytes(source)).hasSize(PIECE);
        assertThat(source.finished()).isTrue();
    }

    @Test
    void aBufferThatIsGivenAndOneWithoutAByteAreEachMadeUpFor() throws Exception {
        List<Long> asked = new ArrayList<>();
        PublishedSource source = new PublishedSource(
                subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
                    @Override
                    public void request(long count) {
                        asked.add(count);
                    }

                    @Override
                    public void cancel() {
                        // the test ends
                    }
                }),
                -1,
                PIECE,
                queued::add,
                Runnable::run);
        source.start(() -> {});
        runQueued();
        source.onNext(ByteBuffer.wrap(new byte[] {1}));
        source.onNext(ByteBuffer.allocate(0));
        runQueued();
        assertThat(asked).containsExactly(2L, 1L);
        assertThat(bytes(source)).hasSize(1);

        assertThat(asked).containsExactly(2L, 1L, 1L);
    }

    @Test
    void aByteOfABodyThatWasDeclaredEmptyIsTooMuch() {
        PublishedSource source = started(0);
        runQueued();
        source.onNext(ByteBuffer.wrap(new byte[] {1}));
        runQueued();

        assertThatThrownBy(() -> source.next(ByteBufAllocator.DEFAULT))
                .hasStackTraceContaining("more than the declared 0 bytes");
    }

    @Test
    void aPublisherThatEndsTooEarlyFailsTheBodyOnlyIfItsLengthWasDeclared() throws Exception {
        PublishedSource declared = started(3);
        PublishedSource chunked = started(-1);
        runQueued();
        for (PublishedSource source : new PublishedSource[] {declared, chunked}) {
            source.onNext(ByteBuffer.wrap(new byte[] {1, 2}));
            source.onComplete();
        }
        runQueued();

        assertThatThrownBy(() -> declared.next(ByteBufAllocator.DEFAULT)).hasMessageContaining("gave 2 of 3 bytes");
        assertThat(declared.finished()).isFalse();
        assertThat(bytes(chunked)).containsExactly(1, 2);
        assertThat(chunked.finished()).isTrue();
    }

    @Test
    void aPublisherThatCannotBeSubscribedToFailsTheBody() {
        PublishedSource throwing = new PublishedSource(
                subscriber -> {
                    throw new IllegalStateException("broken");
                },
                -1,
                PIECE,
                queued::add,
                Runnable::run);
        PublishedSource withoutThread = new PublishedSource(subscriber -> {}, -1, PIECE, queued::add, call -> {
            throw new OutOfMemoryError("no thread");
        });
        List<PublishedSource> told = new ArrayList<>();
        for (PublishedSource source : List.of(throwing, withoutThread)) {
            source.start(() -> told.add(source));
        }
        runQueued();

        assertThat(told).containsExactlyInAnyOrder(throwing, withoutThread);
        assertThatThrownBy(() -> throwing.next(ByteBufAllocator.DEFAULT)).hasMessageContaining("IllegalState");
        assertThatThrownBy(() -> withoutThread.next(ByteBufAllocator.DEFAULT)).hasMessageContaining("OutOfMemory");
    }

    @Test
    void aSourceThatIsClosedLeavesItsSeatAndOnlyWithdrawsASubscriptionThatHasNotBegun() {
        List<Boolean> withdrawn = new ArrayList<>();
        PublishedSource waiting = new PublishedSource(subscriber -> {}, -1, PIECE, queued::add, seat(withdrawn));
        waiting.start(() -> {});
        waiting.close();
        assertThat(withdrawn).containsExactly(true);

        PublishedSource subscribed = new PublishedSource(
                subscriber -> subscriber.onSubscribe(silent()), -1, PIECE, queued::add, seat(withdrawn));
        subscribed.start(() -> {});
        runQueued();
        subscribed.close();
        assertThat(withdrawn).containsExactly(true, false);
    }

    @Test
    void aClosedSourceGivesNothingAndSaysNothing() throws Exception {
        AtomicInteger told = new AtomicInteger();
        PublishedSource source = new PublishedSource(
                subscriber -> subscriber.onSubscribe(silent()), -1, PIECE, queued::add, Runnable::run);
        source.start(told::incrementAndGet);
        runQueued();
        source.onNext(ByteBuffer.wrap(new byte[] {1}));
        runQueued();
        assertThat(told).hasValue(1);
        source.close();
        source.onNext(ByteBuffer.wrap(new byte[] {2}));
        source.onComplete();
        runQueued();

        assertThat(source.next(ByteBufAllocator.DEFAULT)).isNull();
        assertThat(told).hasValue(1);
    }

    private static BodyThreads.Seat seat(List<Boolean> withdrawn) {
        return new BodyThreads.Seat() {
            @Override
            public void execute(Runnable call) {
                call.run();
            }

            @Override
            public void leave(boolean withdrawing) {
                withdrawn.add(withdrawing);
            }
        };
    }

    /** With a subscription that only takes what it is told; what comes for the loop waits in {@link #queued}. */
    private PublishedSource started(long length) {
        PublishedSource source = new PublishedSource(
                subscriber -> subscriber.onSubscribe(silent()), length, PIECE, queued::add, Runnable::run);
        source.start(() -> {});
        return source;
    }

    private static Flow.Subscription silent() {
        return new Flow.Subscription() {
            @Override
            public void request(long count) {
                // the test gives
            }

            @Override
            public void cancel() {
                // the test ends
            }
        };
    }

    private static byte[] bytes(PublishedSource source) throws Exception {
        ByteBuf piece = source.next(ByteBufAllocator.DEFAULT);
        byte[] bytes = new byte[piece.readableBytes()];
        piece.readBytes(bytes).release();
        return bytes;
    }

    private void runQueued() {
        for (Runnable task = queued.poll(); task != null; task = queued.poll()) {
            task.run();
        }
    }

    private void onLoop(Runnable task) throws Exception {
        Callable<Void> call = Executors.callable(task, null);
        loop.submit(call).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
