package io.flushpoint.internal.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flushpoint.Body;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is read on a thread that may block, a little ahead of the channel. */
class FileSourceTest {
    private static final int PIECE = 4096;
    private static final int BYTES = 10 * PIECE + 1;

    @TempDir
    Path directory;

    private final Deque<Runnable> onLoop = new ArrayDeque<>();
    private final Deque<Runnable> onBlocking = new ArrayDeque<>();
    private Path path;
    private byte[] content;
    private @Nullable Throwable failure;

    @BeforeEach
    void write() throws IOException {
        content = new byte[BYTES];
        new Random(7).nextBytes(content);
        path = Files.write(directory.resolve("body"), content);
    }

    @Test
    void itGivesTheFileInPieces() throws IOException {
        FileSource source = open();

        assertThat(source.length()).isEqualTo(BYTES);
        assertThat(rest(source)).isEqualTo(content);
    }

    @Test
    void itIsNotReadOnTheLoop() throws IOException {
        FileSource source = open();
        release(source.next(PooledByteBufAllocator.DEFAULT));
        release(source.next(PooledByteBufAllocator.DEFAULT));

        assertThat(source.next(PooledByteBufAllocator.DEFAULT))
                .as("until the other thread has come by")
                .isNull();

        source.close();
        run();
    }

    @Test
    void itReadsNoMoreThanTwoPiecesAhead() throws IOException {
        long before = directMemory();
        FileSource source = open();

        run();

        assertThat(directMemory() - before).isLessThanOrEqualTo(2 * PIECE);
        source.close();
        run();
        assertThat(directMemory()).isEqualTo(before);
    }

    @Test
    void itReadsNoMoreThanTwoPiecesAheadWhileItIsTaken() throws IOException {
        long before = directMemory();
        FileSource source = open();
        for (int i = 0; i < 3; i++) {
            release(source.next(PooledByteBufAllocator.DEFAULT));
            run();
            assertThat(directMemory() - before).isLessThanOrEqualTo(2 * PIECE);
        }
        source.close();
        run();
    }

    @Test
    void oneReadIsUnderWayAtATime() throws IOException {
        FileSource source = open();
        release(source.next(PooledByteBufAllocator.DEFAULT));
        release(source.next(PooledByteBufAllocator.DEFAULT));
        assertThat(source.next(PooledByteBufAllocator.DEFAULT)).isNull();

        assertThat(onBlocking).hasSize(1);
        source.close();
        run();
    }

    @Test
    void whenMoreIsReadItIsWorthAskingAgain() throws IOException {
        AtomicInteger told = new AtomicInteger();
        FileSource source = open();
        source.start(told::incrementAndGet);
        release(source.next(PooledByteBufAllocator.DEFAULT));
        assertThat(told).hasValue(0);
        run();

        assertThat(told).hasValue(1);
        source.close();
        run();
    }

    @Test
    void aClosedSourceGivesNothingAndSaysNothing() throws IOException {
        AtomicInteger told = new AtomicInteger();
        FileSource source = open();
        source.start(told::incrementAndGet);
        release(source.next(PooledByteBufAllocator.DEFAULT));
        onBlocking.remove().run(); // what it says is under way
        source.close();
        run();

        assertThat(source.next(PooledByteBufAllocator.DEFAULT)).isNull();
        assertThat(told).hasValue(0);
    }

    @Test
    void anEmptyFileIsFinishedAndGivesNoPiece() throws IOException {
        Files.write(path, new byte[0]);
        FileSource source = open();

        assertThat(source.length()).isZero();
        assertThat(source.finished()).isTrue();
        assertThat(source.next(PooledByteBufAllocator.DEFAULT)).isNull();
    }

    @Test
    void aRangeMayEndWithTheFileAndNotBehindIt() throws IOException {
        FileSource last = open((Body.FileRange) Body.file(path, BYTES - 3, 3), onBlocking::add);
        assertThat(last.length()).isEqualTo(3);
        assertThat(rest(last)).isEqualTo(Arrays.copyOfRange(content, BYTES - 3, BYTES));
        FileSource none = open((Body.FileRange) Body.file(path, BYTES, 0), onBlocking::add);
        assertThat(failure).isNull();
        assertThat(none.finished()).isTrue();

        FileSource behind = open((Body.FileRange) Body.file(path, BYTES - 3, 4), onBlocking::add);
        assertThat(failure).hasMessageContaining("bytes " + (BYTES - 3) + " to " + (BYTES + 1));
        behind.close();
        run();
    }

    @Test
    void aFileThatIsReadToItsEndIsClosedAtOnce() throws IOException {
        Files.write(path, new byte[PIECE]);
        FileSource source = open();

        assertThat(isFileOpen()).isFalse();
        source.close();
        run();
    }

    @Test
    void aFileThatIsNotReadToItsEndIsClosedWithTheSource() throws IOException {
        SeatThatShuts seat = new SeatThatShuts();
        FileSource source = open(seat);
        assumeThat(isFileOpen()).isTrue();
        source.close();
        run();

        assertThat(isFileOpen()).isFalse();
        assertThat(seat.left).isEqualTo(1);
    }

    @Test
    void aFileIsClosedWithItsSourceThoughThereIsNoThreadForIt() throws IOException {
        SeatThatShuts seat = new SeatThatShuts();
        FileSource source = open(seat);
        assumeThat(isFileOpen()).isTrue();
        seat.shut = true;
        source.close();

        assertThat(isFileOpen()).isFalse();
        assertThat(seat.left).isEqualTo(1);
    }

    /** Closed from within the allocation of a piece, which is to say at the same time. */
    @Test
    void whatIsReadWhileItIsClosedCostsNeitherMemoryNorTheFileNorTheSeat() {
        AtomicReference<FileSource> opening = new AtomicReference<>();
        PooledByteBufAllocator closing = new PooledByteBufAllocator(true) {
            @Override
            protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
                opening.get().close();
                return super.newDirectBuffer(initialCapacity, maxCapacity);
            }
        };
        SeatThatShuts seat = new SeatThatShuts();
        FileSource source = new FileSource((Body.FileRange) Body.file(path), PIECE, closing, onLoop::add, seat);
        opening.set(source);
        source.open(reason -> failure = reason);
        run();

        assertThat(closing.pinnedDirectMemory()).isZero();
        assertThat(isFileOpen()).isFalse();
        assertThat(seat.left).isEqualTo(1);
    }

    @Test
    void aSourceThatIsClosedBeforeItsFileIsOpenedReadsNothing() {
        AtomicInteger pieces = new AtomicInteger();
        PooledByteBufAllocator counting = new PooledByteBufAllocator(true) {
            @Override
            protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
                pieces.incrementAndGet();
                return super.newDirectBuffer(initialCapacity, maxCapacity);
            }
        };
        SeatThatShuts seat = new SeatThatShuts();
        FileSource source = new FileSource((Body.FileRange) Body.file(path), PIECE, counting, onLoop::add, seat);
        source.open(reason -> failure = reason);
        source.close();
        assertThat(seat.left)
                .as("while the call that is under way may still use it")
                .isZero();
        run();

        assertThat(pieces).hasValue(0);
        assertThat(seat.left).isEqualTo(1);
    }

    @Test
    void whatIsReadForAClosedSourceIsReleased() throws IOException {
        long before = directMemory();
        FileSource source = open();
        release(source.next(PooledByteBufAllocator.DEFAULT));
        onBlocking.remove().run(); // reads on

        source.close();
        run();

        assertThat(directMemory()).isEqualTo(before);
    }

    @Test
    void aReadThatIsRefusedFailsTheBodyAndGivesTheSeatBack() throws IOException {
        SeatThatShuts seat = new SeatThatShuts();
        FileSource source = open(seat);
        seat.shut = true;
        release(source.next(PooledByteBufAllocator.DEFAULT));
        release(source.next(PooledByteBufAllocator.DEFAULT));

        assertThatThrownBy(() -> source.next(PooledByteBufAllocator.DEFAULT)).isInstanceOf(IOException.class);
        source.close();

        assertThat(seat.left).isEqualTo(1);
    }

    @Test
    void aLoopThatTakesNothingMoreCostsNeitherMemoryNorTheSeat() {
        costsNeitherMemoryNorTheSeat(task -> {
            throw new OutOfMemoryError("no room for a task");
        });
    }

    @Test
    void aLoopThatEndsWithATaskItNeverRunsCostsNeitherMemoryNorTheSeat() {
        costsNeitherMemoryNorTheSeat(task -> {});
    }

    @Test
    void aLoopThatTakesNothingMoreLeavesNothingToBeClosed() {
        long before = directMemory();
        SeatThatShuts seat = new SeatThatShuts();
        FileSource source = new FileSource(
                (Body.FileRange) Body.file(path),
                PIECE,
                PooledByteBufAllocator.DEFAULT,
                task -> {
                    throw new OutOfMemoryError("no room for a task");
                },
                seat);
        source.open(reason -> failure = reason);
        run();

        assertThat(directMemory()).isEqualTo(before);
        assertThat(isFileOpen()).isFalse();
        assertThat(seat.left).isEqualTo(1);
    }

    private void costsNeitherMemoryNorTheSeat(Executor loop) {
        long before = directMemory();
        SeatThatShuts seat = new SeatThatShuts();
        FileSource source =
                new FileSource((Body.FileRange) Body.file(path), PIECE, PooledByteBufAllocator.DEFAULT, loop, seat);

        source.open(reason -> failure = reason);
        run();
        source.close();
        run();

        assertThat(directMemory()).isEqualTo(before);
        assertThat(seat.left).isEqualTo(1);
    }

    @Test
    void aFileThatWasReplacedIsNotContinuedWithAnother() throws IOException {
        FileSource source = open();
        release(source.next(PooledByteBufAllocator.DEFAULT));
        Files.move(Files.write(directory.resolve("other"), new byte[BYTES]), path, StandardCopyOption.REPLACE_EXISTING);

        assertThat(rest(source)).as("the file that was opened").hasSize(BYTES - PIECE);
    }

    @Test
    void aFileThatGotShorterIsToldAsThat() throws IOException {
        FileSource source = open();
        Files.write(path, new byte[PIECE / 2]);

        assertThatThrownBy(() -> rest(source)).hasMessageContaining("shorter");
    }

    @Test
    void aFailureToOpenItNamesNoPath() throws IOException {
        Files.delete(path);

        open();

        assertThat(failure).hasMessageNotContaining("body").hasMessageContaining("not a regular file");
    }

    private FileSource open() {
        return open(onBlocking::add);
    }

    private FileSource open(BodyThreads.Seat seat) {
        return open((Body.FileRange) Body.file(path), seat);
    }

    private FileSource open(Body.FileRange range, BodyThreads.Seat seat) {
        FileSource source = new FileSource(range, PIECE, PooledByteBufAllocator.DEFAULT, onLoop::add, seat);
        source.open(reason -> failure = reason);
        run();
        source.start(() -> {});
        return source;
    }

    /** The seat of a sender that closes. */
    private final class SeatThatShuts implements BodyThreads.Seat {
        private boolean shut;
        private int left;

        @Override
        public void execute(Runnable call) {
            if (shut) {
                throw new RejectedExecutionException();
            }
            onBlocking.add(call);
        }

        @Override
        public void leave(boolean withdrawing) {
            left++;
        }
    }

    /** Both threads, until neither has anything to do. */
    private void run() {
        while (!onLoop.isEmpty() || !onBlocking.isEmpty()) {
            Deque<Runnable> some = onLoop.isEmpty() ? onBlocking : onLoop;
            some.remove().run();
        }
    }

    private byte[] rest(FileSource source) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            while (!source.finished()) {
                ByteBuf piece = source.next(PooledByteBufAllocator.DEFAULT);
                if (piece == null) {
                    assertThat(onBlocking).as("work for the other thread").isNotEmpty();
                    run();
                } else {
                    piece.readBytes(all, piece.readableBytes());
                    piece.release();
                }
            }
        } finally {
            source.close();
            run();
        }
        return all.toByteArray();
    }

    /** Whether a descriptor of this process leads to the file; where nobody says, none does. */
    private boolean isFileOpen() {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return false;
        }
        try (Stream<Path> all = Files.list(descriptors)) {
            return all.anyMatch(this::leadsToTheFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean leadsToTheFile(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).equals(path.toRealPath());
        } catch (IOException closed) {
            return false;
        }
    }

    private static long directMemory() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    }

    private static void release(@Nullable ByteBuf piece) {
        assertThat(piece).isNotNull();
        piece.release();
    }
}
