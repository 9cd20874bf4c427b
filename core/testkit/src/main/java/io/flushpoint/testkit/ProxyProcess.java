package io.flushpoint.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real proxy as a child process on loopback. It needs what {@link RequiresProxies} checks. */
public final class ProxyProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Process process;
    private final Path log;
    private final int port;

    private ProxyProcess(Path directory, int port, List<String> command) throws IOException {
        this.port = port;
        this.log = directory.resolve("console.log");
        this.process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /**
     * Tinyproxy, which speaks HTTP and wants these credentials.
     *
     * @param directory for its configuration and log
     */
    public static ProxyProcess tinyproxy(Path directory, String user, String password) {
        int port = freePort();
        Path configuration = write(directory.resolve("tinyproxy.conf"), """
                Port %d
                Listen 127.0.0.1
                Timeout 60
                LogLevel Connect
                MaxClients 50
                BasicAuth %s %s
                """.formatted(port, user, password));
        return start(directory, port, "tinyproxy", "-d", "-c", configuration.toString());
    }

    /** Dante, which speaks SOCKS 5 and lets everybody in. */
    public static ProxyProcess danted(Path directory) {
        int port = freePort();
        Path configuration = write(directory.resolve("danted.conf"), """
                logoutput: stdout
                internal: 127.0.0.1 port = %d
                external: lo
                clientmethod: none
                socksmethod: none
                user.unprivileged: nobody
                client pass { from: 0/0 to: 0/0 }
                socks pass { from: 0/0 to: 0/0 }
                """.formatted(port));
        Path pid = directory.resolve("danted.pid");
        return start(directory, port, "danted", "-f", configuration.toString(), "-p", pid.toString());
    }

    private static ProxyProcess start(Path directory, int port, String... command) {
        try {
            ProxyProcess proxy = new ProxyProcess(directory, port, List.of(command));
            if (!Await.holdsWithin(() -> !proxy.process.isAlive() || proxy.isListening(), LIMIT)
                    || !proxy.process.isAlive()) {
                proxy.close();
                throw new IllegalStateException(command[0] + " did not start: " + Files.readString(proxy.log));
            }
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the proxy goes on after SIGKILL");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isListening() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (ConnectException notYet) {
            return false;
        }
    }

    /** Free a moment ago: neither can pick one by itself. */
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
