package io.flushpoint.internal.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** One body does not keep the loop from the others. */
class WriteQuotaTest {
    private static final int PIECE = 64 << 10;

    private final AtomicLong nanos = new AtomicLong();
    private final WriteQuota quota = new WriteQuota(nanos::get);

    @Test
    void aTurnEndsWithItsBytes() {
        quota.enter();
        int pieces = 0;
        while (!quota.isSpent()) {
            quota.spend(PIECE);
            pieces++;
        }

        assertThat(pieces).isEqualTo(4);
    }

    @Test
    void aTurnEndsWithItsTimeThoughHardlyAByteWasHad() {
        quota.enter();
        quota.spend(1);
        assertThat(quota.isSpent()).isFalse();

        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(3)); // such as for a slow disk

        quota.spend(1);
        assertThat(quota.isSpent()).isTrue();
    }

    @Test
    void whatIsCompressedCountsAndNotWhatItBecomes() throws Exception {
        GzipSource zeros = new GzipSource(new Zeros());
        for (int i = 0; i < 100; i++) {
            ByteBuf piece = zeros.next(ByteBufAllocator.DEFAULT);
            assertThat(piece).as("after each piece the loop may look around").isNotNull();
            assertThat(zeros.cost(piece)).isEqualTo(PIECE);
            piece.release();
        }
        zeros.close();
    }

    /** Never ends. */
    private static final class Zeros implements BodySource {
        @Override
        public long length() {
            return -1;
        }

        @Override
        public ByteBuf next(ByteBufAllocator allocator) {
            return allocator.buffer(PIECE).writeZero(PIECE);
        }

        @Override
        public boolean finished() {
            return false;
        }
    }
}
