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
import java.util.concurrent.RejectedExecutionException;
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
    private volatile boolean closed;

    // ---- of the event loop ----

    private final Deque<ByteBuf> ready = new ArrayDeque<>();
    private Runnable more = () -> {};
    private long length = -1;
    private long given;
    private boolean reading;
    private boolean readUp;
    private @Nullable IOException failure;

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
        ByteBuf piece = ready.poll();
        readAhead();
        if (piece != null) {
            given += piece.readableBytes();
        } else if (failure != null) {
            throw failure;
        }
        return piece;
    }

    @Override
    public boolean finished() {
        return length >= 0 && given == length;
    }

    private void readAhead() {
        if (!reading && !readUp && failure == null && ready.size() < AHEAD) {
            int pieces = AHEAD - ready.size();
            read(() -> readPieces(pieces), this::failed);
        }
    }

    @Override
    public void close() {
        closed = true;
        ready.forEach(ByteBuf::release);
        ready.clear();
        if (!reading) {
            end();
        }
    }

    /** Nothing is being read: closes the file, if it is open still, and gives the seat back. */
    private void end() {
        if (!readUp) {
            try {
                blocking.execute(this::closeFile);
            } catch (RejectedExecutionException closing) {
                closeFile();
            }
        }
        blocking.leave(false);
    }

    // ---- on the blocking thread ----

    private void openAndRead(Consumer<@Nullable Throwable> opened) {
        Throwable failed = null;
        List<ByteBuf> pieces = List.of();
        try {
            if (!closed) {
                openFile();
                pieces = read(AHEAD);
            }
        } catch (Throwable e) {
            failed = e;
        }
        long bytes = end - range.position();
        Throwable why = failed;
        tell(pieces, () -> {
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
        Throwable failed = null;
        try {
            if (!closed) {
                got = read(pieces);
            }
        } catch (Throwable e) {
            failed = e;
        }
        Throwable why = failed;
        tell(got, () -> {
            if (why != null) {
                failed(why);
            }
            if (!closed) {
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

    /** Brings pieces to the loop; if that has ended, nobody wants them. */
    private void tell(List<ByteBuf> pieces, Runnable andThen) {
        boolean over = position >= end;
        if (over) {
            closeFile();
        }
        try {
            loop.execute(() -> arrived(pieces, over, andThen));
        } catch (Throwable ended) { // or there is no memory for a task: the send's own deadlines settle it then
            pieces.forEach(ByteBuf::release);
            closeFile();
            blocking.leave(false);
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

    // ---- on the loop again ----

    private void arrived(List<ByteBuf> pieces, boolean over, Runnable andThen) {
        reading = false;
        readUp = over;
        if (closed) {
            pieces.forEach(ByteBuf::release);
            end();
        } else {
            ready.addAll(pieces);
            andThen.run();
        }
    }

    private void failed(Throwable cause) {
        failure = cause instanceof IOException io ? io : new IOException(String.valueOf(cause), cause);
    }

    private void read(Runnable call, Consumer<Throwable> rejected) {
        reading = true;
        try {
            blocking.execute(call);
        } catch (RejectedExecutionException closing) {
            reading = false;
            rejected.accept(closing);
        }
    }
}
