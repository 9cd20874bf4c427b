package io.flushpoint.benchmarks.clients.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * HTTP/2 (RFC 9113), as far as a client needs it that posts: each stream is answered as soon as it has ended, with a head of one
 * byte. What a request says is not looked at, so nothing of it is decoded. The windows are so wide that no client waits for them,
 * as over HTTP/1.1 none waits for anything but the socket.
 */
final class SinkHttp2 implements SinkProtocol {
    private static final int PREFACE_BYTES = 24;
    private static final int HEADER_BYTES = 9;
    private static final int PING_BYTES = 8;

    private static final int PREFACE = -1;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;

    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int STREAMS = 128;
    /** Of a stream: more than any body here. */
    private static final int STREAM_WINDOW = 16 << 20;
    /** Of the connection; given back by halves. */
    private static final int CONNECTION_WINDOW = 1 << 30;

    /** Field 9 of the static table: {@code :status: 204} (RFC 7541, appendix A). */
    private static final byte STATUS_204 = (byte) 0x89;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final byte[] header = new byte[HEADER_BYTES];
    private final byte[] ping = new byte[PING_BYTES];
    private int headerLength;
    private int type = PREFACE;
    private int length = PREFACE_BYTES;
    private int left = PREFACE_BYTES;
    private boolean endsWithItsHeaders;
    private int taken;
    private int ended;

    SinkHttp2() {
        header(2 * 6, SETTINGS, 0, 0);
        setting(MAX_CONCURRENT_STREAMS, STREAMS);
        setting(INITIAL_WINDOW_SIZE, STREAM_WINDOW);
        windowUpdate(CONNECTION_WINDOW);
    }

    @Override
    public int scan(byte[] bytes, int count) {
        ended = 0;
        int at = 0;
        while (at < count) {
            if (left == 0) {
                header[headerLength++] = bytes[at++];
                if (headerLength < HEADER_BYTES) {
                    continue;
                }
                begin();
            } else {
                int portion = Math.min(left, count - at);
                if (type == PING) {
                    System.arraycopy(bytes, at, ping, PING_BYTES - left, portion);
                }
                left -= portion;
                at += portion;
            }
            if (left == 0) {
                end();
            }
        }
        return ended;
    }

    private void begin() {
        headerLength = 0;
        length = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | (header[2] & 0xff);
        left = length;
        type = header[3];
        if (type == PING && length != PING_BYTES) {
            throw new IllegalStateException("a PING of " + length + " bytes");
        }
    }

    private void end() {
        switch (type) {
            case DATA -> {
                take();
                if (has(END_STREAM)) {
                    answer();
                }
            }
            case HEADERS -> {
                endsWithItsHeaders = has(END_STREAM);
                headersEnd();
            }
            case CONTINUATION -> headersEnd();
            case SETTINGS -> {
                if (!has(ACK)) {
                    header(0, SETTINGS, ACK, 0);
                }
            }
            case PING -> {
                if (!has(ACK)) {
                    header(PING_BYTES, PING, ACK, 0);
                    said.write(ping, 0, PING_BYTES);
                }
            }
            default -> {
                // Nothing to say to the others.
            }
        }
    }

    private void headersEnd() {
        if (has(END_HEADERS) && endsWithItsHeaders) {
            answer();
        }
    }

    private boolean has(int flag) {
        return (header[4] & flag) != 0;
    }

    private void answer() {
        ended++;
        header(1, HEADERS, END_STREAM | END_HEADERS, number(5));
        said.write(STATUS_204);
    }

    private void take() {
        taken += length;
        if (taken > CONNECTION_WINDOW / 2) {
            windowUpdate(taken);
            taken = 0;
        }
    }

    private int number(int at) {
        return (header[at] & 0xff) << 24
                | (header[at + 1] & 0xff) << 16
                | (header[at + 2] & 0xff) << 8
                | (header[at + 3] & 0xff);
    }

    private void header(int payload, int frame, int flags, int stream) {
        said.write(payload >> 16);
        said.write(payload >> 8);
        said.write(payload);
        said.write(frame);
        said.write(flags);
        number(said, stream);
    }

    private void setting(int name, int value) {
        said.write(0);
        said.write(name);
        number(said, value);
    }

    private void windowUpdate(int bytes) {
        header(4, WINDOW_UPDATE, 0, 0);
        number(said, bytes);
    }

    private static void number(ByteArrayOutputStream out, int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(value >> shift);
        }
    }

    @Override
    public void write(OutputStream out) throws IOException {
        if (said.size() > 0) {
            said.writeTo(out);
            said.reset();
        }
    }
}
