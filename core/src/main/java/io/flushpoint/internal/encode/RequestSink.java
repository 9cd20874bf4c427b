package io.flushpoint.internal.encode;

import io.flushpoint.SendRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.EventExecutor;

/** Takes one request piece by piece, and puts it into the form of a version of HTTP. On the event loop. */
public interface RequestSink {
    /** Where memory for pieces comes from. */
    ByteBufAllocator alloc();

    /** The event loop. */
    EventExecutor executor();

    /** Whether another piece is welcome. */
    boolean isWritable();

    /**
     * Writes the head.
     *
     * @param length of the content; {@link BodySource#UNKNOWN_LENGTH} if it is not known
     */
    ChannelFuture head(SendRequest request, long length);

    /** Writes a piece of the content, and releases it. */
    ChannelFuture content(ByteBuf piece);

    /** Writes the end. */
    ChannelFuture end();

    /** Sends what is written on its way. */
    void flush();

    /** How many bytes the request has until now, as it is encoded. */
    long bytes();
}
