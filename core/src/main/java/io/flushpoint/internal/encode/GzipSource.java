package io.flushpoint.internal.encode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Another source's bytes, compressed on the way (RFC 1952); its length is not known beforehand. */
final class GzipSource implements BodySource {
    private final BodySource plain;
    private final Sink sink = new Sink();
    private @Nullable Compressor compressor;
    private boolean finished;
    private int taken;

    GzipSource(BodySource plain) {
        this.plain = plain;
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public void open(Consumer<@Nullable Throwable> opened) {
        plain.open(opened);
    }

    @Override
    public void start(Runnable more) {
        plain.start(more);
    }

    @Override
    public @Nullable ByteBuf next(ByteBufAllocator allocator) throws IOException {
        ByteBuf piece = plain.next(allocator);
        if (piece == null && !plain.finished()) {
            return null;
        }
        taken = piece == null ? 0 : piece.readableBytes();
        return compress(piece, allocator);
    }

    /** What was compressed, which is the work, and not what it became: zeros become next to nothing. */
    @Override
    public int cost(ByteBuf piece) {
        return taken;
    }

    /** Compresses a piece; null ends the stream. */
    private ByteBuf compress(@Nullable ByteBuf piece, ByteBufAllocator allocator) throws IOException {
        ByteBuf target = allocator.buffer();
        sink.target = target;
        try {
            if (compressor == null) {
                compressor = new Compressor(sink);
            }
            if (piece == null) {
                compressor.finish();
                finished = true;
            } else {
                piece.readBytes(compressor, piece.readableBytes());
            }
            return target.retain();
        } finally {
            sink.target = null;
            target.release();
            if (piece != null) {
                piece.release();
            }
        }
    }

    @Override
    public boolean finished() {
        return finished;
    }

    @Override
    public void close() {
        plain.close();
        if (compressor != null) {
            compressor.free();
        }
    }

    private static final class Compressor extends GZIPOutputStream {
        Compressor(OutputStream out) throws IOException {
            super(out);
        }

        /** Frees the native memory of the deflater, finished or not. */
        void free() {
            def.end();
        }
    }

    private static final class Sink extends OutputStream {
        private @Nullable ByteBuf target;

        @Override
        public void write(int b) throws IOException {
            target().writeByte(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            target().writeBytes(bytes, offset, length);
        }

        private ByteBuf target() throws IOException {
            if (target == null) {
                throw new IOException("closed");
            }
            return target;
        }
    }
}
