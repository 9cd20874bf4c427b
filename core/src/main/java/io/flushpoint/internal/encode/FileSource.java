package io.flushpoint.internal.encode;

import io.flushpoint.Body;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultFileRegion;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file, or a range of it: as one {@code FileRegion}, which the kernel copies to the socket itself, or read piece by piece
 * where the bytes must be seen (TLS, gzip). Opened when its request is about to be written; files are taken to be local
 * and are read on the event loop.
 */
final class FileSource implements BodySource {
    private final Path path;
    private final FileChannel file;
    private final long end;
    private final long length;
    private final int pieceBytes;
    private final boolean zeroCopy;
    private long position;
    private boolean handedOver;

    FileSource(Body.FileRange range, int pieceBytes, boolean zeroCopy) throws IOException {
        this.path = range.path();
        if (!Files.isRegularFile(path)) {
            throw new IOException("not a regular file, or none at all");
        }
        this.file = FileChannel.open(range.path(), StandardOpenOption.READ);
        this.pieceBytes = pieceBytes;
        this.zeroCopy = zeroCopy;
        this.position = range.position();
        long size = file.size();
        this.end = range.length() < 0 ? size : range.position() + range.length();
        this.length = end - position;
        if (position > size || end > size) {
            file.close();
            throw new EOFException("file has " + size + " bytes, bytes " + position + " to " + end + " are to be sent");
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public @Nullable Object next(ByteBufAllocator allocator) throws IOException {
        if (finished()) {
            return null;
        }
        return zeroCopy ? region() : read(allocator);
    }

    private Object region() {
        DefaultFileRegion region = new DefaultFileRegion(file, position, length);
        position = end;
        handedOver = true; // the region closes the file when it is released
        return region;
    }

    private Object read(ByteBufAllocator allocator) throws IOException {
        int wanted = (int) Math.min(pieceBytes, end - position);
        ByteBuf piece = allocator.directBuffer(wanted);
        try {
            while (piece.readableBytes() < wanted) {
                int got = piece.writeBytes(file, position, wanted - piece.readableBytes());
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

    @Override
    public boolean finished() {
        return position >= end;
    }

    /** Whether the file does not hold what was to be sent any more. */
    boolean gotShorter() {
        try {
            return Files.size(path) < end;
        } catch (IOException gone) {
            return true;
        }
    }

    @Override
    public void close() {
        if (!handedOver) {
            try {
                file.close();
            } catch (IOException e) {
                // it was only read
            }
        }
    }
}
