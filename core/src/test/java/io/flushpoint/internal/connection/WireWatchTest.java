package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which bytes below TLS are the first of a request, and how many of all the socket has accepted. */
class WireWatchTest {
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int DATA = 23;

    /** In TLS 1.3: what is said, its inner type, and the tag. */
    private static final int CLOSE_NOTIFY_13 = 2 + 1 + 16;

    private static final int KEY_UPDATE_13 = 5 + 1 + 16;
    private static final int REQUEST_13 = 60 + 1 + 16;

    /** A socket that takes so many bytes, and fails then or is full. */
    private static final class Kernel extends EmbeddedChannel {
        private int takes = Integer.MAX_VALUE;
        private boolean full;

        @Override
        protected void doWrite(ChannelOutboundBuffer in) throws Exception {
            for (Object first = in.current(); first instanceof ByteBuf bytes; first = in.current()) {
                int length = bytes.readableBytes();
                int taken = Math.min(takes, length);
                takes -= taken;
                in.removeBytes(taken);
                if (taken < length && full) {
                    return;
                }
                if (taken < length) {
                    throw new IOException("reset");
                }
            }
        }
    }

    private final Kernel kernel = new Kernel();
    private WireWatch watch = new WireWatch(false);
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

    // ---- how many there were ----

    @Test
    void whatIsGivenIsNotAcceptedUntilItIsFlushedAndTheSocketTakesIt() {
        watch(false);
        kernel.full = true;
        kernel.takes = 30;

        kernel.write(bytes(20));
        assertThat(watch.given()).isEqualTo(20);
        assertThat(watch.accepted()).isZero();

        kernel.writeAndFlush(bytes(25));
        kernel.write(bytes(7));
        assertThat(watch.given()).isEqualTo(52);
        assertThat(watch.accepted()).isEqualTo(30);

        kernel.takes = Integer.MAX_VALUE;
        kernel.flush();
        assertThat(watch.accepted()).isEqualTo(52);
    }

    @Test
    void theFirstByteOfARequestCountsAmongWhatTlsSaidBefore() {
        watch(true);

        write(record(HANDSHAKE, 300));
        write(record(DATA, REQUEST_13));

        assertThat(watch.given()).isEqualTo(5 + 300 + 5 + REQUEST_13);
        assertThat(watch.accepted()).isEqualTo(watch.given());
    }

    /** Otherwise what never came to the socket would count as accepted, and what came before it as sent too early. */
    @Test
    void nothingIsSaidToBeAcceptedOnceAWriteFailed() {
        watch(false);
        write(bytes(100));

        kernel.takes = 10;
        write(bytes(50));

        assertThat(watch.accepted()).isZero();
    }

    @Test
    void whatAWriterWantsToKnowOfItsWriteItLearns() {
        watch(false);
        write(bytes(1)); // with the promise of the first byte
        ChannelFuture second = kernel.writeAndFlush(bytes(1));
        ChannelFuture unasked = kernel.writeAndFlush(bytes(1), kernel.voidPromise());
        kernel.takes = 0;
        ChannelFuture failed = kernel.writeAndFlush(bytes(1));

        assertThat(second.isSuccess()).isTrue();
        assertThat(unasked.isVoid()).isTrue();
        assertThat(failed.cause()).hasMessage("reset");
    }

    private static ByteBuf bytes(int count) {
        return Unpooled.buffer().writeZero(count);
    }

    private void watch(boolean secure) {
        watch = new WireWatch(secure);
        kernel.pipeline().addFirst(watch);
        watch.arm(() -> told = true);
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
