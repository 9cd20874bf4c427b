package io.flushpoint.internal.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.Body;
import io.flushpoint.SendRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A request piece by piece, to a sink that the test opens and shuts. */
class PieceWriterTest {
    private static final int PIECE = 10;
    private static final SendRequest POST = SendRequest.post("http://flushpoint.test/");

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> told = new ArrayList<>();
    private final Deque<ChannelPromise> unfinished = new ArrayDeque<>();
    private final OnCallersThread threads = new OnCallersThread();
    private final BodySources sources = new BodySources(PIECE, new BodyThreads(threads, 1, 1));
    private final Sink sink = new Sink();
    private final PieceWriter writer = new PieceWriter(sink, () -> 0, new Outcome());
    private int room = Integer.MAX_VALUE;

    @AfterEach
    void close() {
        threads.shutdownNow();
        channel.finishAndReleaseAll();
    }

    @Test
    void aBodyInMemoryGoesOutInPiecesThatAreFlushedTogether() {
        writer.write(POST.body(Body.of(new byte[25])), sources);

        assertThat(told).containsExactly("head 25", "content 10", "content 10", "content 5", "end", "flush");
        succeed();
        assertThat(told.subList(6, told.size()))
                .containsExactly("progressed", "progressed", "progressed", "progressed", "written");
    }

    @Test
    void itPausesWhereTheSinkTakesNoMoreAndGoesOnWhereItDoes() {
        room = 2;
        writer.write(POST.body(Body.of(new byte[35])), sources);
        assertThat(told).containsExactly("head 35", "content 10", "flush", "flush");
        told.clear();
        room = 1;
        writer.writable();
        assertThat(told).containsExactly("content 10", "flush");
        told.clear();
        room = Integer.MAX_VALUE;
        writer.writable();

        assertThat(told).containsExactly("content 10", "content 5", "end", "flush");
        told.clear();
        writer.writable();
        assertThat(told).as("when all is written").isEmpty();
    }

    @Test
    void theHeadGoesOutAloneWhereTheSinkTakesNoMore() {
        room = 1;
        writer.write(POST.body(Body.of(new byte[25])), sources);

        assertThat(told).containsExactly("head 25", "flush");
    }

    /** As a channel does, whose writability comes back in the midst of a write. */
    @Test
    void aSinkThatBecomesWritableWithinAWriteIsNotWrittenToWithinIt() {
        sink.writableWithin = true;
        writer.write(POST.body(Body.of(new byte[25])), sources);

        assertThat(told)
                .filteredOn(line -> !line.equals("flush"))
                .containsExactly("head 25", "content 10", "content 10", "content 5", "end");
    }

    @Test
    void aWriteThatFailsIsToldOnceAndEndsTheWriting() {
        room = 2;
        writer.write(POST.body(Body.of(new byte[35])), sources);
        told.clear();
        unfinished.remove().setSuccess();
        unfinished.remove().setFailure(new IOException("reset"));
        assertThat(told).containsExactly("progressed", "failed: reset");
        room = Integer.MAX_VALUE;
        writer.writable();

        assertThat(told).hasSize(2);
    }

    @Test
    void theFailureOfTheEndIsTold() {
        writer.write(POST.body(Body.of(new byte[5])), sources);
        told.clear();
        unfinished.removeLast().setFailure(new IOException("reset"));
        succeed();

        assertThat(told).containsExactly("failed: reset");
    }

    @Test
    void whatIsAbandonedTellsNothingMore() {
        room = 2;
        writer.write(POST.body(Body.of(new byte[35])), sources);
        told.clear();
        writer.abandon();
        succeed();
        room = Integer.MAX_VALUE;
        writer.writable();

        assertThat(told).isEmpty();
    }

    @Test
    void anEndThatIsAbandonedTellsNothingMore() {
        writer.write(POST.body(Body.of(new byte[5])), sources);
        told.clear();
        writer.abandon();
        succeed();

        assertThat(told).isEmpty();
    }

    @Test
    void whatIsThrownByTheSinkFailsTheWrite() {
        sink.throwing = true;
        writer.write(POST.body(Body.of(new byte[35])), sources);

        assertThat(told).containsExactly("head 35", "failed: no memory");
    }

    @Test
    void aLargeBodyRestsForALookOfTheLoop() {
        writer.write(
                POST.body(Body.of(new byte[10 * (1 << 16)])), new BodySources(1 << 16, new BodyThreads(threads, 1, 1)));
        assertThat(told)
                .containsExactly(
                        "head 655360", "content 65536", "content 65536", "content 65536", "content 65536", "flush");
        told.clear();
        writer.writable();
        assertThat(told).as("while it rests").isEmpty();
        channel.runScheduledPendingTasks();
        channel.runScheduledPendingTasks();

        assertThat(told).hasSize(4 + 1 + 2 + 2).endsWith("content 65536", "content 65536", "end", "flush");
    }

    // ---- published ----

    @Test
    void theHeadIsOnItsWayWhileAPublisherIsAsked() {
        Publisher publisher = new Publisher();
        writer.write(POST.body(Body.stream(publisher)), sources);
        assertThat(told).containsExactly("head -1", "flush");
        channel.runPendingTasks();
        publisher.subscriber.onNext(ByteBuffer.allocate(3));
        publisher.subscriber.onNext(ByteBuffer.allocate(4));
        channel.runPendingTasks();
        publisher.subscriber.onComplete();
        channel.runPendingTasks();

        assertThat(told)
                .containsExactly("head -1", "flush", "content 3", "flush", "content 4", "flush", "end", "flush");
        assertThat(publisher.cancelled).isFalse();
    }

    @Test
    void aPublisherThatFailsFailsTheBodyBehindTheHead() {
        Publisher publisher = new Publisher();
        writer.write(POST.body(Body.stream(publisher)), sources);
        channel.runPendingTasks();
        told.clear();
        publisher.subscriber.onError(new IllegalStateException("broken"));
        channel.runPendingTasks();
        succeed();

        assertThat(told).filteredOn(line -> !line.equals("flush")).containsExactly("body failed, untouched: false");
    }

    @Test
    void aPublisherIsCancelledWhenItsRequestIsAbandoned() {
        Publisher publisher = new Publisher();
        writer.write(POST.body(Body.stream(publisher)), sources);
        channel.runPendingTasks();
        writer.abandon();

        assertThat(publisher.cancelled).isTrue();
    }

    @Test
    void aBodyWithoutASeatFailsUntouchedAndLeavesNone() throws IOException {
        BodyThreads oneSeat = new BodyThreads(threads, 1, 1);
        BodyThreads.Seat taken = oneSeat.take("http://elsewhere.test:80");
        writer.write(POST.body(Body.stream(new Publisher())), new BodySources(PIECE, oneSeat));
        assertThat(told).containsExactly("body failed, untouched: true");
        taken.leave(false);

        oneSeat.take("http://elsewhere.test:80");
    }

    @Test
    void emptyPiecesOfWhatIsCompressedAreNotWritten() {
        Publisher publisher = new Publisher();
        writer.write(POST.body(Body.stream(publisher)).gzip(), sources);
        channel.runPendingTasks();
        for (int i = 0; i < 5; i++) {
            publisher.subscriber.onNext(ByteBuffer.allocate(3));
            channel.runPendingTasks();
        }
        publisher.subscriber.onComplete();
        channel.runPendingTasks();

        assertThat(told).doesNotContain("content 0").endsWith("end", "flush");
        assertThat(told.stream().filter(line -> line.startsWith("content"))).hasSizeBetween(1, 3);
    }

    private void succeed() {
        while (!unfinished.isEmpty()) {
            unfinished.remove().trySuccess();
        }
    }

    private static final class Publisher implements Flow.Publisher<ByteBuffer> {
        private Flow.Subscriber<? super ByteBuffer> subscriber;
        private boolean cancelled;

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> given) {
            subscriber = given;
            given.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {
                    // the test gives
                }

                @Override
                public void cancel() {
                    cancelled = true;
                }
            });
        }
    }

    private final class Outcome implements WriteOutcome {
        @Override
        public void progressed() {
            told.add("progressed");
        }

        @Override
        public void written(long bytes) {
            told.add("written");
        }

        @Override
        public void writeFailed(Throwable cause) {
            told.add("failed: " + cause.getMessage());
        }

        @Override
        public void bodyFailed(Throwable cause, boolean untouched) {
            told.add("body failed, untouched: " + untouched);
        }
    }

    /** Takes so many writes. */
    private final class Sink implements RequestSink {
        private boolean writableWithin;
        private boolean throwing;

        @Override
        public ByteBufAllocator alloc() {
            return channel.alloc();
        }

        @Override
        public EventExecutor executor() {
            return channel.eventLoop();
        }

        @Override
        public boolean isWritable() {
            return room > 0;
        }

        @Override
        public ChannelFuture head(SendRequest request, long length) {
            return taken("head " + length);
        }

        @Override
        public ChannelFuture content(ByteBuf piece) {
            int bytes = piece.readableBytes();
            piece.release();
            if (throwing) {
                throw new IllegalStateException("no memory");
            }
            return taken("content " + bytes);
        }

        @Override
        public ChannelFuture end() {
            return taken("end");
        }

        private ChannelFuture taken(String what) {
            told.add(what);
            room--;
            ChannelPromise promise = channel.newPromise();
            unfinished.add(promise);
            if (writableWithin) {
                writer.writable();
            }
            return promise;
        }

        @Override
        public void flush() {
            told.add("flush");
        }

        @Override
        public long bytes() {
            return 0;
        }
    }

    private static final class OnCallersThread extends ThreadPoolExecutor {
        OnCallersThread() {
            super(0, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        }

        @Override
        public void execute(Runnable call) {
            call.run();
        }
    }
}
