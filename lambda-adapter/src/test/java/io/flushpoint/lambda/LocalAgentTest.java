package io.flushpoint.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.SenderOptions;
import io.netty.channel.epoll.Epoll;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent of this machine, of whose Unix domain socket the kernel tells nothing. */
@Timeout(60)
class LocalAgentTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    @Test
    void aSendToItIsWaitedForUntilItIsWritten() throws Exception {
        assumeTrue(Epoll.isAvailable(), "Unix domain sockets need epoll");
        Path socket = directory.resolve("agent.sock");
        List<Undelivered> undelivered = new CopyOnWriteArrayList<>();
        LambdaOptions options = LambdaOptions.defaults()
                .sender(SenderOptions.defaults().unixSocket("http://agent.test", socket))
                .onUndelivered(undelivered::add);
        try (ServerSocketChannel agent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            agent.bind(UnixDomainSocketAddress.of(socket));
            try (LambdaSender sender = LambdaSender.warm(options, "http://agent.test/");
                    SocketChannel connection = agent.accept()) {
                assertThat(sender.level()).isEqualTo(DeliveryLevel.SENT);

                try (Invocation invocation = sender.begin(new FakeContext("a", PATIENCE))) {
                    invocation.send(sender.post("/x").json("{}"));
                }

                ByteBuffer request = ByteBuffer.allocate(1_000);
                connection.configureBlocking(false);
                assertThat(connection.read(request))
                        .as("bytes that lie with the agent")
                        .isPositive();
            }
            assertThat(undelivered).isEmpty();
        }
    }
}
