package io.flushpoint.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * A connected socket in memory, with what stands nearest to a socket in the pipeline. Its peer is the test, its time stands
 * still unless it is told otherwise, and of its memory every byte is counted.
 */
final class MemorySocket extends EmbeddedChannel implements DuplexChannel {
    private static final long STEP_MILLIS = 400; // no freeze, by FREEZE_GAP

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false, true);
    private final Clocks clocks = new Clocks(this::now, () -> TimeUnit.NANOSECONDS.toMillis(now()));
    private long now;
    private long room;

    /** Takes so many bytes, and is full then. */
    MemorySocket(long room) {
        super(new WireWatch(false), new Arrivals());
        this.room = room;
        config().setAllocator(memory);
        freezeTime();
    }

    private long now() {
        return now;
    }

    Clocks clocks() {
        return clocks;
    }

    /** Bytes of all buffers that are not released. */
    long memoryInUse() {
        return memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory();
    }

    /** These bytes of the array arrive, and nothing behind them yet. */
    void arrives(byte[] bytes, int from, int to) {
        if (isOpen()) {
            pipeline().fireChannelRead(memory.buffer(to - from).writeBytes(bytes, from, to - from));
            pipeline().fireChannelReadComplete();
            settle();
        }
    }

    /** The peer has closed its side. */
    void inputEnds() {
        if (isOpen()) {
            pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            settle();
        }
    }

    /** The peer has reset the connection. */
    void isReset() {
        if (isOpen()) {
            pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
            settle();
        }
    }

    /** Runs what is to run now; an exception that came through the pipeline, or out of a task, is thrown. */
    void settle() {
        runPendingTasks();
        checkException();
    }

    /** Time passes. */
    void elapse(long millis) {
        for (long passed = 0; passed < millis; passed += STEP_MILLIS) {
            now += TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS);
            advanceTimeBy(STEP_MILLIS, TimeUnit.MILLISECONDS);
            settle();
        }
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        for (Object first = in.current(); first instanceof ByteBuf bytes; first = in.current()) {
            int length = bytes.readableBytes();
            int taken = (int) Math.min(room, length);
            room -= taken;
            in.removeBytes(taken);
            if (taken < length) {
                return;
            }
        }
    }

    @Override
    public boolean isInputShutdown() {
        return !isOpen();
    }

    @Override
    public boolean isOutputShutdown() {
        return !isOpen();
    }

    @Override
    public boolean isShutdown() {
        return !isOpen();
    }

    @Override
    public ChannelFuture shutdownInput() {
        return shutdown(newPromise());
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        return shutdown(promise);
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdown(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        return shutdown(promise);
    }

    @Override
    public ChannelFuture shutdown() {
        return shutdown(newPromise());
    }

    /** No production code shuts one direction of its own accord. */
    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        return promise.setFailure(new UnsupportedOperationException());
    }
}
