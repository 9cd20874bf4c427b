package io.flushpoint.simulation;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

/** Buffers that are counted, and of which one cannot be had. */
final class Buffers extends AbstractByteBufAllocator {
    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true, true);
    private int left = Integer.MAX_VALUE;

    Buffers() {
        super(true);
    }

    /** There is no memory for the {@code n}th from now. */
    void failAfter(int n) {
        left = n;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        count();
        return memory.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        count();
        return memory.directBuffer(initialCapacity, maxCapacity);
    }

    private void count() {
        if (--left == 0) {
            throw new OutOfMemoryError("simulated");
        }
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    /** Bytes that were not given back. */
    long used() {
        return memory.metric().usedDirectMemory() + memory.metric().usedHeapMemory();
    }
}
