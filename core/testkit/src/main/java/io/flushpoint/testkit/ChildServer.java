package io.flushpoint.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A server that others have written, as a child process that listens on a port of loopback. */
final class ChildServer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Process process;
    private final Path log;
    private final int port;

    private ChildServer(Path directory, int port, List<String> command) throws IOException {
        this.port = port;
        this.log = Files.createTempFile(directory, "console", ".log");
        this.process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Starts it, and returns when somebody listens at that port. */
    static ChildServer start(Path directory, int port, String... command) {
        return start(directory, port, List.of(command), server -> true);
    }

    /** Starts one that serves by child processes, and returns when it has one: a signal that comes earlier can kill it. */
    static ChildServer startMaster(Path directory, int port, List<String> command) {
        return start(directory, port, command, master -> !master.children().isEmpty());
    }

    private static ChildServer start(Path directory, int port, List<String> command, Predicate<ChildServer> isReady) {
        try {
            ChildServer server = new ChildServer(directory, port, command);
            if (!Await.holdsWithin(
                            () -> !server.process.isAlive() || (isListening(server.address()) && isReady.test(server)),
                            LIMIT)
                    || !server.process.isAlive()) {
                server.close();
                throw new IllegalStateException(command.get(0) + " did not start: " + server.said());
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it has written to its console. */
    String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The processes that it has started. */
    List<Long> children() {
        return process.children().map(ProcessHandle::pid).toList();
    }

    /** Sends it a signal: {@code "USR1"}. */
    void signal(String name) {
        Command.run("kill", "-" + name, Long.toString(process.pid()));
    }

    /** Asks it to end, since a master would replace a child that dies, and makes sure of all of them. */
    @Override
    public void close() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new AssertionError("process " + process.pid() + " goes on after SIGKILL");
                }
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            descendants.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /**
     * Whether somebody listens there. A server that takes over from another by SO_REUSEPORT has the old one close its
     * listener, and the kernel resets what lies in that one's queue: so a reset means as little as a refusal, not yet.
     */
    static boolean isListening(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address);
            return true;
        } catch (SocketException refusedOrReset) {
            return false;
        }
    }

    /** Copies a script of this kit to where a child can read it. */
    static Path script(Path directory, String name) {
        Path file = directory.resolve(name);
        try (InputStream script = Objects.requireNonNull(ChildServer.class.getResourceAsStream(name), name)) {
            Files.copy(script, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Free a moment ago: hardly any server can pick one by itself. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
