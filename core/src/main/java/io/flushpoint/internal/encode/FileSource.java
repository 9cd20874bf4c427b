package io.flushpoint.internal.encode;

import io.flushpoint.Body;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file, or a range of it, read piece by piece on a thread that may block: a disk may be slow, or a network behind it. It
 * is opened when its request is about to be written, and at most two pieces are read ahead of what the channel takes.
 */
final class FileSource implements BodySource {
    private static final int AHEAD = 2;

    private final Body.FileRange range;
    private final int pieceBytes;
    private final ByteBufAllocator allocator;
    private final Executor loop;
    private final BodyThreads.Seat blocking;

    // ---- of both, guarded by this: an event loop that ends may take a task and never run it ----

    private final Deque<ByteBuf> ready = new ArrayDeque<>();
    private boolean reading;
    private boolean readUp;
    private boolean closed;
    private @Nullable IOException failure;

    // ---- of the event loop ----

    private Runnable more = () -> {};
    private long length = UNKNOWN_LENGTH;
    private long given;

    // ---- of the blocking thread, one call at a time ----

    private @Nullable FileChannel file;
    private long position;
    private long end;

    FileSource(
            Body.FileRange range,
            int pieceBytes,
            ByteBufAllocator allocator,
            Executor loop,
            BodyThreads.Seat blocking) {
        this.range = range;
        this.pieceBytes = pieceBytes;
        this.allocator = allocator;
        this.loop = loop;
        this.blocking = blocking;
    }

    @Override
    public void open(Consumer<@Nullable Throwable> opened) {
        read(() -> openAndRead(opened), opened);
    }

    @Override
    public void start(Runnable onMore) {
        more = onMore;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public @Nullable ByteBuf next(ByteBufAllocator ofChannel) throws IOException {
        int wanted;
        ByteBuf piece;
        synchronized (this) {
            piece = ready.poll();
            if (piece == null && failure != null) {
                throw failure;
            }
            wanted = reading || readUp || closed || failure != null ? 0 : AHEAD - ready.size();
        }
        if (wanted > 0) {
            read(() -> readPieces(wanted), this::failed);
        }
        given += piece == null ? 0 : piece.readableBytes();
        return piece;
    }

    @Override
    public boolean finished() {
        return length >= 0 && given == length;
    }

    @Override
    public void close() {
        boolean open;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            ready.forEach(ByteBuf::release);
            ready.clear();
            if (reading) {
                return; // who reads finds it closed
            }
            open = !readUp;
        }
        if (open) {
            try {
                blocking.execute(this::closeFile);
            } catch (Throwable closingOrNoThread) {
                closeFile();
            }
        }
        blocking.leave(false);
    }

    private void read(Runnable call, Consumer<Throwable> rejected) {
        setReading(true);
        try {
            blocking.execute(call);
        } catch (Throwable closingOrNoThread) {
            setReading(false);
            rejected.accept(closingOrNoThread);
        }
    }

    private synchronized void setReading(boolean now) {
        reading = now;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void failed(Throwable cause) {
        failure = cause instanceof IOException io ? io : new IOException(String.valueOf(cause), cause);
    }

    // ---- on the blocking thread ----

    private void openAndRead(Consumer<@Nullable Throwable> opened) {
        Throwable failed = null;
        List<ByteBuf> pieces = List.of();
        try {
            if (!isClosed()) {
                openFile();
                pieces = read(AHEAD);
            }
        } catch (Throwable e) {
            failed = e;
        }
        long bytes = end - range.position();
        Throwable why = failed;
        handOver(pieces, () -> {
            length = bytes;
            opened.accept(why);
        });
    }

    private void openFile() throws IOException {
        try {
            Path path = range.path();
            if (!Files.isRegularFile(path)) {
                throw new IOException("not a regular file, or none at all");
            }
            file = FileChannel.open(path, StandardOpenOption.READ);
            long size = file.size();
            position = range.position();
            end = range.length().isPresent() ? position + range.length().getAsLong() : size;
            if (position > size || end > size) {
                throw new EOFException(
                        "file has " + size + " bytes, bytes " + position + " to " + end + " are to be sent");
            }
        } catch (FileSystemException named) {
            throw new IOException(
                    "the file cannot be opened: " + named.getClass().getSimpleName(), named);
        }
    }

    private void readPieces(int pieces) {
        List<ByteBuf> got = List.of();
        try {
            if (!isClosed()) {
                got = read(pieces);
            }
        } catch (Throwable e) {
            failed(e);
        }
        handOver(got, () -> {
            if (!isClosed()) {
                more.run();
            }
        });
    }

    private List<ByteBuf> read(int pieces) throws IOException {
        List<ByteBuf> got = new ArrayList<>(pieces);
        try {
            while (got.size() < pieces && position < end) {
                got.add(readOne((int) Math.min(pieceBytes, end - position)));
            }
        } catch (Throwable e) {
            got.forEach(ByteBuf::release);
            throw e;
        }
        return got;
    }

    private ByteBuf readOne(int wanted) throws IOException {
        FileChannel open = Objects.requireNonNull(file, "file");
        ByteBuf piece = allocator.directBuffer(wanted);
        try {
            while (piece.readableBytes() < wanted) {
                int got = piece.writeBytes(open, position, wanted - piece.readableBytes());
                if (got < 0) {
                    throw new EOFException("file got shorter while it was sent");
                }
                position += got;
            }
            return piece.retain();
        } finally {
            piece.release();
        }
    }

    /** Leaves pieces for the loop, and tells it; if it has closed this meanwhile, nobody wants them. */
    private void handOver(List<ByteBuf> pieces, Runnable andThen) {
        boolean over = position >= end;
        if (over) {
            closeFile();
        }
        boolean wanted;
        synchronized (this) {
            reading = false;
            readUp = over;
            wanted = !closed;
            if (wanted) {
                ready.addAll(pieces);
            }
        }
        if (!wanted) {
            pieces.forEach(ByteBuf::release);
            closeFile();
            blocking.leave(false);
            return;
        }
        try {
            loop.execute(andThen);
        } catch (Throwable ended) { // or there is no memory for a task: the send's own deadlines settle it then
            close();
        }
    }

    private void closeFile() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // it was only read
        }
        file = null;
    }
}
