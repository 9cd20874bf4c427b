package io.flushpoint.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;

/** Reads requests of HTTP/1.1, one after the other. */
final class Http1Requests implements RequestsRead {
    private static final int UNKNOWN = -1;

    private final Listener listener;
    private byte[] bytes = new byte[0];
    private long position; // of the first of them
    private boolean begun;
    private int id = UNKNOWN;
    private int headBytes = UNKNOWN;
    private int length;
    private boolean chunked;

    Http1Requests(Listener listener) {
        this.listener = listener;
    }

    @Override
    public void feed(byte[] more) {
        int before = bytes.length;
        bytes = Arrays.copyOf(bytes, before + more.length);
        System.arraycopy(more, 0, bytes, before, more.length);
        boolean goesOn = true;
        while (goesOn && bytes.length > 0) {
            goesOn = identify() && readHead() && readBody();
        }
    }

    /** Whether it is known which request it is: its target is its number. */
    private boolean identify() {
        if (id != UNKNOWN) {
            return true;
        }
        if (!begun) {
            begun = true;
            listener.firstByte();
        }
        String begin = new String(bytes, 0, Math.min(bytes.length, 40), ISO_8859_1);
        int slash = begin.indexOf(" /");
        int end = slash < 0 ? -1 : begin.indexOf(' ', slash + 2);
        if (end < 0) {
            if (begin.length() == 40) {
                throw new Violation("no request line: " + begin);
            }
            return false;
        }
        id = Integer.parseInt(begin.substring(slash + 2, end));
        listener.began(key(), position);
        return true;
    }

    private Key key() {
        return new Key(id, 0);
    }

    private boolean readHead() {
        if (headBytes != UNKNOWN) {
            return true;
        }
        String text = new String(bytes, ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        headBytes = end + 4;
        length = 0;
        chunked = false;
        for (String line : text.substring(0, end).split("\r\n", -1)) {
            String field = line.toLowerCase(Locale.ROOT);
            if (field.startsWith("content-length: ")) {
                length = Integer.parseInt(field.substring(16));
            }
            chunked |= field.equals("transfer-encoding: chunked");
        }
        listener.headIsWhole(key());
        return true;
    }

    private boolean readBody() {
        if (chunked) {
            return readChunks();
        }
        if (bytes.length < headBytes + length) {
            return false;
        }
        over(headBytes + length, Arrays.copyOfRange(bytes, headBytes, headBytes + length));
        return true;
    }

    private boolean readChunks() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String text = new String(bytes, ISO_8859_1);
        int at = headBytes;
        while (true) {
            int lineEnd = text.indexOf("\r\n", at);
            if (lineEnd < 0) {
                return false;
            }
            int size = Integer.parseInt(text.substring(at, lineEnd), 16);
            int end = lineEnd + 2 + size + 2;
            if (bytes.length < end) {
                return false;
            }
            body.write(bytes, lineEnd + 2, size);
            if (!text.startsWith("\r\n", end - 2)) {
                throw new Violation("chunk of request " + id + " has no end");
            }
            at = end;
            if (size == 0) {
                over(at, body.toByteArray());
                return true;
            }
        }
    }

    private void over(int end, byte[] body) {
        Key ended = key();
        position += end;
        bytes = Arrays.copyOfRange(bytes, end, bytes.length);
        id = UNKNOWN;
        begun = false;
        headBytes = UNKNOWN;
        listener.whole(ended, position, body);
    }
}
