package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which bytes below TLS are the first of a request. */
class WireWatchTest {
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int DATA = 23;

    /** In TLS 1.3: what is said, its inner type, and the tag. */
    private static final int CLOSE_NOTIFY_13 = 2 + 1 + 16;

    private static final int KEY_UPDATE_13 = 5 + 1 + 16;
    private static final int REQUEST_13 = 60 + 1 + 16;

    /** A socket that takes so many bytes and fails then. */
    private static final class Kernel extends EmbeddedChannel {
        private int takes = Integer.MAX_VALUE;

        @Override
        protected void doWrite(ChannelOutboundBuffer in) throws Exception {
            for (Object first = in.current(); first instanceof ByteBuf bytes; first = in.current()) {
                int taken = Math.min(takes, bytes.readableBytes());
                takes -= taken;
                in.progress(taken);
                if (taken < bytes.readableBytes()) {
                    throw new IOException("reset");
                }
                in.remove();
            }
        }
    }

    private final Kernel kernel = new Kernel();
    private boolean told;

    @AfterEach
    void close() {
        kernel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @CsvSource({"21, 26", "22, 40", "20, 1", "23, 19", "23, 22"})
    void whatTlsSaysForItselfIsNoByteOfARequest(int type, int length) {
        watch(true);

        write(record(type, length));
        assertThat(told).isFalse();

        write(record(DATA, REQUEST_13));
        assertThat(told).isTrue();
    }

    @Test
    void aReplyOfTlsAheadOfARequestInOneWriteCountsOnlyOnceItIsPassed() {
        watch(true);
        ByteBuf both = Unpooled.wrappedBuffer(record(DATA, KEY_UPDATE_13), record(DATA, REQUEST_13));

        kernel.takes = 5 + KEY_UPDATE_13;
        write(both);

        assertThat(told).isFalse();
    }

    @Test
    void oneByteOfTheRequestBehindAReplyOfTlsIsAPart() {
        watch(true);
        ByteBuf both = Unpooled.wrappedBuffer(record(DATA, KEY_UPDATE_13), record(DATA, REQUEST_13));

        kernel.takes = 5 + KEY_UPDATE_13 + 1;
        write(both);

        assertThat(told).isTrue();
    }

    @Test
    void severalRepliesOfTlsAreStillNoRequest() {
        watch(true);

        write(Unpooled.wrappedBuffer(record(HANDSHAKE, 30), record(ALERT, 26), record(DATA, CLOSE_NOTIFY_13)));

        assertThat(told).isFalse();
    }

    @Test
    void whatIsNoWholeRecordCountsAsARequest() {
        watch(true);

        write(record(ALERT, 26).slice(0, 12));

        assertThat(told).isTrue();
    }

    @Test
    void inClearEveryByteIsOneOfTheRequest() {
        watch(false);

        write(record(ALERT, 26));

        assertThat(told).isTrue();
    }

    @Test
    void aWriteOfWhichNothingIsTakenIsNoPart() {
        watch(true);

        kernel.takes = 0;
        write(record(DATA, REQUEST_13));

        assertThat(told).isFalse();
    }

    private void watch(boolean secure) {
        WireWatch watch = new WireWatch(secure, () -> told = true);
        kernel.pipeline().addFirst(watch);
        watch.arm();
    }

    private void write(ByteBuf bytes) {
        kernel.writeAndFlush(bytes);
    }

    private static ByteBuf record(int type, int length) {
        return Unpooled.buffer()
                .writeByte(type)
                .writeShort(0x0303)
                .writeShort(length)
                .writeZero(length);
    }
}
