package io.flushpoint.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.testkit.Await;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class OpenSocketsTest {
    private static final long PID = ProcessHandle.current().pid();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Differences, and waited for: sockets of other tests may still be on their way out. */
    @Test
    void countsWhatIsOpenButNotTheConnectionsToOnePort() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            int port = listener.getLocalPort();
            Await.until("none", () -> connectionsTo(port) == 0, PATIENCE);
            try (Socket first = new Socket(InetAddress.getLoopbackAddress(), port)) {
                try (Socket second = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    Await.until("two: " + first + second, () -> connectionsTo(port) == 2, PATIENCE);
                }
                Await.until("one", () -> connectionsTo(port) == 1, PATIENCE);
            }
        }
    }

    @Test
    void bytesAndConnectionsThatNobodyTookAreUnread() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            int port = listener.getLocalPort();
            assertThat(OpenSockets.areUnread(port)).isFalse();
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                Await.until("a connection", () -> OpenSockets.areUnread(port), PATIENCE);
                try (Socket taken = listener.accept()) {
                    Await.until("none", () -> !OpenSockets.areUnread(port), PATIENCE);
                    client.getOutputStream().write(7);
                    Await.until("a byte", () -> OpenSockets.areUnread(port), PATIENCE);
                    assertThat(taken.getInputStream().read()).isEqualTo(7);
                    assertThat(OpenSockets.areUnread(port)).isFalse();
                }
            }
        }
    }

    private static int connectionsTo(int port) {
        return OpenSockets.count(PID, -1) - OpenSockets.count(PID, port);
    }
}
