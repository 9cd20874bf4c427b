package io.flushpoint.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A server that others have written, as a child process that listens on a port of loopback. */
final class ChildServer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final int port;
    private final List<String> command;
    private final Predicate<ChildServer> isReady;
    private final Path directory;

    /** One of each life: haproxy takes O_APPEND from what it writes to, and would write over what it has said before. */
    private final List<Path> consoles = new ArrayList<>();

    private Process process;

    private ChildServer(Path directory, int port, List<String> command, Predicate<ChildServer> isReady)
            throws IOException {
        this.port = port;
        this.command = List.copyOf(command);
        this.isReady = isReady;
        this.directory = directory;
        this.process = launch();
    }

    /** Starts it, and returns when somebody listens at that port. */
    static ChildServer start(Path directory, int port, String... command) {
        return start(directory, port, List.of(command), ChildServer::isListening);
    }

    /** Starts one that serves by child processes, and returns when it has one: a signal that comes earlier can kill it. */
    static ChildServer startMaster(Path directory, int port, List<String> command) {
        return start(
                directory,
                port,
                command,
                master -> master.isListening() && !master.children().isEmpty());
    }

    /** Starts it, and returns when it is ready. */
    static ChildServer start(Path directory, int port, List<String> command, Predicate<ChildServer> isReady) {
        try {
            ChildServer server = new ChildServer(directory, port, command, isReady);
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it once more, when it has ended; what it says comes behind what it has said. */
    void startAgain() {
        if (process.isAlive()) {
            throw new IllegalStateException("process " + process.pid() + " has not ended");
        }
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitReady();
    }

    private Process launch() throws IOException {
        Path console = Files.createTempFile(directory, "console", ".log");
        consoles.add(console);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
    }

    private void awaitReady() {
        if (!Await.holdsWithin(() -> !process.isAlive() || isReady.test(this), LIMIT) || !process.isAlive()) {
            close();
            throw new IllegalStateException(String.join(" ", command) + " did not start: " + said());
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

    /** What it has written to its console, in all of its lives. */
    String said() {
        StringBuilder said = new StringBuilder();
        for (Path console : consoles) {
            said.append(read(console));
        }
        return said.toString();
    }

    /** The processes that it has started. */
    List<Long> children() {
        return process.children().map(ProcessHandle::pid).toList();
    }

    /** Sends it a signal: {@code "USR1"}. */
    void signal(String name) {
        Command.run("kill", "-" + name, Long.toString(process.pid()));
    }

    /** Gives it this as its standard input. */
    void type(String text) {
        try {
            OutputStream in = process.getOutputStream();
            in.write(text.getBytes(UTF_8));
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks it by a signal to end when it is done with what it has, and returns when it has ended. */
    void stop(String signal) {
        signal(signal);
        awaitEnd("SIG" + signal);
    }

    /** It dies at once, and so do the processes that it has started. A master that stands still starts no other. */
    void kill() {
        signal("STOP");
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        awaitEnd("SIGKILL");
        Await.until("nobody listens at " + port, () -> !isListening(), LIMIT);
    }

    private void awaitEnd(String because) {
        Await.until("the end of process " + process.pid() + " by " + because, () -> !process.isAlive(), LIMIT);
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

    private boolean isListening() {
        return isListening(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /**
     * Whether somebody listens there. A server that takes over from another by SO_REUSEPORT has the old one close its
     * listener, and the kernel resets what lies in that one's queue: so a reset means as little as a refusal, not yet.
     */
    static boolean isListening(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address);
            return true;
        } catch (SocketException refusedOrReset) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    static String read(Path file) {
        try {
            return Files.readString(file);
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
