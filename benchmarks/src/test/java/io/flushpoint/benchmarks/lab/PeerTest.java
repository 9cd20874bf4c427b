package io.flushpoint.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.benchmarks.lab.law.History;
import io.flushpoint.benchmarks.lab.law.Law;
import io.flushpoint.benchmarks.lab.law.Verdict;
import io.flushpoint.testkit.Await;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PeerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final History history = new History();
    private final Peer peer = new Peer(InetAddress.getLoopbackAddress(), Duration.ZERO, history);

    @AfterEach
    void close() {
        peer.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), peer.port());
        Await.until("accepted", () -> peer.remotePorts().contains(socket.getLocalPort()), PATIENCE);
        return socket;
    }

    private void post(Socket socket, String send) throws IOException {
        history.asked(send, "invocation");
        socket.getOutputStream()
                .write(("POST / HTTP/1.1\r\nX-Lab-Send: " + send + "\r\nContent-Length: 0\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private Verdict verdict() {
        return Law.judge(history, DeliveryLevel.SENT);
    }

    @Test
    void whatItAnswersItHasSeen() throws Exception {
        try (Socket socket = connect()) {
            post(socket, "a");
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            assertThat(history.isSeen("a")).isTrue();
        }
    }

    @Test
    void itEndsIdleConnectionsInOrderAndResetsOthers() throws Exception {
        try (Socket ended = connect()) {
            peer.closeIdle();
            assertThat(ended.getInputStream().read()).isEqualTo(-1);
        }
        try (Socket reset = connect()) {
            peer.reset();
            assertThatThrownBy(() -> reset.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void itRefusesConnectionsUntilItIsWell() throws Exception {
        peer.refuse();
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), peer.port()).close())
                .isInstanceOf(ConnectException.class);

        peer.recover(true);
        connect().close();
    }

    @Test
    void whatItReceivesWhileItHangsItSeesOnlyWhenItRecovers() throws Exception {
        peer.hang();
        try (Socket socket = connect()) {
            post(socket, "a");
            Await.until("received", () -> history.isReceived("a"), PATIENCE);
            assertThat(history.isSeen("a")).isFalse();

            peer.recover(true);
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            assertThat(history.isSeen("a")).isTrue();
        }
    }

    @Test
    void whatItHasNotHandledWhenItEndsIsLost() throws Exception {
        peer.hang();
        try (Socket socket = connect()) {
            post(socket, "a");
            Await.until("received", () -> history.isReceived("a"), PATIENCE);

            peer.recover(false);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(verdict().seen()).isZero();
        }
    }
}
