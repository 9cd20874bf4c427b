package io.flushpoint.internal.encode;

import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Content of one request, given piece by piece. Opened, drained and closed on one event loop. */
interface BodySource {
    /** Bytes that it gives in all; -1 if not known beforehand. */
    long length();

    /**
     * The next piece: a {@code ByteBuf} or a {@code FileRegion} that the caller releases; null if there is none at the
     * moment, or none any more.
     *
     * @throws IOException if there should be one and it cannot be had
     */
    @Nullable
    Object next(ByteBufAllocator allocator) throws IOException;

    /** Whether the last piece was given. */
    boolean finished();

    /** Starts it; {@code more} runs on the event loop whenever {@link #next} is worth asking again. */
    default void start(Runnable more) {}

    /** Ends it, wherever it stands, and frees what it holds. */
    default void close() {}
}
