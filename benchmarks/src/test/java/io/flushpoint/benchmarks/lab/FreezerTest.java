package io.flushpoint.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.flushpoint.benchmarks.nemesis.Privileges;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that sends without pause, frozen and thawed: what its peer sees. */
@Timeout(60)
class FreezerTest {
    /** Silence that tells a frozen sender, in milliseconds: running, it is never silent for so long. */
    private static final int SILENCE = 500;

    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void needsPrivileges() {
        Privileges.assume();
    }

    @Test
    void nothingLeavesAFrozenEnvironmentAndAllGoesOnAfterTheThaw() throws Exception {
        try (Leftovers leftovers = new Leftovers(complaints::add)) {
            LabHost site = LabHost.open(OptionalDouble.empty(), 1, leftovers, complaints::add);
            assertThat(site.freeze()).as(complaints::toString).isEqualTo("process+network");
            try (ServerSocket listener = new ServerSocket()) {
                listener.bind(new InetSocketAddress(site.address(), 0));
                Process sender = startSender(site, listener);
                leftovers.make(() -> sender::destroyForcibly);
                Freezer freezer = site.place(0).admit(sender);
                try (Socket connection = listener.accept()) {
                    InputStream bytes = connection.getInputStream();
                    connection.setSoTimeout(SILENCE);
                    assertThat(bytes.read()).isZero();

                    freezer.freeze();
                    assertThat(bytesUntilSilence(bytes)).isLessThan(64L << 20);
                    assertThat(bytesUntilSilence(bytes)).isZero();

                    freezer.thaw();
                    connection.setSoTimeout(0);
                    assertThat(bytes.read()).isZero();

                    freezer.freeze();
                    freezer.kill();
                    assertThat(sender.waitFor(10, TimeUnit.SECONDS)).isTrue();
                    connection.setSoTimeout(SILENCE);
                    bytesUntilSilence(bytes);
                    assertThat(bytesUntilSilence(bytes)).isZero();
                }
            }
        }
        assertThat(complaints).isEmpty();
    }

    private static Process startSender(LabHost site, ServerSocket listener) throws Exception {
        List<String> command = new ArrayList<>(site.place(0).prefix());
        command.addAll(List.of(
                "bash",
                "-c",
                "exec cat /dev/zero > /dev/tcp/" + listener.getInetAddress().getHostAddress() + "/"
                        + listener.getLocalPort()));
        return new ProcessBuilder(command).inheritIO().start();
    }

    /** Reads until nothing has come for {@link #SILENCE}; an end of the stream would be a byte of the peer too. */
    private static long bytesUntilSilence(InputStream bytes) throws Exception {
        byte[] buffer = new byte[64 << 10];
        long count = 0;
        while (true) {
            try {
                int read = bytes.read(buffer);
                assertThat(read).isPositive();
                count += read;
            } catch (SocketTimeoutException e) {
                return count;
            }
        }
    }
}
