package io.flushpoint.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One connection that a {@link ScriptedServer} accepted: what is known of it, and control over it from the test. Safe for
 * any thread.
 */
public final class ServerConnection {
    private static final Duration STALL_POLL = Duration.ofMillis(20);

    private final int number;
    private final long acceptedNanos = System.nanoTime();
    private final Wire wire;
    private final List<RequestRecorder> requests = new CopyOnWriteArrayList<>();
    private final Semaphore resumptions = new Semaphore(0);

    ServerConnection(int number, Wire wire) {
        this.number = number;
        this.wire = wire;
    }

    /** 1 for the first connection that the server accepted. */
    public int number() {
        return number;
    }

    /** {@link System#nanoTime()} of the accept. */
    public long acceptedNanos() {
        return acceptedNanos;
    }

    /** The client's port. */
    public int clientPort() {
        return wire.socket().getPort();
    }

    /** Bytes taken from the kernel so far; of a TLS connection, the plain text. At most 8 KiB of it is read ahead. */
    public long bytesReceived() {
        return wire.received();
    }

    /** Bytes given to the kernel so far; of a TLS connection, the plain text. */
    public long bytesSent() {
        return wire.sent();
    }

    /** The requests on this connection, complete or not, in order. */
    public List<RecordedRequest> requests() {
        return requests.stream().map(RequestRecorder::snapshot).toList();
    }

    /** How it ended, {@link ConnectionEnd#OPEN} if it has not. */
    public ConnectionEnd end() {
        return wire.end();
    }

    /** Waits for the end, and says how it came; an {@link AssertionError} if it does not within the time. */
    public ConnectionEnd awaitEnd(Duration atMost) {
        try {
            if (wire.awaitEnd(atMost)) {
                return wire.end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("connection " + number + " is still open after " + atMost);
    }

    /** Why the handshake or the connection failed, if it did. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(wire.failure());
    }

    /** What the TLS handshake agreed on, once it is done. */
    public Optional<TlsFacts> tls() {
        return Optional.ofNullable(wire.tlsFacts());
    }

    /** Sends these characters in ISO 8859-1, now: an unasked response, for instance. */
    public void sendRaw(String latin1) throws IOException {
        sendRaw(latin1.getBytes(ISO_8859_1));
    }

    /** Sends these bytes now. */
    public void sendRaw(byte[] bytes) throws IOException {
        wire.write(bytes, 0, bytes.length);
    }

    /** Sends these characters now, each string as a TLS record of its own if this is TLS, and all in one segment. */
    public void sendTogether(String... latin1) throws IOException {
        wire.writeTogether(
                Stream.of(latin1).map(piece -> piece.getBytes(ISO_8859_1)).toArray(byte[][]::new));
    }

    /**
     * Sends these characters, as a TLS record of its own if this is TLS: its first bytes now, and the rest after something else.
     */
    public void sendInTwo(String latin1, int first, Callable<?> between) throws Exception {
        wire.writeInTwo(latin1.getBytes(ISO_8859_1), first, between);
    }

    /** Sends these characters now, past TLS: no record that the client can take for one of this connection. */
    public void sendInClear(String latin1) throws IOException {
        wire.writeInClear(latin1.getBytes(ISO_8859_1));
    }

    /** Sends a response now. */
    public void send(Response response) throws IOException {
        sendRaw(response.head());
        sendRaw(response.encodedBody());
    }

    /**
     * Closes in order: close_notify if this is TLS, then FIN. What the client sends afterwards is answered with a RST, and
     * so is what it had sent and this server had not read.
     */
    public void closeFin() throws IOException {
        try {
            wire.sayGoodbye();
        } finally {
            wire.close(ConnectionEnd.SERVER_FIN);
        }
    }

    /** Closes with a FIN that no close_notify precedes: a truncation, to TLS. */
    public void closeWithoutNotify() {
        wire.close(ConnectionEnd.SERVER_FIN);
    }

    /** Resets the connection. */
    public void closeRst() {
        wire.close(ConnectionEnd.SERVER_RST);
    }

    /** Sends a TLS close_notify and no FIN; nothing on a plain connection. Reading goes on. */
    public void closeNotify() throws IOException {
        wire.sayGoodbye();
    }

    /** Sends a FIN (after a close_notify, if this is TLS) and goes on reading. */
    public void halfClose() throws IOException {
        wire.shutdownOutput();
    }

    /** Lets one {@link Effects#stall()} go on: the current one or, if there is none, the next. */
    public void resume() {
        resumptions.release();
    }

    @Override
    public String toString() {
        return "connection " + number + " " + end() + ", " + requests.size() + " requests, " + bytesReceived()
                + " B in, " + bytesSent() + " B out";
    }

    void pause(Duration time) throws InterruptedException {
        wire.awaitEnd(time);
    }

    void stall() throws InterruptedException {
        while (wire.isOpen()) {
            if (resumptions.tryAcquire(STALL_POLL.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        }
    }

    void discard(int bytes) throws IOException {
        InputStream in = wire.in();
        for (int read = 0; read < bytes && in.read() >= 0; read++) {
            // Each byte read is forgotten.
        }
    }

    void record(RequestRecorder request) {
        requests.add(request);
    }

    Wire wire() {
        return wire;
    }
}
