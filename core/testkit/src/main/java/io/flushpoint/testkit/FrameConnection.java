package io.flushpoint.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One connection that a {@link FrameServer} accepted: what the client has sent, and every frame that goes back. Waiting ends in
 * an {@link AssertionError} that lists the frames seen, after a while, or at once when the connection is over. Safe for any
 * thread.
 *
 * <p>By itself it acknowledges SETTINGS and PING, and gives the windows back what DATA took of them; each can be switched off,
 * and none of it happens before the script's first frame. A write waits for a client that does not read, and until it is done so
 * do those answers, and reading.
 */
public final class FrameConnection {
    /** Of DATA, so many bytes are kept per connection, and again per request; beyond that, lengths. */
    public static final int KEPT_BYTES = 4 * 1024 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration NO_END = Duration.ofDays(1);

    /** What answers a request. */
    @FunctionalInterface
    public interface Answer {
        void to(RequestSeen request) throws Exception;
    }

    private final int number;
    private final Wire wire;
    private final FrameLog log = new FrameLog(this::toString);
    private final FrameWriter writer;
    private final FrameReader reader;

    FrameConnection(int number, Wire wire, ServerOptions options, List<String> applicationProtocols) {
        this.number = number;
        this.wire = wire;
        this.writer = new FrameWriter(wire);
        this.reader = new FrameReader(wire, options.tls(), applicationProtocols, log, writer);
    }

    /** 1 for the first connection that the server accepted. */
    public int number() {
        return number;
    }

    /** What the TLS handshake agreed on, once it is done. */
    public Optional<TlsFacts> tls() {
        return Optional.ofNullable(wire.tlsFacts());
    }

    /** What ALPN agreed on; empty in clear text, without ALPN, and before it is done. */
    public String applicationProtocol() {
        return wire.applicationProtocol();
    }

    /** Octets taken from the kernel so far, the preface included; in TLS, the plain text. At most 8 KiB of it is read ahead. */
    public long bytesReceived() {
        return wire.received();
    }

    /** How it ended, {@link ConnectionEnd#OPEN} if it has not. */
    public ConnectionEnd end() {
        return wire.end();
    }

    /** Waits for the end, and says how it came. */
    public ConnectionEnd awaitEnd() {
        Await.until("the end of " + this, () -> !wire.isOpen(), PATIENCE);
        return wire.end();
    }

    /** Why the handshake or the connection failed, if it did. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(wire.failure());
    }

    /** The frames that have arrived, in order. */
    public List<Frame> frames() {
        return log.frames();
    }

    /** The frames of this type that have arrived, in order. */
    public List<Frame> frames(int type) {
        return frames().stream().filter(frame -> frame.is(type)).toList();
    }

    /** Waits for the first such frame, which may have arrived already. */
    public Frame awaitFrame(Predicate<Frame> wanted) {
        return awaitFrame(1, wanted);
    }

    /** Waits for a frame among those wanted; 1 is the first of them since the connection began. */
    public Frame awaitFrame(int which, Predicate<Frame> wanted) {
        return log.awaitFrame(which, wanted, PATIENCE);
    }

    /** The requests whose header fields have arrived, in the order of these. */
    public List<RequestSeen> requests() {
        return log.requests();
    }

    /** Waits for the header fields of a request; 1 is the first. */
    public RequestSeen awaitRequest(int which) {
        return log.awaitRequest(which, request -> true, PATIENCE);
    }

    /** Waits for a request and its END_STREAM; 1 is the one whose header fields came first. */
    public RequestSeen awaitComplete(int which) {
        return log.awaitRequest(which, RequestSeen::isComplete, PATIENCE);
    }

    /** The request that is complete next, each handed out once. Waits for it as long as the connection lives. */
    public RequestSeen takeComplete() {
        return log.takeComplete(NO_END);
    }

    /** Answers every request as it is complete, but for those that were reset by then, as long as the connection lives. */
    public void answerAll(Answer answer) throws Exception {
        while (true) {
            RequestSeen request = takeComplete();
            if (request.resetCode().isEmpty()) {
                answer.to(request);
            }
        }
    }

    /** Whether SETTINGS are acknowledged. */
    public FrameConnection autoSettingsAck(boolean on) {
        writer.autoSettingsAck(on);
        return this;
    }

    /** Whether PING is acknowledged. */
    public FrameConnection autoPingAck(boolean on) {
        writer.autoPingAck(on);
        return this;
    }

    /** Whether the windows of the connection and the stream get back, in WINDOW_UPDATE, what DATA took. */
    public FrameConnection autoRefill(boolean on) {
        writer.autoRefill(on);
        return this;
    }

    /** Begins as a server has to: with SETTINGS, each an identifier and its value. */
    public void greet(int... idValuePairs) throws IOException {
        settings(idValuePairs);
    }

    /** Sends SETTINGS, each an identifier and its value. */
    public void settings(int... idValuePairs) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(idValuePairs.length / 2 * (Short.BYTES + Integer.BYTES));
        for (int i = 0; i < idValuePairs.length; i += 2) {
            payload.putShort((short) idValuePairs[i]).putInt(idValuePairs[i + 1]);
        }
        frame(Frame.SETTINGS, 0, 0, payload.array());
    }

    /** Acknowledges SETTINGS. */
    public void settingsAck() throws IOException {
        frame(Frame.SETTINGS, Frame.ACK, 0, new byte[0]);
    }

    /** Sends these fields, unchecked and in this order, as one HEADERS frame: {@code headers(1, false, ":status", "200")}. */
    public void headers(int stream, boolean endStream, String... nameValuePairs) throws IOException {
        continuationHeaders(stream, endStream, 0, nameValuePairs);
    }

    /** As {@link #headers}, the block cut into HEADERS and so many CONTINUATION frames. */
    public void continuationHeaders(int stream, boolean endStream, int continuations, String... nameValuePairs)
            throws IOException {
        Frame first = new Frame(Frame.HEADERS, endStream ? Frame.END_STREAM : 0, stream, new byte[0]);
        writer.writeBlock(first, continuations, nameValuePairs);
    }

    /** Promises a stream, in one frame. */
    public void pushPromise(int stream, int promised, String... nameValuePairs) throws IOException {
        writer.writeBlock(new Frame(Frame.PUSH_PROMISE, 0, stream, number(promised)), 0, nameValuePairs);
    }

    /** Sends DATA, in one frame. */
    public void data(int stream, byte[] bytes, boolean endStream) throws IOException {
        frame(Frame.DATA, endStream ? Frame.END_STREAM : 0, stream, bytes);
    }

    /** Sends DATA, in one frame with so much padding, 255 at most, besides the octet that tells it. */
    public void paddedData(int stream, byte[] bytes, int padding, boolean endStream) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(1 + bytes.length + padding);
        payload.put((byte) padding).put(bytes);
        frame(Frame.DATA, Frame.PADDED | (endStream ? Frame.END_STREAM : 0), stream, payload.array());
    }

    /** Resets a stream. */
    public void rst(int stream, long code) throws IOException {
        frame(Frame.RST_STREAM, 0, stream, number(code));
    }

    /** Sends GOAWAY, and leaves the connection open. */
    public void goAway(int lastStream, long code) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(2 * Integer.BYTES);
        frame(Frame.GOAWAY, 0, 0, payload.putInt(lastStream).putInt((int) code).array());
    }

    /** Sends a PING with this payload. */
    public void ping(long payload) throws IOException {
        frame(Frame.PING, 0, 0, ByteBuffer.allocate(Long.BYTES).putLong(payload).array());
    }

    /** Opens the window of a stream, or with 0 that of the connection. */
    public void windowUpdate(int stream, int increment) throws IOException {
        frame(Frame.WINDOW_UPDATE, 0, stream, number(increment));
    }

    /** Sends any frame. */
    public void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        writer.write(new Frame(type, flags, stream, payload));
    }

    /** Asks for new keys of TLS 1.3, and changes its own. */
    public void updateKeys() throws IOException {
        wire.updateKeys();
    }

    /** Sends these octets: with part of a frame, switch off what answers by itself, or it may get in between. */
    public void raw(byte[] octets) throws IOException {
        writer.write(octets);
    }

    /** Reads no more, so that the kernel's windows fill up: a frame at most is still taken from it. */
    public void stopReading() {
        reader.stop();
    }

    /** Reads again. */
    public void resumeReading() {
        reader.resume();
    }

    /** Sends a FIN, after a close_notify if this is TLS. It reads on up to the client's FIN, so that no RST follows. */
    public void close() throws IOException {
        reader.finSent();
        try {
            wire.shutdownOutput();
        } catch (IOException e) {
            // In TLS 1.2 the client answers a close_notify at once, which ends the connection before our FIN.
            if (wire.isOpen()) {
                throw e;
            }
        }
    }

    /** Sends a FIN, without a close_notify if this is TLS, and reads on as after {@link #close}. */
    public void closeWithoutNotify() throws IOException {
        reader.finSent();
        wire.socket().shutdownOutput();
    }

    /** Resets the connection. */
    public void reset() {
        wire.close(ConnectionEnd.SERVER_RST);
    }

    @Override
    public String toString() {
        return "connection " + number + " " + end()
                + failure().map(e -> " (" + e + ")").orElse("");
    }

    /** Reads up to the end of the connection. */
    void read(Runnable onPreface) {
        reader.read(onPreface);
    }

    Wire wire() {
        return wire;
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt((int) number).array();
    }
}
