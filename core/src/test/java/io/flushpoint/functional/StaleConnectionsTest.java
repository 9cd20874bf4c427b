package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.CallerDrivenSender;
import io.flushpoint.HttpSender;
import io.flushpoint.Receipt;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** However many connections a send finds stale, retiring them takes no more of the stack than one does. */
class StaleConnectionsTest {
    private static final int CONNECTIONS = 1_500;

    /** Holds a few hundred calls within each other, so that as many connections need not be thousands. */
    private static final long SMALL_STACK_BYTES = 192 << 10;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void manyThatAreStaleAtOnceAreRetiredAndTheSendGoesToAFreshOne() throws Exception {
        CompletableFuture<Receipt> outcome = new CompletableFuture<>();
        Thread owner = new Thread(null, () -> retireMany(outcome), "small-stack", SMALL_STACK_BYTES);
        owner.setDaemon(true);
        owner.start();

        assertThat(outcome.get(60, TimeUnit.SECONDS).connection()).hasValue(CONNECTIONS + 1);
    }

    private static void retireMany(CompletableFuture<Receipt> outcome) {
        List<SocketChannel> accepted = new ArrayList<>();
        SenderOptions options = SenderOptions.defaults()
                .transport(Transport.NIO)
                .connectionsPerEndpoint(10_000)
                .connectionsOverAll(10_000);
        try (ServerSocketChannel server = ServerSocketChannel.open();
                CallerDrivenSender sender = HttpSender.createCallerDriven(options)) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
            URI uri = URI.create("http://127.0.0.1:" + server.socket().getLocalPort() + "/");
            for (int i = 0; i < CONNECTIONS; i++) {
                CompletableFuture<Receipt> opened = sender.preconnect(uri).toCompletableFuture();
                while (!opened.isDone()) {
                    sender.run(Duration.ofMillis(1));
                }
                accepted.add(server.accept());
            }
            assertThat(sender.metrics().connectionsIdle()).isEqualTo(CONNECTIONS);

            sender.resumed(Duration.ofHours(1));

            outcome.complete(sender.send(SendRequest.get(uri)).await(WRITTEN, PATIENCE));
            sender.close(Duration.ZERO);
        } catch (Throwable e) {
            outcome.completeExceptionally(e);
        } finally {
            accepted.forEach(StaleConnectionsTest::close);
        }
    }

    private static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
