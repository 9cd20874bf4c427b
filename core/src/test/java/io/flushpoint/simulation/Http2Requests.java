package io.flushpoint.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the frames of HTTP/2 that a client writes, and the requests in them. */
final class Http2Requests implements RequestsRead {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int CONTINUATION = 9;
    static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int FRAME_HEAD = 9;

    /** Who is told of what is no request. */
    interface Frames {
        /** The preface is read. */
        void preface();

        /** A frame is read. */
        void frame(int type, int flags, int stream, byte[] payload);
    }

    private static final class Request {
        private final Key key;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Request(Key key) {
            this.key = key;
        }
    }

    private final Listener listener;
    private final @Nullable Frames frames;
    private final DefaultHttp2HeadersDecoder heads = new DefaultHttp2HeadersDecoder(false);
    private final Map<Integer, Request> requests = new HashMap<>();
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private byte[] bytes = new byte[0];
    private long position;
    private long blockBegan;
    private boolean blockEndsStream;
    private boolean begun;

    Http2Requests(Listener listener, @Nullable Frames frames) {
        this.listener = listener;
        this.frames = frames;
    }

    @Override
    public void feed(byte[] more) {
        int before = bytes.length;
        bytes = Arrays.copyOf(bytes, before + more.length);
        System.arraycopy(more, 0, bytes, before, more.length);
        if (!begun && bytes.length >= PREFACE.length()) {
            if (!new String(bytes, 0, PREFACE.length(), ISO_8859_1).equals(PREFACE)) {
                throw new Violation("no preface of HTTP/2");
            }
            begun = true;
            drop(PREFACE.length());
            if (frames != null) {
                frames.preface();
            }
        }
        while (begun && bytes.length >= FRAME_HEAD && bytes.length >= FRAME_HEAD + length()) {
            int end = FRAME_HEAD + length();
            int stream = ((bytes[5] & 0x7f) << 24)
                    | ((bytes[6] & 0xff) << 16)
                    | ((bytes[7] & 0xff) << 8)
                    | (bytes[8] & 0xff);
            int type = bytes[3];
            int flags = bytes[4];
            byte[] payload = Arrays.copyOfRange(bytes, FRAME_HEAD, end);
            long began = position;
            drop(end);
            take(type, flags, stream, payload, began);
        }
    }

    private int length() {
        return ((bytes[0] & 0xff) << 16) | ((bytes[1] & 0xff) << 8) | (bytes[2] & 0xff);
    }

    private void drop(int count) {
        position += count;
        bytes = Arrays.copyOfRange(bytes, count, bytes.length);
    }

    private void take(int type, int flags, int stream, byte[] payload, long began) {
        if (type == HEADERS) {
            block.reset();
            blockBegan = began;
            blockEndsStream = (flags & END_STREAM) != 0;
        }
        if (type == HEADERS || type == CONTINUATION) {
            block.writeBytes(payload);
            if ((flags & END_HEADERS) != 0) {
                head(stream);
            }
        } else if (type == DATA) {
            data(stream, payload, (flags & END_STREAM) != 0);
        } else if (type == RST_STREAM) {
            requests.remove(stream);
        }
        if (frames != null) {
            frames.frame(type, flags, stream, payload);
        }
    }

    private void head(int stream) {
        CharSequence path;
        try {
            path = heads.decodeHeaders(stream, Unpooled.wrappedBuffer(block.toByteArray()))
                    .path();
        } catch (Http2Exception broken) {
            throw new Violation("header block: " + broken.getMessage());
        }
        Request request = new Request(new Key(Integer.parseInt(path.toString().substring(1)), stream));
        requests.put(stream, request);
        listener.began(request.key, blockBegan);
        listener.headIsWhole(request.key);
        if (blockEndsStream) {
            requests.remove(stream);
            listener.whole(request.key, position, new byte[0]);
        }
    }

    private void data(int stream, byte[] payload, boolean last) {
        Request request = requests.get(stream);
        if (request == null) {
            throw new Violation("DATA on stream " + stream + ", which is not open");
        }
        request.body.writeBytes(payload);
        if (last) {
            requests.remove(stream);
            listener.whole(request.key, position, request.body.toByteArray());
        }
    }
}
