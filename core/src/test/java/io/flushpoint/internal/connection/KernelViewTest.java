package io.flushpoint.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.Await;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the kernel tells of a connection of which nothing is read. */
class KernelViewTest {
    private @Nullable EpollConnection connection;
    private KernelView kernel;

    @BeforeEach
    void connect() throws Exception {
        connection = new EpollConnection(bootstrap -> bootstrap.option(ChannelOption.ALLOW_HALF_CLOSURE, true));
        kernel = connection.kernel();
    }

    @AfterEach
    void close() throws Exception {
        if (connection != null) {
            connection.close();
        }
    }

    @Test
    void bytesThatLieUnreadAreMoreThanWasRead() throws Exception {
        arrives(3);
        connection.server().getOutputStream().write(1);

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
        connection.server().shutdownOutput();

        Await.until(() -> kernel.read() && !kernel.established(), Duration.ofSeconds(10));
        assertThat(kernel.hasReceivedOnly(3)).isFalse();
    }

    @Test
    void ofAClosedSocketTheKernelIsNotAsked() throws Exception {
        arrives(3);
        connection.channel().close().sync();

        assertThat(kernel.hasReceivedOnly(3)).isFalse();
        assertThat(kernel.established()).isFalse();
    }

    private void arrives(int bytes) throws Exception {
        connection.server().getOutputStream().write(new byte[bytes]);
        Await.until(() -> kernel.hasReceivedOnly(bytes), Duration.ofSeconds(10));
    }
}
