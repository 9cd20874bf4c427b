package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.Await;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the kernel tells of a connection of which nothing is read, at either end. */
class KernelViewTest {
    private @Nullable EpollConnection opened;
    private KernelView kernel;

    @BeforeEach
    void connect() throws Exception {
        opened = new EpollConnection(bootstrap -> bootstrap.option(ChannelOption.ALLOW_HALF_CLOSURE, true));
        kernel = opened.kernel();
    }

    @AfterEach
    void close() throws Exception {
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void bytesThatLieUnreadAreMoreThanWasRead() throws Exception {
        arrives(3);
        connection().server().getOutputStream().write(1);

        Await.until(() -> kernel.hasReceivedOnly(4), Duration.ofSeconds(10));
        assertThat(kernel.hasReceivedOnly(3)).isFalse();
    }

    /** A kernel that does not count would say the same. */
    @Test
    void nothingIsSaidOfAConnectionOnWhichNothingWasRead() {
        assertThat(kernel.hasReceivedOnly(0)).isFalse();
    }

    @Test
    void aFinIsMoreThanWasRead() throws Exception {
        arrives(3);
        connection().server().shutdownOutput();

        Await.until(() -> kernel.read() && !kernel.established(), Duration.ofSeconds(10));
        assertThat(kernel.hasReceivedOnly(3)).isFalse();
    }

    @Test
    void ofAClosedSocketTheKernelIsNotAsked() throws Exception {
        arrives(3);
        connection().channel().close().sync();

        assertThat(kernel.hasReceivedOnly(3)).isFalse();
        assertThat(kernel.established()).isFalse();
    }

    // ---- what is ours ----

    @Test
    void ofAConnectionOnWhichNothingWasWrittenNothingIsAcknowledged() {
        assertThat(kernel.read()).isTrue();
        assertThat(kernel.acknowledged()).isZero();
        assertThat(kernel.notSent()).isZero();
    }

    /** By which the position of a byte tells where it is: in the socket, below it, or at the peer. */
    @Test
    void whatTheSocketHasAcceptedIsAcknowledgedOrNotSentOnceNothingIsUnderWay() throws Exception {
        WireWatch watch = watched();
        writes(20_000_000);

        Await.until(() -> placed(watch) && kernel.notSent() > 0, Duration.ofSeconds(10));
        assertThat(kernel.acknowledged()).isPositive();
        assertThat(watch.accepted()).isBetween(1L, watch.given() - 1);

        connection().server().getInputStream().skipNBytes(20_000_000);
        Await.until(() -> placed(watch) && kernel.notSent() == 0, Duration.ofSeconds(10));
        assertThat(kernel.acknowledged()).isEqualTo(20_000_000);
        assertThat(kernel.nothingBelow()).isTrue();
    }

    /** Our FIN takes a place in the sequence behind all bytes; by then there are none that it could be taken for. */
    @Test
    void ourFinIsAcknowledgedBehindTheLastByte() throws Exception {
        writes(5);
        connection().channel().shutdownOutput().sync();

        Await.until(() -> kernel.read() && kernel.acknowledged() == 6, Duration.ofSeconds(10));
        assertThat(kernel.canDeliver()).isFalse();
    }

    private EpollConnection connection() {
        return Objects.requireNonNull(opened);
    }

    private WireWatch watched() {
        WireWatch watch = new WireWatch(false);
        connection().channel().pipeline().addFirst(watch);
        return watch;
    }

    private void writes(int bytes) {
        connection().channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[bytes]));
    }

    /** On the loop, where no byte is accepted between the two. */
    private boolean placed(WireWatch watch) {
        return connection()
                .channel()
                .eventLoop()
                .submit(() -> kernel.read() && watch.accepted() == kernel.acknowledged() + kernel.notSent())
                .syncUninterruptibly()
                .getNow();
    }

    private void arrives(int bytes) throws Exception {
        connection().server().getOutputStream().write(new byte[bytes]);
        Await.until(() -> kernel.hasReceivedOnly(bytes), Duration.ofSeconds(10));
    }
}
