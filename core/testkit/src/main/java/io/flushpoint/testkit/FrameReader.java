package io.flushpoint.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a client of HTTP/2 sends: the handshake, the preface, and frame after frame. */
final class FrameReader {
    /** What a client begins with: RFC 9113, 3.4. */
    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private static final Duration GATE_POLL = Duration.ofMillis(5);

    private final Wire wire;
    private final @Nullable ServerTls tls;
    private final List<String> applicationProtocols;
    private final FrameLog log;
    private final FrameWriter writer;
    private volatile boolean stopped;
    private volatile boolean finSent;

    FrameReader(
            Wire wire, @Nullable ServerTls tls, List<String> applicationProtocols, FrameLog log, FrameWriter writer) {
        this.wire = wire;
        this.tls = tls;
        this.applicationProtocols = applicationProtocols;
        this.log = log;
        this.writer = writer;
    }

    void stop() {
        stopped = true;
    }

    void resume() {
        stopped = false;
    }

    /** From now on the client's FIN answers ours. */
    void finSent() {
        finSent = true;
    }

    /** Reads up to the end of the connection; {@code onPreface} runs once the preface is there. */
    void read(Runnable onPreface) {
        try {
            if (tls != null) {
                wire.secure(tls, applicationProtocols);
            }
            DataInputStream in = new DataInputStream(wire.in());
            readPreface(in);
            onPreface.run();
            while (true) {
                passGate();
                Frame frame = readFrame(in);
                passGate();
                log.add(frame);
                answer(frame);
            }
        } catch (EOFException e) {
            wire.close(finSent ? ConnectionEnd.SERVER_FIN : ConnectionEnd.CLIENT_FIN);
        } catch (IOException e) {
            wire.fail(Conversation.isReset(e) ? ConnectionEnd.CLIENT_RST : ConnectionEnd.FAILED, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            wire.fail(ConnectionEnd.FAILED, e);
        } finally {
            wire.close(ConnectionEnd.SERVER_STOPPED);
            log.end();
        }
    }

    private void readPreface(DataInputStream in) throws IOException {
        for (byte expected : PREFACE.getBytes(ISO_8859_1)) {
            if (in.readByte() != expected) {
                throw new IOException("the client does not begin with the preface of HTTP/2");
            }
        }
    }

    private static Frame readFrame(DataInputStream in) throws IOException {
        int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Frame(type, flags, stream, payload);
    }

    /** An answer that the client does not take any more says nothing about what it has sent: reading goes on. */
    private void answer(Frame frame) {
        try {
            writer.received(frame);
        } catch (IOException e) {
            // Reading will find out how the connection ended.
        }
    }

    private void passGate() throws InterruptedException {
        while (stopped && wire.isOpen()) {
            wire.awaitEnd(GATE_POLL);
        }
    }
}
