package io.flushpoint.internal.encode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A body in memory, given in slices without copying. */
final class InMemorySource implements BodySource {
    private final ByteBuffer rest;
    private final int pieceBytes;
    private final long length;

    InMemorySource(ByteBuffer bytes, int pieceBytes) {
        this.rest = bytes.duplicate();
        this.pieceBytes = pieceBytes;
        this.length = rest.remaining();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public @Nullable ByteBuf next(ByteBufAllocator allocator) {
        if (!rest.hasRemaining()) {
            return null;
        }
        int count = Math.min(pieceBytes, rest.remaining());
        ByteBuffer piece = rest.slice(rest.position(), count);
        rest.position(rest.position() + count);
        return Unpooled.wrappedBuffer(piece);
    }

    @Override
    public boolean finished() {
        return !rest.hasRemaining();
    }
}
