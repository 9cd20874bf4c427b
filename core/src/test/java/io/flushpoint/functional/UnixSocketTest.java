package io.flushpoint.functional;

import static io.flushpoint.DeliveryLevel.ACKNOWLEDGED;
import static io.flushpoint.DeliveryLevel.ANSWERED;
import static io.flushpoint.DeliveryLevel.SENT;
import static io.flushpoint.DeliveryLevel.WRITTEN;
import static io.flushpoint.WireState.FULLY_WRITTEN;
import static io.flushpoint.WireState.NOTHING_WRITTEN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flushpoint.Delivery;
import io.flushpoint.Failure;
import io.flushpoint.HttpSender;
import io.flushpoint.Phase;
import io.flushpoint.Receipt;
import io.flushpoint.SendException;
import io.flushpoint.SendRequest;
import io.flushpoint.SenderOptions;
import io.flushpoint.Transport;
import io.flushpoint.testkit.Script;
import io.flushpoint.testkit.ScriptedServer;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents of this machine that listen on a Unix domain socket. */
class UnixSocketTest extends OverSetups {
    private static final String AGENT = "http://agent.test:8126";

    @TempDir
    private Path directory;

    // ---- where there is epoll ----

    @Test
    void aRequestToAServerWithASocketGoesThereAndNamesTheServer() throws Exception {
        onEpollOnly();
        try (Agent agent =
                new Agent(directory.resolve("agent.sock"), "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")) {
            Client client = toAgent(agent.path);

            Receipt first =
                    client.deliver(SendRequest.post(AGENT + "/v0.4/traces").text("hello"), ANSWERED);
            Receipt second =
                    client.deliver(SendRequest.post(AGENT + "/v0.4/traces").text("again"), ANSWERED);

            assertThat(first.status()).hasValue(202);
            assertThat(first.timings().resolve()).isEmpty();
            assertThat(first.timings().connect()).isPresent();
            assertThat(second.reused()).isTrue();
            assertThat(agent.next())
                    .startsWith("POST /v0.4/traces HTTP/1.1\r\nhost: agent.test:8126\r\n")
                    .endsWith("hello");
            assertThat(agent.next()).endsWith("again");
        }
    }

    @Test
    void otherServersAreReachedByTcp() throws Exception {
        onEpollOnly();
        ScriptedServer server = serve(Script.answering(200));
        Client client = toAgent(directory.resolve("nobody"));

        assertThat(client.deliver(SendRequest.get(server.uri("/")), ANSWERED).status())
                .hasValue(200);
    }

    /** What the kernel does not tell is refused, as a goal and afterwards. */
    @Test
    void sentAndAcknowledgedAreRefused() throws Exception {
        onEpollOnly();
        try (Agent agent = new Agent(directory.resolve("agent.sock"), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            Client client = toAgent(agent.path);
            SendRequest request = SendRequest.post(AGENT + "/").text("hello");

            SendException asGoal = client.fail(client.send(request, SENT), SENT);
            Delivery written = client.send(request, WRITTEN);
            client.reach(written, WRITTEN);
            SendException afterwards = client.fail(written, ACKNOWLEDGED);

            Failures.expect(asGoal, Failure.LEVEL_UNAVAILABLE, Phase.QUEUE, NOTHING_WRITTEN);
            assertThat(asGoal.getMessage()).contains("Unix domain socket");
            assertThat(afterwards.failure()).isEqualTo(Failure.LEVEL_UNAVAILABLE);
            assertThat(afterwards.wireState()).isEqualTo(FULLY_WRITTEN);
            assertThat(client.sender().levels(request)).containsExactlyInAnyOrder(WRITTEN, ANSWERED);
            assertThat(client.sender().levels(SendRequest.get("http://other.test/")))
                    .isEqualTo(client.sender().levels());
        }
    }

    @Test
    void aLargeBodyThatTheAgentReadsSlowlyIsWrittenWhole() throws Exception {
        onEpollOnly();
        try (Agent agent = new Agent(directory.resolve("agent.sock"), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            Client client = toAgent(agent.path);

            client.deliver(SendRequest.post(AGENT + "/").body(new byte[3_000_000], "text/plain"), ANSWERED);

            assertThat(agent.next()).hasSizeGreaterThan(3_000_000);
        }
    }

    @Test
    void anAgentThatEndsAConnectionIsSentTheNextRequestOnAnother() throws Exception {
        onEpollOnly();
        String last = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        try (Agent agent = new Agent(directory.resolve("agent.sock"), last)) {
            Client client = toAgent(agent.path);
            for (int i = 1; i <= 3; i++) {
                Receipt receipt = client.deliver(SendRequest.post(AGENT + "/").text("hello"), ANSWERED);
                assertThat(receipt.connection()).hasValue(i);
            }
        }
    }

    @Test
    void nobodyAtTheSocketIsAFailureToConnect() {
        onEpollOnly();
        Client client = toAgent(directory.resolve("nobody"));

        SendException failure = client.fail(client.send(SendRequest.get(AGENT + "/")), WRITTEN);

        Failures.expect(failure, Failure.CONNECT_FAILED, Phase.CONNECT, NOTHING_WRITTEN);
        assertThat(failure.getMessage()).contains(directory.resolve("nobody") + ": no such socket");
        assertThat(client.metrics().connectionsOpening()).isZero();
    }

    private void onEpollOnly() {
        assumeTrue(setup.isEpoll(), "Unix domain sockets need epoll");
    }

    private Client toAgent(Path socket) {
        return client(options -> options.unixSocket(AGENT, socket));
    }

    // ---- options ----

    @Test
    void aSenderOverAnotherTransportIsNotMade() {
        assumeFalse(setup.isEpoll(), "epoll has them");

        assertThatIllegalStateException()
                .isThrownBy(() -> HttpSender.create(SenderOptions.defaults()
                        .transport(Transport.NIO)
                        .unixSocket(AGENT, Path.of("/run/agent.sock"))))
                .withMessageContaining("epoll");
    }

    @Test
    void whatCannotBeASocketOfAServerIsRefused() {
        SenderOptions options = SenderOptions.defaults();

        assertThatIllegalArgumentException().isThrownBy(() -> options.unixSocket("https://agent.test", Path.of("/x")));
        assertThatIllegalArgumentException().isThrownBy(() -> options.unixSocket("agent.test", Path.of("/x")));
        assertThatIllegalArgumentException().isThrownBy(() -> options.unixSocket(AGENT, Path.of("")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.unixSocket(AGENT, Path.of("/" + "x".repeat(107))))
                .withMessageContaining("107");
        assertThat(options.unixSocket(AGENT, Path.of("/" + "x".repeat(106))).unixSockets())
                .containsOnlyKeys(AGENT);
    }

    /** Answers every request on every connection alike, and keeps what it read. */
    private static final class Agent implements AutoCloseable {
        private final Path path;
        private final byte[] answer;
        private final ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

        Agent(Path path, String answer) throws IOException {
            this.path = path;
            this.answer = answer.getBytes(ISO_8859_1);
            listening.bind(UnixDomainSocketAddress.of(path));
            daemon(this::accept);
        }

        String next() throws InterruptedException {
            return String.valueOf(requests.poll(Client.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }

        private void accept() throws IOException {
            while (true) {
                SocketChannel client = listening.accept();
                daemon(() -> serve(client));
            }
        }

        private void serve(SocketChannel client) throws IOException {
            try (client) {
                for (String request = read(client); request != null; request = read(client)) {
                    requests.add(request);
                    client.write(ByteBuffer.wrap(answer));
                    if (new String(answer, ISO_8859_1).contains("close")) {
                        return;
                    }
                }
            }
        }

        /** A request with a length, or null at the end. */
        private static @Nullable String read(SocketChannel client) throws IOException {
            StringBuilder request = new StringBuilder();
            ByteBuffer piece = ByteBuffer.allocate(20_000);
            while (!isWhole(request)) {
                if (client.read(piece.clear()) < 0) {
                    return null;
                }
                request.append(new String(piece.array(), 0, piece.position(), ISO_8859_1));
            }
            return request.toString();
        }

        private static boolean isWhole(StringBuilder request) {
            int end = request.indexOf("\r\n\r\n");
            if (end < 0) {
                return false;
            }
            List<String> length = List.of(request.substring(0, end).split("content-length: ", 2));
            int body = length.size() == 1 ? 0 : Integer.parseInt(length.get(1).split("\r\n", 2)[0]);
            return request.length() == end + 4 + body;
        }

        private interface Work {
            void run() throws IOException;
        }

        private static void daemon(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (IOException closed) {
                    // the test is over
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
    }
}
