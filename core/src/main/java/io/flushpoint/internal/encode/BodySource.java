package io.flushpoint.internal.encode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Content of one request, given piece by piece. Opened, drained and closed on one event loop. */
interface BodySource {
    /** Stands for a length that is not known beforehand. */
    long UNKNOWN_LENGTH = -1;

    /** Opens it; {@code opened} runs on the event loop, at once or later, with the reason if that fails. First of all. */
    default void open(Consumer<@Nullable Throwable> opened) {
        opened.accept(null);
    }

    /** Bytes that it gives in all; {@link #UNKNOWN_LENGTH} if not known beforehand. Once it is open. */
    long length();

    /**
     * The next piece, which the caller releases; null if there is none at the moment, or none any more. One without a byte
     * means that it is worth asking again at once.
     *
     * @throws IOException if there should be one and it cannot be had
     */
    @Nullable
    ByteBuf next(ByteBufAllocator allocator) throws IOException;

    /** Bytes that were worked on for the piece given last. */
    default int cost(ByteBuf piece) {
        return piece.readableBytes();
    }

    /** Whether the last piece was given. */
    boolean finished();

    /** Starts it; {@code more} runs on the event loop whenever {@link #next} is worth asking again. */
    default void start(Runnable more) {}

    /** Ends it, wherever it stands, and frees what it holds. */
    default void close() {}
}
